"""The blank report lines of what a cycle opens: one for each target, and one for each of its leaves (1-2.9)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from models.ledger.nouns.target import LEADS
from models.statements import run

LINES = f"""
INSERT INTO report_line (obligation_id, version, target_id, target_version, remark)
SELECT o.id, 0, t.id, t.version, ''
FROM (SELECT id, department_id FROM obligation WHERE id = ANY(:ids) ORDER BY id) o
    CROSS JOIN LATERAL (SELECT x.target_id FROM target_department x WHERE x.department_id = o.department_id
        AND {LEADS} AND coalesce(x.since, '-infinity') <= :opens_on ORDER BY x.target_id) x
    CROSS JOIN LATERAL (SELECT t.id, t.version FROM target t
        WHERE t.id = x.target_id AND t.year = :year AND t.issued_on < :before OFFSET 0) t
"""  # noqa: S608 - constants only
# The newest row of each node is in force. The list of nodes is short or empty: it is read before the many lines.
LEAVES = """
WITH node AS MATERIALIZED (
    SELECT DISTINCT ON (i.target_id, i.code) i.target_id, i.code, i.parent, i.position
    FROM indicator i JOIN target t ON t.id = i.target_id WHERE t.year = :year
    ORDER BY i.target_id, i.code, i.version DESC, i.correction DESC),
leaf AS MATERIALIZED (
    SELECT target_id, code, position FROM node
    WHERE (target_id, code) NOT IN (SELECT target_id, parent FROM node))
INSERT INTO report_leaf (obligation_id, version, target_id, indicator, position, remark)
SELECT l.obligation_id, 0, l.target_id, f.code, f.position, ''
FROM report_line l JOIN leaf f ON f.target_id = l.target_id WHERE l.obligation_id = ANY(:ids) AND l.version = 0
    AND (CAST(:targets AS int[]) IS NULL OR l.target_id = ANY(:targets))
ORDER BY l.obligation_id, l.target_id, f.position ON CONFLICT DO NOTHING
"""


def insert_blank_lines(
    session: Session, obligations: Sequence[int], year: int, opens_on: date, issued_before: date
) -> None:
    """6.1.1, 1-2.9: insert the lines that reports are to fill in, in the version of each target that is in force.

    They are those of the targets that were issued before a day, and that these departments led on the opening day.
    """
    run(session, LINES, ids=list(obligations), year=year, opens_on=opens_on, before=issued_before)
    insert_blank_leaves(session, obligations, year)


def insert_blank_leaves(
    session: Session, obligations: Sequence[int], year: int, targets: Sequence[int] | None = None
) -> None:
    """1-2.9: insert the lines of the leaves of the targets, or of these only, that have a blank line."""
    run(session, LEAVES, ids=list(obligations), year=year, targets=None if targets is None else list(targets))
