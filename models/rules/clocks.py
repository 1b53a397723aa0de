"""Whether a machine's clock can be believed before anything is done by schedule: it may be set wrong, the battery flat.

A machine has two clocks: the time of day, which can be set, and a stopwatch that runs from the machine's start and
cannot. While the machine runs the stopwatch tells; over a restart only the records and a time server can.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from models.rules.workdays import WorkCalendar

TOO_FAR = timedelta(hours=36)  # a day off does no harm that is not undone; two days make reminders and verdicts wrong
NOTICED = timedelta(minutes=10)
DAYS_OFF = 2
ROUNDING = 0.02  # what passes between setting a clock and looking at it


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clocks of a machine show at one moment.

    `at` is the time of day, `boot` names the start of the machine since which it has been `running` (sleep included);
    empty where nothing is known of it. `synchronised`: a time server keeps the clock.
    """

    at: datetime
    boot: str = ""
    running: timedelta = timedelta()
    synchronised: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the clock is not believed, in words; whether scheduled work stops; whether the clock is surely the cause.

    Not sure is only the case of a machine that was off for days: the days may have passed.
    """

    words: str
    stops: bool
    sure: bool = True


def doubt(now: Reading, known: Reading, last: datetime, calendar: WorkCalendar) -> Doubt | None:
    """What speaks against the clock; `known` is the last reading that was believed, `last` the newest record's instant.

    Behind the last record or reading by more than 36 hours: stop. Set ahead by more than 36 hours while the machine
    ran: stop. More than two working days ahead of what was known before a restart: stop, they may or may not have
    passed. A time server's word makes the last two believed. More than ten minutes either way is told.
    """
    turned, early = _turned(now, known), max(last, known.at) - now.at
    if abs(turned) > TOO_FAR:
        return Doubt(f"{_turning(turned)}，现为{now.at:%Y-%m-%d %H:%M}", stops=True)
    if early > TOO_FAR:
        return Doubt(f"本机时钟现为{now.at:%Y-%m-%d %H:%M}，比已有记录早{_words(early)}", stops=True)
    if days := _unaccounted(now, known, calendar):
        words = f"距上次运行（{known.at:%Y-%m-%d}）已过{days}，本机时钟未经网络校时，无法判断是停机多日还是时钟偏快"
        return Doubt(words, stops=True, sure=False)
    if abs(turned) > NOTICED:
        return Doubt(f"{_turning(turned)}，请核对时间", stops=False)
    if early > NOTICED:
        return Doubt(f"本机时钟比已有记录早{_words(early)}，请核对时间", stops=False)
    return None


def believed(now: Reading, known: Reading) -> Reading:
    """The reading to remember when nothing stops: a clock that nobody keeps counts as the stopwatch says."""
    return now if now.synchronised else replace(now, at=now.at - _turned(now, known))


def _turned(now: Reading, known: Reading) -> timedelta:
    """By how much the clock was set since, backwards if negative; nothing can be known of it over a restart.

    A clock that a time server keeps may have been put right: it counts as turned only backwards.
    """
    if not _same_start(now, known):
        return timedelta()
    by = (now.at - known.at) - (now.running - known.running)
    return min(by, timedelta()) if now.synchronised else by


def _same_start(now: Reading, known: Reading) -> bool:
    return bool(now.boot) and now.boot == known.boot


def _turning(by: timedelta) -> str:
    return f"本机时钟在运行中被调{'快' if by > timedelta() else '慢'}{_words(abs(by))}"


def _unaccounted(now: Reading, known: Reading, calendar: WorkCalendar) -> str:
    """The working days that would have passed over a restart, in words, when they are too many to go unasked."""
    if now.synchronised or _same_start(now, known) or now.at - known.at <= TOO_FAR:
        return ""
    before, today = known.at.date(), now.at.date()
    if before < calendar.first or today > calendar.last:
        return _words(now.at - known.at)
    days = calendar.count(before, today)
    return f"{days}个工作日" if days > DAYS_OFF else ""


def _words(span: timedelta) -> str:
    for unit, name, least in ((timedelta(days=1), "天", 2), (timedelta(hours=1), "小时", 1)):
        if span >= (least - ROUNDING) * unit:
            return f"{round(span / unit)}{name}"
    return f"{round(span / timedelta(minutes=1))}分钟"
