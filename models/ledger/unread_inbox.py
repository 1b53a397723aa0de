"""收件箱未能读取: whether the inbox has not answered for two hours of office time, and since when (6.1.5)."""

from datetime import datetime, timedelta

from sqlmodel import Session

from models.inbox_record import InboxFailure, inbox_failure
from models.ledger.jurisdiction import calendar_of, home
from models.rules.workdays import working_time

LONGEST_UNREAD = timedelta(hours=2)  # of working time


def long_unread(session: Session, now: datetime) -> InboxFailure | None:
    """Return the failure that a run has noted, if it lasts for two working hours; else None."""
    failure = inbox_failure(session)
    if failure is None or working_time(failure.since, now, calendar_of(session, home(session))) < LONGEST_UNREAD:
        return None
    return failure


def describe_unread(failure: InboxFailure) -> str:
    """Return since when the inbox was not read, and why."""
    return f"自{failure.since:%Y-%m-%d %H:%M}起未能读取：{failure.words}"
