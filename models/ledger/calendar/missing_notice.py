"""放假安排是否缺失: the open deadlines that wait for a missing notice, and the agency's warnings about it (A34)."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deadlines import MOVABLE
from models.ledger.jurisdiction import calendar_of, home
from models.ledger.notices import notify_agency
from models.ledger.questions import Question
from models.rules.cycles import CYCLES, DUTY_OF, subject_of
from models.rules.holiday_notice import MissingNotice, missing_notice
from models.rules.workdays import WorkCalendar
from models.statements import run

AHEAD = timedelta(days=92)
AWAITING = f"""
SELECT o.kind, CASE WHEN o.subject = '' THEN o.period ELSE '' END AS period, x.due, x.earliest,
    {MOVABLE} AS moves, count(*) AS number
FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.jurisdiction_id = :jurisdiction AND o.state = 'open' AND x.due > :announced_until
GROUP BY 1, 2, 3, 4, 5 ORDER BY x.due, o.kind
"""  # noqa: S608 - constants only
GO_LIVE = "SELECT go_live FROM jurisdiction WHERE id = :jurisdiction"
IS_MISSING = Question(
    "CAST(:is_missing AS bool)",
    Summary("放假安排没有缺失。", {"notices": 0, "provisional": 0}),
    lambda session, day: {"is_missing": missing_on(session, home(session), day.date) is not None},
)


@act("watch_calendar", "检查放假安排", clause="3-6.1.2", roles={Role.SYSTEM, Role.AGENCY})
def watch_calendar(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """A34: warn the agency in November, on 10 December and on 1 January if the next year's notice is missing."""
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
        "coming": _upcoming_periods(session, ctx, calendar),
    }
    subject, occasion = str(missing.year), f"{missing.year}|{missing.pressing.value}"
    notices = notify_agency(session, ctx, "calendar_missing", subject, occasion=occasion, payload=payload)
    number = sum(item["number"] for item in moving)
    words = f"{missing.words}；{number}项在办事项的期限为暂定。"
    return Summary(words, {"notices": notices, "provisional": number})


def missing_on(session: Session, jurisdiction: int, day: date) -> MissingNotice | None:
    """Return the missing notice of a jurisdiction on `day`; None if no notice is missing or it is too early to warn."""
    return missing_notice(calendar_of(session, jurisdiction).announced_until, day)


def awaiting_notice(session: Session, jurisdiction: int) -> list[dict[str, Any]]:
    """Return the open obligations due after the last announced day, grouped by due date.

    `moves` is true if the date itself is provisional; a date fixed by the standard or by a person stays (A5), and only
    the target working day may change.
    """
    until = calendar_of(session, jurisdiction).announced_until
    return [
        {
            "title": subject_of(DUTY_OF[row.kind], row.period),
            "due": row.due.isoformat(),
            "earliest": row.earliest.isoformat(),
            "number": row.number,
            "moves": row.moves,
        }
        for row in run(session, AWAITING, jurisdiction=jurisdiction, announced_until=until)
    ]


def _upcoming_periods(session: Session, ctx: Context, calendar: WorkCalendar) -> list[dict[str, str]]:
    """Return the periods that open within three months with a provisional due date."""
    go_live = run(session, GO_LIVE, jurisdiction=ctx.jurisdiction).scalar_one()
    deadlines = [
        (cycle.deadline(period, calendar), subject_of(cycle.duty, str(period)))
        for cycle in CYCLES
        if cycle.periodic and cycle.duty.due.n
        for period in cycle.opened_between(go_live, ctx.date + AHEAD, calendar)
        if cycle.opens_on(period, calendar) > ctx.date and cycle.anchor.of(period) + AHEAD <= calendar.last
    ]
    return [
        {"title": title, "due": deadline.due.isoformat(), "earliest": deadline.earliest.isoformat()}
        for deadline, title in sorted(deadlines, key=lambda each: each[0].due)
        if deadline.provisional
    ]
