"""昨日应运行几次、失败几次: the planned runs of a day against those that ended (6.2.2)."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from models.last_run import first_run, runs_ended
from models.rules.cycles import IN_YEAR
from models.rules.planned_runs import runs_on
from models.rules.workdays import SHANGHAI

PATIENCE = timedelta(minutes=30)


class DayRuns(NamedTuple):
    """How many runs a day was to have, and how many of them failed or did not come."""

    planned: int
    failed: int


def runs_of_day(session: Session, day: date) -> DayRuns | None:
    """Return the runs of a day that is over; None if no run had ended by then: nothing was started yet."""
    planned = planned_runs(session, datetime.combine(day + timedelta(days=1), datetime.min.time(), SHANGHAI))
    if not planned:
        return None
    ended = runs_ended(session, day)
    return DayRuns(planned.total(), sum(max(number - ended[flow], 0) for flow, number in planned.items()))


def planned_runs(session: Session, until: datetime) -> Counter[str]:
    """Return how many runs of each flow were to begin on the day that ends at `until`, since the first run of all."""
    first, last = first_run(session), until - timedelta(microseconds=1)
    if first is None:
        return Counter()
    planned: Counter[str] = Counter()
    for flow in IN_YEAR:
        starts = (datetime.combine(last.date(), each, SHANGHAI) for each in runs_on(flow.crons, last.date()))
        planned[flow.key] = sum(first <= start <= last for start in starts)
    return +planned


def missing_runs(session: Session, now: datetime) -> int:
    """Return how many runs of today were planned half an hour ago and have not ended; of what runs all day none."""
    ended = runs_ended(session, now.date())
    planned = planned_runs(session, now - PATIENCE)
    rare = {each.key for each in IN_YEAR if not getattr(each, "often", False)}
    return sum(max(number - ended[flow], 0) for flow, number in planned.items() if flow in rare)
