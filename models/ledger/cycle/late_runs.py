"""迟到的定时运行: deliveries and readings that do not end for half an hour, sweeps that begin and do not end."""

from datetime import datetime, timedelta

from sqlmodel import Session

from models.last_run import RoutineRun, last_runs
from models.ledger.jurisdiction import calendar_of, home
from models.rules.cycle import Routine
from models.rules.cycles import ROUTINES
from models.rules.workdays import WorkCalendar, working_time

PATIENCE = timedelta(minutes=30)  # of office time; for a run once a day of any time


def late_runs(session: Session, now: datetime) -> list[str]:
    """Return in words which routines are late. One that never began is not: nothing was started yet."""
    return [describe_late(each, last) for each, last in find_late(session, now)]


def find_late(session: Session, now: datetime) -> list[tuple[Routine, RoutineRun]]:
    """Return the routines that are late, each with its last run."""
    runs = last_runs(session)
    calendar = calendar_of(session, home(session)) if runs else None
    found = [(each, runs[each.key]) for each in ROUTINES if each.key in runs]
    return [(each, last) for each, last in found if calendar and _is_late(each, last, now, calendar)]


def _is_late(routine: Routine, last: RoutineRun, now: datetime, calendar: WorkCalendar) -> bool:
    if routine.often:
        return working_time(last.ended or last.begun, now, calendar) > PATIENCE
    return last.is_open and now - last.begun > PATIENCE  # days without any are told by the ledger


def describe_late(routine: Routine, last: RoutineRun) -> str:
    """Return in words how long a routine is late."""
    ended = f"最近一次{last.ended:%Y-%m-%d %H:%M}办完" if last.ended else "从未办完"
    begun = f"{last.begun:%Y-%m-%d %H:%M}开始的（{last.worker}）没有办完" if last.is_open else "此后没有运行"
    return f"{routine.name}{ended}，{begun}"
