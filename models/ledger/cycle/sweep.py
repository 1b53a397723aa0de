"""每日巡检: one block per day records that the sweep ran, so that a day without it is detected (6.2.2)."""

from datetime import date, datetime

from sqlmodel import Session

from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.jurisdiction import calendar_of, home
from models.rules.business_day import SHANGHAI
from models.statements import run

LAST = "SELECT at FROM block WHERE act = :act ORDER BY height DESC LIMIT 1"
LAST_DAY = "SELECT business_date FROM block WHERE act = :act ORDER BY height DESC LIMIT 1"
FIRST_RECORD = "SELECT at FROM block ORDER BY height LIMIT 1"


@act("record_sweep", "登记巡检", clause="3-6.2.2", roles={Role.SYSTEM})
def record_sweep(_session: Session, _data: NoInput, ctx: Context) -> Summary:
    """6.2.2: record that the day's sweep finished. No row changes; the block, one per day by request id, proves it."""
    return Summary(f"{ctx.date}的巡检已登记。", {"swept": 1})


def last_swept(session: Session) -> datetime | None:
    """Return the instant at which a sweep last finished, in Asia/Shanghai; None before the first one."""
    finished_at: datetime | None = run(session, LAST, act=record_sweep.name).scalar()
    return finished_at.astimezone(SHANGHAI) if finished_at else None


def last_day_swept(session: Session) -> date | None:
    """Return the last business date of a sweep; None before the first one."""
    day: date | None = run(session, LAST_DAY, act=record_sweep.name).scalar()
    return day


def days_without_sweep(session: Session, today: date) -> int:
    """Return the working days since the last sweep, up to and including today; before any sweep, since the first block.

    Returns calendar days if `today` is outside the calendar.
    """
    calendar = calendar_of(session, home(session))
    last = last_swept(session) or run(session, FIRST_RECORD).scalar_one().astimezone(SHANGHAI)
    since = last.date()
    inside = calendar.first <= since and today <= calendar.last
    return calendar.count(since, today) if inside else (today - since).days
