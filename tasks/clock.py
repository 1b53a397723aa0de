"""The two times of a run: read here once and passed down."""

from datetime import date, datetime

from sqlmodel import Session

from models.database import database_time
from models.rules.business_day import SHANGHAI, BusinessDay
from tasks.settings import settings

_pretended: list[datetime] = []


def pretend(at: datetime) -> None:
    """Let this process live at another instant, as a demonstration does; MUBIAO_CLOCK does so for a child."""
    _pretended[:] = [at]


def pretend_no_more() -> None:
    """Let this process live at the machine's instant again."""
    _pretended.clear()


def virtual() -> datetime | None:
    """The instant at which this process pretends to live, if it does."""
    return _pretended[0] if _pretended else settings().clock


def present() -> datetime:
    """Now in Asia/Shanghai; the virtual instant of a demonstration when one is set."""
    return (virtual() or datetime.now(SHANGHAI)).astimezone(SHANGHAI)


def business_day(day: date | None = None, period: str | None = None, planned: datetime | None = None) -> BusinessDay:
    """The explicit day, else the planned start's in Asia/Shanghai: a run that starts late still belongs to its day."""
    now = present()
    belongs = planned.astimezone(SHANGHAI) if planned and not virtual() else now
    return BusinessDay(day or belongs.date(), now, period)


def lease_time(session: Session) -> datetime:
    """The instant by which leases are judged: the database's, so that all workers agree; virtual in a demonstration."""
    return present() if virtual() else database_time(session)
