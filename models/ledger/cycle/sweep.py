"""每日巡检: that it was done, on record once a day, so that a day without it is seen (6.2.2)."""

from datetime import date, datetime

from sqlmodel import Session

from models.database import run
from models.intake.said import Nothing
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.calendars import calendar_of
from models.ledger.lookup import home
from models.rules.business_day import SHANGHAI

LAST = "SELECT at FROM block WHERE act = 'record_sweep' ORDER BY height DESC LIMIT 1"
FIRST_RECORD = "SELECT at FROM block ORDER BY height LIMIT 1"


@act("record_sweep", "登记巡检", clause="3-6.2.2", roles={Role.SYSTEM})
def record_sweep(_session: Session, _said: Nothing, ctx: Context) -> Summary:
    """6.2.2: the day's sweep came to its end. Nothing moves; its block, one a day by its request id, is the proof."""
    return Summary(f"{ctx.date}的巡检已登记。", {"swept": 1})


def last_swept(session: Session) -> datetime | None:
    """The instant at which a sweep last came to its end, in Asia/Shanghai."""
    found: datetime | None = run(session, LAST).scalar()
    return found.astimezone(SHANGHAI) if found else None


def days_without_sweep(session: Session, today: date) -> int:
    """The working days after that of the last sweep (or of the first record, before any) up to and including today.

    Calendar days where `today` lies beyond the calendar.
    """
    calendar = calendar_of(session, home(session))
    last = last_swept(session) or run(session, FIRST_RECORD).scalar_one().astimezone(SHANGHAI)
    since = last.date()
    inside = calendar.first <= since and today <= calendar.last
    return calendar.count(since, today) if inside else (today - since).days
