"""The own dates of targets in force as SQL: which leaf is due when, and which targets are declared complete (A47)."""

from models.ledger.nouns.shared_sql import DONE, LAST_MONTH
from models.rules.target.due import LEAF, YEAR_END_MONTH

# The key of an own date in the subject of its duty: 2026/T001, of a leaf 2026/T001//1-2.
SUBJECT = f"concat(t.year, '/', t.code, '{LEAF}' || NULLIF({{leaf}}, ''))"
_TARGETS = """t.jurisdiction_id = :jurisdiction AND t.year = ANY(:years) AND t.withdrawn_on IS NULL
        AND (CAST(:targets AS int[]) IS NULL OR t.id = ANY(:targets))"""
# `own`: the own dates before 1 December of targets of `years`, of all or of those in `targets`. A target with a tree
# has those of its leaves; a leaf without a finishing time has the target's.
OWN = f"""
node AS MATERIALIZED (
    SELECT DISTINCT ON (i.target_id, i.code) i.target_id, i.code, i.parent, i.deadline
    FROM indicator i JOIN target t ON t.id = i.target_id WHERE {_TARGETS}
    ORDER BY i.target_id, i.code, i.version DESC, i.correction DESC),
leaf AS (
    SELECT t.id AS target_id, '' AS leaf, t.deadline AS due FROM target t
    WHERE {_TARGETS} AND t.deadline IS NOT NULL AND t.id NOT IN (SELECT target_id FROM node)
    UNION ALL SELECT n.target_id, n.code, coalesce(n.deadline, t.deadline) FROM node n
        JOIN target t ON t.id = n.target_id WHERE (n.target_id, n.code) NOT IN (SELECT target_id, parent FROM node)),
own AS (
    SELECT l.target_id, l.leaf, l.due, {SUBJECT.format(leaf="l.leaf")} AS subject
    FROM leaf l JOIN target t ON t.id = l.target_id WHERE l.due < make_date(t.year, {YEAR_END_MONTH}, 1))
"""  # noqa: S608 - constants only
# Evidence `u` about the line of a target or of leaf `{leaf}`: what is about the target is about each of its leaves.
ABOUT = "u.indicator IN ('', {leaf})"
# `declared`: those targets and leaves of `come` that the newest report declares complete, if one that does so has
# evidence. The newest is that of the last month; of one month, the one received last. A report without the leaf says
# of it what it says of the target.
# No index leads from a target to its lines: they are read once for all. IS TRUE keeps a planner without statistics
# from a nested loop: the list becomes a hash table.
DECLARED = f"""
line AS MATERIALIZED (
    SELECT l.obligation_id, l.version, l.target_id, w.leaf, {LAST_MONTH} AS month, r.received_on, r.id,
        CASE WHEN f.indicator IS NULL THEN {DONE.format(line="l")} ELSE {DONE.format(line="f")} END AS done
    FROM report_line l JOIN report r ON r.obligation_id = l.obligation_id AND r.version = l.version
        JOIN obligation o ON o.id = l.obligation_id JOIN come w ON w.target_id = l.target_id
        LEFT JOIN report_leaf f ON (f.obligation_id, f.version, f.target_id, f.indicator)
            = (l.obligation_id, l.version, l.target_id, w.leaf)
    WHERE (l.target_id IN (SELECT target_id FROM come)) IS TRUE AND l.version > 0),
newest AS MATERIALIZED (
    SELECT DISTINCT ON (target_id, leaf) target_id, leaf, done FROM line
    ORDER BY target_id, leaf, month DESC, received_on DESC, id DESC),
declared AS MATERIALIZED (
    SELECT DISTINCT l.target_id, l.leaf FROM line l
        JOIN newest n ON n.target_id = l.target_id AND n.leaf = l.leaf AND n.done
        JOIN evidence_use u ON u.obligation_id = l.obligation_id AND u.target_id = l.target_id
            AND {ABOUT.format(leaf="l.leaf")}
    WHERE l.done AND l.version = (SELECT max(r.version) FROM report r WHERE r.obligation_id = l.obligation_id))
"""  # noqa: S608 - constants only
