"""The own dates of targets in force as SQL: which leaf is due when, and which targets are declared complete (A47)."""

from models.rules.target.due import LEAF, YEAR_END_MONTH

# The key of an own date in the subject of its duty: 2026/T001, of a leaf 2026/T001//1-2.
SUBJECT = f"concat(t.year, '/', t.code, '{LEAF}' || NULLIF({{leaf}}, ''))"
_TARGETS = """t.jurisdiction_id = :jurisdiction AND t.year = ANY(:years) AND t.withdrawn_on IS NULL
        AND strpos(t.code, '/') = 0 AND (CAST(:targets AS int[]) IS NULL OR t.id = ANY(:targets))"""
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
DONE = "({line}.status = 'done' OR {line}.progress = 100)"
# `declared`: those targets of `come` whose newest report declares them complete, if a report that does has evidence.
# No index leads from a target to its lines: they are read once for all. IS TRUE keeps a planner without statistics
# from a nested loop: the list becomes a hash table.
DECLARED = f"""
newest AS MATERIALIZED (
    SELECT DISTINCT ON (l.target_id) l.target_id, {DONE.format(line="l")} AS done
    FROM report_line l JOIN report r ON r.obligation_id = l.obligation_id AND r.version = l.version
    WHERE (l.target_id IN (SELECT target_id FROM come)) IS TRUE AND l.version > 0
    ORDER BY l.target_id, r.received_on DESC, r.id DESC),
declared AS MATERIALIZED (
    SELECT DISTINCT u.target_id FROM evidence_use u
        JOIN report_line l ON l.obligation_id = u.obligation_id AND l.target_id = u.target_id
    WHERE (u.target_id IN (SELECT target_id FROM newest WHERE done)) IS TRUE AND l.version > 0
        AND {DONE.format(line="l")}
        AND l.version = (SELECT max(r.version) FROM report r WHERE r.obligation_id = l.obligation_id))
"""  # noqa: S608 - constants only
