"""The two times of a run: read here once and passed down."""

from datetime import date, datetime

from prefect.runtime import flow_run
from sqlalchemy import text
from sqlmodel import Session

from models.rules.business_day import SHANGHAI, BusinessDay
from tasks.settings import settings


def present() -> datetime:
    """Now in Asia/Shanghai; the virtual instant of a demonstration when one is set."""
    return (settings().clock or datetime.now(SHANGHAI)).astimezone(SHANGHAI)


def business_day(day: date | None = None, period: str | None = None) -> BusinessDay:
    """The explicit day, else the run's scheduled day in Asia/Shanghai: a run that starts late still belongs to its day."""
    now = present()
    scheduled = flow_run.scheduled_start_time
    planned = scheduled.astimezone(SHANGHAI).date() if scheduled else now.date()
    return BusinessDay(day or (now.date() if settings().clock else planned), now, period)


def lease_time(session: Session) -> datetime:
    """The instant by which leases are judged: the database's, so that every worker agrees; virtual in a demonstration."""
    if settings().clock:
        return present()
    now: datetime = session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
    return now
