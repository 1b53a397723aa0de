"""放假安排是否缺失: which open deadlines wait for a notice that has not come, and telling the agency in time (A34)."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from models.database import run
from models.intake.said import Nothing
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.calendars import calendar_of
from models.ledger.deadlines import MOVABLE
from models.ledger.notices import tell_agency
from models.rules.cycles import CYCLES, DUTIES, subject_of
from models.rules.holiday_notice import MissingNotice, missing_notice
from models.rules.workdays import WorkCalendar

AHEAD = timedelta(days=92)
AWAITING = f"""
SELECT o.kind, CASE WHEN o.subject = '' THEN o.period ELSE '' END AS period, x.due, x.earliest,
    {MOVABLE} AS moves, count(*) AS number
FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.jurisdiction_id = :jurisdiction AND o.state = 'open' AND x.due > :announced_until
GROUP BY 1, 2, 3, 4, 5 ORDER BY x.due, o.kind
"""  # noqa: S608 - constants only
GO_LIVE = "SELECT go_live FROM jurisdiction WHERE id = :jurisdiction"


@act("watch_calendar", "检查放假安排", clause="3-6.1.2", roles={Role.SYSTEM, Role.AGENCY})
def watch_calendar(session: Session, _said: Nothing, ctx: Context) -> Summary:
    """A34: while the next year's notice is missing, the agency is told from November, 10 December and 1 January."""
    calendar = calendar_of(session, ctx.jurisdiction)
    missing = missing_notice(calendar.announced_until, ctx.date)
    if missing is None:
        return Summary(f"放假安排已导入至{calendar.announced_until}。", {"notices": 0, "provisional": 0})
    waiting = awaiting_notice(session, ctx.jurisdiction)
    moving = [item for item in waiting if item["moves"]]
    payload = {
        "year": missing.year,
        "advice": missing.pressing.label,
        "deadlines": moving,
        "fixed": sum(item["number"] for item in waiting if not item["moves"]),
        "coming": _coming(session, ctx, calendar),
    }
    subject, occasion = str(missing.year), f"{missing.year}|{missing.pressing.value}"
    told = tell_agency(session, ctx, "calendar_missing", subject, occasion=occasion, payload=payload)
    number = sum(item["number"] for item in moving)
    words = f"{missing.words}；{number}项在办事项的期限为暂定。"
    return Summary(words, {"notices": told, "provisional": number})


def missing_on(session: Session, jurisdiction: int, day: date) -> MissingNotice | None:
    """Which year's notice is missing there on `day`, if it is time to say so."""
    return missing_notice(calendar_of(session, jurisdiction).announced_until, day)


def awaiting_notice(session: Session, jurisdiction: int) -> list[dict[str, Any]]:
    """Open obligations due on a day that no notice covers yet, in groups that share it.

    `moves`: whether the date itself is provisional; one fixed by the standard or by a person stays (A5), and only the
    working day to aim at may change.
    """
    until = calendar_of(session, jurisdiction).announced_until
    return [
        {
            "title": subject_of(DUTIES[row.kind], row.period),
            "due": row.due.isoformat(),
            "earliest": row.earliest.isoformat(),
            "number": row.number,
            "moves": row.moves,
        }
        for row in run(session, AWAITING, jurisdiction=jurisdiction, announced_until=until)
    ]


def _coming(session: Session, ctx: Context, calendar: WorkCalendar) -> list[dict[str, str]]:
    """What opens in the next three months with a date that may still move."""
    go_live = run(session, GO_LIVE, jurisdiction=ctx.jurisdiction).scalar_one()
    found = [
        (cycle.deadline(period, calendar), subject_of(cycle.duty, str(period)))
        for cycle in CYCLES
        if cycle.periodic and cycle.duty.due.n
        for period in cycle.opened_between(go_live, ctx.date + AHEAD, calendar)
        if cycle.opens_on(period, calendar) > ctx.date and cycle.anchor.of(period) + AHEAD <= calendar.last
    ]
    return [
        {"title": title, "due": deadline.due.isoformat(), "earliest": deadline.earliest.isoformat()}
        for deadline, title in sorted(found, key=lambda each: each[0].due)
        if deadline.provisional
    ]
