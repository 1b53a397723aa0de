"""昨日应运行几次、失败几次: the planned runs of a day against those that ended (6.2.2)."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import NamedTuple

from cronsim import CronSim
from sqlmodel import Session

from models.rules.cycle import Cycle, Routine
from models.rules.cycles import IN_YEAR
from models.rules.workdays import SHANGHAI
from models.statements import run

PATIENCE = timedelta(minutes=30)
COUNT = """
INSERT INTO run_count (day, flow, ended, first) VALUES (:day, :flow, 1, :at)
ON CONFLICT (day, flow) DO UPDATE SET ended = run_count.ended + 1
"""
ENDED = "SELECT flow, ended FROM run_count WHERE day = :day"
BEGUN = "SELECT min(first) FROM run_count"


class DayRuns(NamedTuple):
    """How many runs a day was to have, and how many of them failed or did not come."""

    planned: int
    failed: int


def count_end(session: Session, flow: str, at: datetime) -> None:
    """Count a run of any flow that has come to its end, on the day of Beijing."""
    run(session, COUNT, day=at.astimezone(SHANGHAI).date(), flow=flow, at=at)


def runs_of_day(session: Session, day: date) -> DayRuns | None:
    """Return the runs of a day that is over; None if no run had ended by then: nothing was started yet."""
    planned = _planned(session, datetime.combine(day, datetime.max.time(), SHANGHAI))
    return DayRuns(planned.total(), (planned - _ended(session, day)).total()) if planned else None


def missing_runs(session: Session, now: datetime) -> int:
    """Return how many runs of the day were planned half an hour ago and have not ended; of what runs all day none."""
    until = now - PATIENCE
    missing = _planned(session, until) - _ended(session, until.date())
    return sum(missing[each.key] for each in IN_YEAR if not getattr(each, "often", False))


def _planned(session: Session, until: datetime) -> Counter[str]:
    """Return how many runs of each flow were to begin on a day until this instant, since the first run of all."""
    first: datetime | None = run(session, BEGUN).scalar()
    if first is None:
        return Counter()
    found = {each.key: sum(first <= at <= until for at in _starts(each, until.date())) for each in IN_YEAR}
    return +Counter(found)


def _starts(flow: Cycle | Routine, day: date) -> list[datetime]:
    """Return when runs of a flow are planned on a day."""
    before = datetime.combine(day, datetime.min.time(), SHANGHAI) - timedelta(seconds=1)
    return [at for cron in flow.crons for at in takewhile(lambda at: at.date() == day, CronSim(cron, before))]


def _ended(session: Session, day: date) -> Counter[str]:
    return Counter({row.flow: row.ended for row in run(session, ENDED, day=day)})
