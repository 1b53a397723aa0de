"""What was missed while the system was down: periods to open, and the day's sweep. `catch_up` runs it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from models.ledger.appraisal.watch import is_unwatched
from models.ledger.cycle.forecast import missed_runs
from models.ledger.cycle.starts import last_day_swept, last_swept
from models.ledger.draft import progress as target_setting
from models.ledger.jurisdiction import home
from models.ledger.results_use.progress import is_untold
from models.rules.appraisal_day import APPRAISAL
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import DAILY_SWEEP, RECEIVE
from models.rules.results_use import RESULTS_USE
from models.rules.target_setting import TARGET_SETTING
from models.rules.workdays import SHANGHAI, BusinessDay
from tasks.settings import settings

TAG = "补开"
Work = Sequence[tuple[Cycle | Routine, str | None]]
Missing = Callable[[Session, int, date], bool]
# Each daily watch, and whether it still has something to keep or to tell on a day.
WATCHES: Sequence[tuple[Routine, Missing]] = ((APPRAISAL, is_unwatched), (RESULTS_USE, is_untold))


def missed_work(session: Session, day: BusinessDay) -> Work:
    """Returns each cycle with a period to open, in the order of their opening days.

    The answers that came by mail are taken first, if there is an inbox. The daily sweep comes after the periods, if its
    hour has passed today and it has not run; then 目标制定, if what was planned for the last Monday or first of a month
    has not been told since; last are the daily watches whose hour has passed and whose day is missing.
    """
    mails = [(RECEIVE, None)] if settings().inbox_url else []
    periods = [(cycle, str(period)) for cycle, period in missed_runs(session, day.date)]
    sweep = [(DAILY_SWEEP, None)] if _is_sweep_missed(day.at, last_day_swept(session)) else []
    watches = [
        (routine, None)
        for routine, is_missing in WATCHES
        if day.at >= _planned(routine, day.at) and is_missing(session, home(session), day.date)
    ]
    return [*mails, *periods, *sweep, *_setting_missed(session, day), *watches]


def is_first_start(session: Session) -> bool:
    """Returns whether no daily sweep has finished yet: nothing was down before."""
    return last_swept(session) is None


def describe_work(work: Work, *, first: bool = False) -> str:
    """Returns for the operator what is opened as runs; at the first start nothing was missed."""
    if not work:
        return "没有漏开的周期。"
    names = "、".join(f"{cycle.name} {period}" if period else cycle.name for cycle, period in work)
    lead = "首次启动，启用以来各期正在开启" if first else "停机期间漏开的正在补开"
    return f"{lead}，逐项为Prefect界面中的运行（标签“{TAG}”）：{names}。"


def _setting_missed(session: Session, day: BusinessDay) -> Work:
    last = day.date if day.at >= _planned(TARGET_SETTING, day.at) else day.date - timedelta(days=1)
    return [(TARGET_SETTING, None)] if target_setting.is_untold(session, home(session), last) else []


def _is_sweep_missed(now: datetime, swept: date | None) -> bool:
    return now >= _planned(DAILY_SWEEP, now) and (swept is None or swept < now.date())


def _planned(routine: Routine, now: datetime) -> datetime:
    """Returns the instant of this day at which a daily routine is planned."""
    minute, hour = routine.cron.split()[:2]
    return datetime(now.year, now.month, now.day, int(hour), int(minute), tzinfo=SHANGHAI)
