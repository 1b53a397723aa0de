"""目标到期: a duty follows the own date of its target or leaf, and ends when that has none any more (A47, 6.1.7)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.deadlines import NOT_BEFORE, save_deadline
from models.ledger.jurisdiction import calendar_of
from models.ledger.nouns.shared_sql import TARGET_OF
from models.ledger.target.own_leaves import OWN
from models.ledger.transitions import move, record
from models.rules.deadlines import compute_deadline, opened_after
from models.rules.states import ObligationEvent
from models.rules.target.due import TARGET_DUE
from models.statements import run

COVERED = "目标不再有自定的完成时限，由年终检查核对"
DUTIES = f"""
SELECT o.id, o.subject, x.anchor, x.due, t.id AS target FROM obligation o JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = '' AND o.state = 'open'
    AND t.year = ANY(:years) AND (CAST(:targets AS int[]) IS NULL OR t.id = ANY(:targets))
ORDER BY o.id
"""  # noqa: S608 - constants only
# The own dates of these targets that were waived: an adjustment moves a target on, and may move it back.
WAIVED = f"""
SELECT o.subject, x.anchor FROM obligation o JOIN deadline x ON x.id = o.deadline_id {TARGET_OF}
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = '' AND o.state = 'waived'
    AND t.id = ANY(:targets)
"""  # noqa: S608 - constants only
Moved = tuple[Any, date | None]  # the row of a duty, and its new day
DATES = f"WITH {OWN} SELECT subject, due FROM own"  # noqa: S608 - constants only
MOVE = """
UPDATE obligation o SET deadline_id = u.deadline, due_version = due_version + 1, reminded = NULL
FROM unnest(CAST(:ids AS int[]), CAST(:deadlines AS int[])) AS u(id, deadline)
WHERE o.id = u.id AND o.state = 'open'
"""


def follow_own_dates(
    session: Session,
    ctx: Context,
    years: Sequence[int],
    reason: str,
    targets: Sequence[int] | None = None,
    since: date | None = None,
) -> int:
    """A47: move open duties to the present own dates of their targets, end those without one; returns how many.

    One whose target has come back to a date that was waived ends too: it would be owed in spite of its waiver.
    They are those of all targets of these years, or of `targets` only. What was overdue on the day `since` which the
    dates are in force stays late.
    """
    session.flush()
    here = {"jurisdiction": ctx.jurisdiction, "years": list(years)}
    duties = run(session, DUTIES, **here, kind=TARGET_DUE.key, targets=targets and list(targets)).all()
    if not duties:
        return 0
    its = sorted({row.target for row in duties})
    dates: dict[str, date] = {row.subject: row.due for row in run(session, DATES, **here, targets=its)}
    moved = [(row, due) for row in duties if (due := dates.get(row.subject)) != row.anchor]
    waived = _waived_dates(session, ctx, its)
    for late in (False, True):
        those = [(row, due) for row, due in moved if (since is not None and row.due < since) is late]
        onward = _end_waived(session, ctx, those, waived, late=late)
        _move_or_end(session, ctx, onward, reason, late=late)
    return len(moved)


def _waived_dates(session: Session, ctx: Context, targets: Sequence[int]) -> set[tuple[str, date]]:
    of = {"jurisdiction": ctx.jurisdiction, "kind": TARGET_DUE.key, "targets": targets}
    return {(row.subject, row.anchor) for row in run(session, WAIVED, **of)}


def _end_waived(
    session: Session, ctx: Context, moved: Sequence[Moved], waived: Collection[tuple[str, date]], *, late: bool
) -> list[Moved]:
    """End the duties whose new day was waived before; returns the others."""
    back = [row.id for row, due in moved if (row.subject, due) in waived]
    _end(session, ctx, back, "完成时限恢复为已豁免的日期", late=late)
    return [(row, due) for row, due in moved if row.id not in back]


def deadlines_of(session: Session, ctx: Context, days: Sequence[date]) -> dict[date, int]:
    """Return the row of the deadline of each own date; one that has passed is due on the next working day."""
    calendar, found = calendar_of(session, ctx.jurisdiction), {}
    for day in sorted(set(days)):
        due = opened_after(compute_deadline(TARGET_DUE.due, day, calendar), ctx.date, calendar)
        source = f"{NOT_BEFORE}{due.due}" if "computed" in due.proof else ""
        found[day] = save_deadline(session, ctx, due, source)
    return found


def _move_or_end(session: Session, ctx: Context, moved: Sequence[Moved], reason: str, *, late: bool) -> None:
    """Move duties, each given with its new day; one without a day ends."""
    _end(session, ctx, [row.id for row, due in moved if due is None], COVERED, late=late)
    onward = [(row.id, row.anchor, due) for row, due in moved if due]
    _move_open(session, ctx, onward, {"reason": reason} | ({"late": True} if late else {}))


def _end(session: Session, ctx: Context, ended: Sequence[int], why: str, *, late: bool) -> None:
    """End duties that no date asks for any more; those that were late show it."""
    detail = {"late": True} if late else {}
    move(session, ctx, "obligation", ended, ObligationEvent.WITHDRAW, sets=detail, detail={**detail, "reason": why})


def _move_open(
    session: Session, ctx: Context, moved: Sequence[tuple[int, date, date]], detail: Mapping[str, Any]
) -> None:
    """Move duties, each given with its day before and its new one."""
    if not moved:
        return
    deadlines = deadlines_of(session, ctx, [due for _, _, due in moved])
    numbers = [number for number, _, _ in moved]
    run(session, MOVE, ids=numbers, deadlines=[deadlines[due] for _, _, due in moved])
    for days in sorted({(was, due) for _, was, due in moved}):
        ids = [number for number, was, due in moved if (was, due) == days]
        change = {"from": days[0].isoformat(), "to": days[1].isoformat(), **detail}
        record(session, ctx, "obligation", ids, "moved", moved=("open", "open"), detail=change)
