"""目标到期: a duty follows the own date of its target or leaf, and ends when that has none any more (A47, 6.1.7)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.calendars import calendar_of
from models.ledger.deadlines import NOT_BEFORE, save_deadline
from models.ledger.moves import move
from models.ledger.nouns.duty import TARGET_OF
from models.ledger.target.own_leaves import OWN
from models.ledger.transitions import record
from models.rules.deadlines import compute_deadline, opened_after
from models.rules.states import ObligationEvent
from models.rules.target.due import TARGET_DUE
from models.statements import run

COVERED = "目标不再有自定的完成时限，由年终检查核对"
# Open duties of targets whose own date is another one now, or gone.
MOVED = f"""
WITH {OWN}
SELECT o.id, x.anchor, w.due FROM obligation o JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
    LEFT JOIN own w ON w.subject = o.subject
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = '' AND o.state = 'open'
    AND t.year = ANY(:years) AND (CAST(:targets AS int[]) IS NULL OR t.id = ANY(:targets))
    AND w.due IS DISTINCT FROM x.anchor
ORDER BY o.id
"""  # noqa: S608 - constants only
MOVE = """
UPDATE obligation o SET deadline_id = u.deadline, due_version = due_version + 1, reminded = NULL
FROM unnest(CAST(:ids AS int[]), CAST(:deadlines AS int[])) AS u(id, deadline)
WHERE o.id = u.id AND o.state = 'open'
"""


def follow_own_dates(
    session: Session, ctx: Context, years: Sequence[int], reason: str, targets: Sequence[int] | None = None
) -> int:
    """A47: move open duties to the present own dates of their targets, end those without one; returns how many.

    They are those of all targets of these years, or of `targets` only.
    """
    session.flush()
    home = {"jurisdiction": ctx.jurisdiction, "kind": TARGET_DUE.key}
    rows = run(session, MOVED, **home, years=list(years), targets=targets and list(targets)).all()
    ended = [row.id for row in rows if row.due is None]
    move(session, ctx, "obligation", ended, ObligationEvent.WITHDRAW, detail={"reason": COVERED})
    _move_open(session, ctx, [row for row in rows if row.due], reason)
    return len(rows)


def deadlines_of(session: Session, ctx: Context, days: Sequence[date]) -> dict[date, int]:
    """Return the row of the deadline of each own date; one that has passed is due on the next working day."""
    calendar, found = calendar_of(session, ctx.jurisdiction), {}
    for day in sorted(set(days)):
        due = opened_after(compute_deadline(TARGET_DUE.due, day, calendar), ctx.date, calendar)
        source = f"{NOT_BEFORE}{due.due}" if "computed" in due.proof else ""
        found[day] = save_deadline(session, ctx, due, source)
    return found


def _move_open(session: Session, ctx: Context, rows: Sequence[Any], reason: str) -> None:
    if not rows:
        return
    deadlines = deadlines_of(session, ctx, [row.due for row in rows])
    run(session, MOVE, ids=[row.id for row in rows], deadlines=[deadlines[row.due] for row in rows])
    for was, due in sorted({(row.anchor, row.due) for row in rows}):
        ids = [row.id for row in rows if (row.anchor, row.due) == (was, due)]
        change = {"from": was.isoformat(), "to": due.isoformat(), "reason": reason}
        record(session, ctx, "obligation", ids, "moved", moved=("open", "open"), detail=change)
