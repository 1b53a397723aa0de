"""Business date and current instant of a run, and random secrets: read or drawn here once and passed down."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from secrets import token_hex

from sqlmodel import Session

from models.database import database_time
from models.rules.workdays import SHANGHAI, BusinessDay
from tasks.settings import settings

_virtual_instant: list[datetime] = []


def set_virtual_instant(at: datetime) -> None:
    """Set a virtual instant for this process, as a demonstration does. MUBIAO_CLOCK sets it for a child process."""
    _virtual_instant[:] = [at]


def clear_virtual_instant() -> None:
    """Reset this process to the machine's clock."""
    _virtual_instant.clear()


@contextmanager
def own_clock() -> Iterator[None]:
    """Use the clock of the settings, and afterwards the virtual instant of before, if one was set."""
    before = [*_virtual_instant]
    clear_virtual_instant()
    try:
        yield
    finally:
        _virtual_instant[:] = before


def virtual_instant() -> datetime | None:
    """Returns the virtual instant of this process, or None if it uses the machine's clock."""
    return _virtual_instant[0] if _virtual_instant else settings().clock


def current_instant() -> datetime:
    """Returns the current instant in Asia/Shanghai, or the virtual instant if one is set."""
    return (virtual_instant() or datetime.now(SHANGHAI)).astimezone(SHANGHAI)


def business_day(day: date | None = None, period: str | None = None, planned: datetime | None = None) -> BusinessDay:
    """Returns the explicit day, else the day of the planned start in Asia/Shanghai.

    A run that starts late keeps the business date of its planned start.
    """
    now = current_instant()
    start = planned.astimezone(SHANGHAI) if planned and not virtual_instant() else now
    return BusinessDay(day or start.date(), now, period, virtual=virtual_instant() is not None)


def planned_day(period: str | None = None, planned: datetime | None = None) -> BusinessDay:
    """Returns the planned day of a run, never later than now."""
    day = business_day(period=period, planned=planned)
    return replace(day, date=min(day.date, day.at.date()))


def lease_time(session: Session) -> datetime:
    """Returns the instant for lease timeouts: the database's, so that all workers agree; virtual if one is set."""
    return current_instant() if virtual_instant() else database_time(session)


BYTES = 32  # as long as its published hash


def new_secret() -> str:
    """Returns 64 random hexadecimal digits, the secret that a sample is committed to."""
    return token_hex(BYTES)
