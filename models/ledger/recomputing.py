"""When the calendar changes: open due dates follow it, the old date and its reason stay on record (rule 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.database import canonical, run
from models.ledger.acting import Context
from models.ledger.calendars import calendar_of
from models.ledger.deadlines import keep_deadline
from models.ledger.owing import title_of
from models.ledger.recording import TARGET_OF, record
from models.rules.cycles import RULES
from models.rules.deadlines import compute_deadline
from models.rules.workdays import Interval

OPEN = """
SELECT DISTINCT x.id, x.rule, x.anchor, x.due, x.suspensions FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.jurisdiction_id = :jurisdiction AND o.state = 'open' ORDER BY x.due, x.rule
"""
MOVE = """
UPDATE obligation o SET deadline_id = u.new, due_version = o.due_version + 1
FROM unnest(CAST(:old AS int[]), CAST(:new AS int[])) AS u(old, new)
WHERE o.deadline_id = u.old AND o.state = 'open' RETURNING o.id, u.old
"""
MOVED = f"""
SELECT o.id, o.kind, o.period, o.round, d.id AS department, d.name, t.name AS target_name
FROM obligation o JOIN department d ON d.id = o.owed_by
    {TARGET_OF}
WHERE o.id = ANY(:ids) ORDER BY d.code COLLATE "C", o.kind, o.period, o.subject
"""  # noqa: S608 - constants only
TELL = """
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, payload, act_id, created_on)
SELECT d.jurisdiction_id, 'date_moved', d.code, :occasion, CASE WHEN d.is_agency THEN 'agency' ELSE 'office' END, d.id,
    CAST(u.payload AS jsonb), :act_id, :day
FROM unnest(CAST(:departments AS int[]), CAST(:payloads AS text[])) AS u(department, payload)
    JOIN department d ON d.id = u.department
ORDER BY d.code COLLATE "C" ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Shift:
    """A shared due date that moves: its row before and after, and the two days."""

    old: int
    new: int
    was: date
    due: date


def recompute_deadlines(session: Session, ctx: Context, why: str) -> list[dict[str, Any]]:
    """Compute every open due date anew on today's calendar; returns what moved, from when to when.

    What moves gets a new due version, so that its reminders start afresh; each office concerned is told once.
    """
    shifts = {shift.old: shift for shift in _shifts(session, ctx)}
    if not shifts:
        return []
    moved = run(session, MOVE, old=list(shifts), new=[shift.new for shift in shifts.values()]).all()
    for shift in shifts.values():
        ids = [row.id for row in moved if row.old == shift.old]
        detail = {"from": shift.was.isoformat(), "to": shift.due.isoformat(), "reason": why}
        record(session, ctx, "obligation", ids, "moved", moved=("open", "open"), detail=detail)
    items = _items(session, moved, shifts)
    _tell(session, ctx, why, items)
    return [{name: item[name] for name in ("department", "title", "from", "to")} for item in items]


def _shifts(session: Session, ctx: Context) -> list[Shift]:
    calendar = calendar_of(session, ctx.jurisdiction)
    shifts = []
    for row in run(session, OPEN, jurisdiction=ctx.jurisdiction).all():
        paused = [Interval(date.fromisoformat(i["first"]), date.fromisoformat(i["last"])) for i in row.suspensions]
        anew = compute_deadline(RULES[row.rule], row.anchor, calendar, paused)
        if anew.due != row.due:
            shifts.append(Shift(row.id, keep_deadline(session, ctx, anew), row.due, anew.due))
    return shifts


def _items(session: Session, moved: Sequence[Any], shifts: dict[int, Shift]) -> list[dict[str, Any]]:
    of = {row.id: shifts[row.old] for row in moved}
    return [
        {
            "owed_by": row.department,
            "department": row.name,
            "title": title_of(row.kind, row.period, row.target_name, row.round),
            "from": of[row.id].was.isoformat(),
            "to": of[row.id].due.isoformat(),
        }
        for row in run(session, MOVED, ids=list(of))
    ]


def _tell(session: Session, ctx: Context, why: str, items: list[dict[str, Any]]) -> None:
    lists: dict[int, list[dict[str, str]]] = {}
    for item in items:
        lists.setdefault(item["owed_by"], []).append({name: item[name] for name in ("title", "from", "to")})
    run(
        session,
        TELL,
        occasion=str(ctx.act_id),
        departments=list(lists),
        payloads=[canonical({"why": why, "moved": moved}) for moved in lists.values()],
        act_id=ctx.act_id,
        day=ctx.date,
    )
