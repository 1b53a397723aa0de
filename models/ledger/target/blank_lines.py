"""The blank report lines of what a cycle opens: one for each target, and one for each of its leaves (1-2.9)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.calendar.recompute import current_deadline
from models.ledger.deadlines import deadline_from
from models.ledger.duties import reopen
from models.ledger.notices import notify
from models.ledger.nouns.shared_sql import LEADS, LED_BY
from models.ledger.transitions import record
from models.records import Obligation, id_of
from models.rules.cycles import RETURNED, YEAR_END_CHECK
from models.rules.duties import Audience
from models.rules.states import ObligationEvent, ObligationState
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


# The check of a department that leads these targets: one that is open, or that was complete before. Without any check
# the targets are not read.
JOIN = f"""
WITH checks AS MATERIALIZED (
    SELECT o.id, o.department_id, o.period, c.opens_on FROM obligation o JOIN cycle_run c ON c.id = o.cycle_run_id
    WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.state IN ('open', 'discharged'))
INSERT INTO report_line (obligation_id, version, target_id, target_version, remark)
SELECT k.id, 0, t.id, t.version, '' FROM target t {LED_BY}
    JOIN checks k ON k.department_id = d.id AND k.period = CAST(t.year AS text) AND t.issued_on >= k.opens_on
WHERE t.id = ANY(:targets) AND EXISTS (SELECT FROM checks)
ORDER BY k.id, t.id ON CONFLICT DO NOTHING
RETURNING obligation_id, target_id, (SELECT t.year FROM target t WHERE t.id = target_id) AS year
"""  # noqa: S608 - constants only
WHY = "年终检查开启后又下达目标，请补报"


def join_year_end(session: Session, ctx: Context, targets: Sequence[int]) -> str:
    """6.1.4: add new targets to the year-end check of their lead that was opened; one that was complete opens again.

    Returns how many were added, in words; empty if the check of their year is not open.
    """
    joined = _join(session, ctx, targets)
    checks = sorted({row.obligation_id for row in joined})
    states = {number: session.get_one(Obligation, number).state for number in checks}
    for number in (each for each in checks if states[each] is ObligationState.DISCHARGED):
        _open_again(session, ctx, session.get_one(Obligation, number))
    still_open = [each for each in checks if states[each] is ObligationState.OPEN]
    record(session, ctx, "obligation", still_open, "target_added", moved=("open", "open"))
    return f"其中{len(joined)}项列入已开启的年终检查。" if joined else ""


def _join(session: Session, ctx: Context, targets: Sequence[int]) -> Sequence[Any]:
    """Insert the lines of the targets, and those of their leaves; return the lines."""
    here = {"jurisdiction": ctx.jurisdiction, "kind": YEAR_END_CHECK.key}
    joined = run(session, JOIN, **here, targets=list(targets)).all()
    checks, added = [row.obligation_id for row in joined], [row.target_id for row in joined]
    for year in sorted({row.year for row in joined}):
        insert_blank_leaves(session, checks, year, added)
    return joined


def _open_again(session: Session, ctx: Context, check: Obligation) -> None:
    """Open a check that was complete: due on its day if that is to come, otherwise as a returned one is (A32)."""
    deadline, due = current_deadline(session, ctx, check.deadline_id)
    if due <= ctx.date:
        deadline, _ = deadline_from(session, ctx, RETURNED, ctx.date)
    reopen(session, ctx, check, ObligationEvent.RETURN, deadline, WHY)
    occasion = str(check.due_version)
    notify(session, ctx, "returned", [id_of(check)], [Audience.OFFICE], occasion=occasion, payload={"why": WHY})
