"""按位置认定: the files that no cell named and that were taken for what a cell of a line names (A77)."""

from models.records.evidence import PLACES

# In place of a table: each with its duty, its line and the name that stands there. The newest sheet of a duty decides;
# a file that came under that name takes its place. The files themselves are evidence of the filing as a whole.
PLACED = f"""(
    SELECT a.obligation_id, t.id AS target_id, t.code, p ->> 'leaf' AS indicator, p ->> 'name' AS name,
        p ->> 'file' AS file_name
    FROM {PLACES}
    WHERE NOT EXISTS (SELECT FROM answer n
            WHERE n.obligation_id = a.obligation_id AND n.outcome = 'taken' AND n.id > a.id)
        AND NOT EXISTS (SELECT FROM evidence_use n
            WHERE (n.obligation_id, n.target_id, n.indicator) = (a.obligation_id, t.id, p ->> 'leaf')
                AND p ->> 'name' IN (n.file_name, regexp_replace(n.file_name, '[.][^.]*$', ''))))"""  # noqa: S608 - constants only
