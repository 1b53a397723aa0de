"""Duties of many departments about a year, opened in one statement."""

from collections.abc import Sequence

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.nouns.shared_sql import HEIRS
from models.ledger.transitions import record
from models.rules.duties import Duty
from models.statements import run

# The duty of each department about its year; what its predecessor would owe the successor owes.
OPEN = f"""
WITH heir AS MATERIALIZED {HEIRS}
INSERT INTO obligation (jurisdiction_id, kind, period, department_id, subject, round, owed_by, clause, deadline_id,
    due_version, state, opened_on, opened_late)
SELECT :jurisdiction, CAST(:kind AS text), CAST(:period AS text), u.department, '',
    1 + coalesce((SELECT max(o.round) FROM obligation o
        WHERE o.jurisdiction_id = :jurisdiction AND o.kind = CAST(:kind AS text) AND o.period = CAST(:period AS text)
            AND o.department_id = u.department), 0),
    coalesce(h.heir, u.department), :clause, :deadline, 1, 'open', :day, false
FROM unnest(CAST(:departments AS int[])) WITH ORDINALITY AS u(department, n)
    LEFT JOIN heir h ON h.department_id = u.department
ORDER BY u.n RETURNING id
"""  # noqa: S608 - constants only


def open_each(
    session: Session, ctx: Context, duty: Duty, year: int, departments: Sequence[int], deadline: int
) -> list[int]:
    """Open a duty of each department about a year, in one statement; returns their ids."""
    opened = run(
        session,
        OPEN,
        jurisdiction=ctx.jurisdiction,
        kind=duty.key,
        period=str(year),
        departments=list(departments),
        clause=duty.clause,
        deadline=deadline,
        day=ctx.date,
    )
    ids = list(opened.scalars())
    record(session, ctx, "obligation", ids, "opened", moved=("", "open"))
    return ids
