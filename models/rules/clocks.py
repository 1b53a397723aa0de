"""Whether scheduled work may trust the machine's clock, which may be set wrong or have lost its battery.

A machine has two clocks: the time of day, which can be set, and a stopwatch that counts from the machine's start and
cannot be set. While the machine runs, the stopwatch checks the clock; after a restart only the records and a time
server can.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from models.rules.rounding import half_up
from models.rules.workdays import WorkCalendar

TOO_FAR = timedelta(hours=36)  # an error of one day can be undone; two days make reminders and verdicts wrong
NOTICED = timedelta(minutes=10)
DAYS_OFF = 2
ROUNDING = 0.02  # the time between setting a clock and reading it


@dataclass(frozen=True, slots=True)
class Reading:
    """The clocks of a machine at one moment.

    `at` is the time of day; `boot` identifies the start of the machine, empty if unknown; `running` is the time since
    that start (sleep included). `synchronised`: a time server sets the clock.
    """

    at: datetime
    boot: str = ""
    running: timedelta = timedelta()
    synchronised: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the clock is not trusted, in words; whether scheduled work stops; whether the clock is certainly the cause.

    `sure` is False only when the machine was off for days: the days may really have passed.
    """

    words: str
    stops: bool
    sure: bool = True


def doubt(now: Reading, known: Reading, last: datetime, calendar: WorkCalendar) -> Doubt | None:
    """Return the reason not to trust the clock, or None.

    `known` is the last trusted reading, `last` the instant of the newest record. Work stops if the clock is more than
    36 hours behind the last record or reading; if it was set by more than 36 hours while the machine ran; or if more
    than two working days seem to have passed over a restart. A synchronised clock passes the last check and may be set
    ahead. A difference of more than ten minutes in either direction is reported without a stop.
    """
    turned, early = _clock_shift(now, known), max(last, known.at) - now.at
    if abs(turned) > TOO_FAR:
        return Doubt(f"{_describe_shift(turned)}，现为{now.at:%Y-%m-%d %H:%M}", stops=True)
    if early > TOO_FAR:
        return Doubt(f"本机时钟现为{now.at:%Y-%m-%d %H:%M}，比已有记录早{_format_span(early)}", stops=True)
    if days := _describe_gap(now, known, calendar):
        words = f"距上次运行（{known.at:%Y-%m-%d}）已过{days}，本机时钟未经网络校时，无法判断是停机多日还是时钟偏快"
        return Doubt(words, stops=True, sure=False)
    if abs(turned) > NOTICED:
        return Doubt(f"{_describe_shift(turned)}，请核对时间", stops=False)
    if early > NOTICED:
        return Doubt(f"本机时钟比已有记录早{_format_span(early)}，请核对时间", stops=False)
    return None


def believed(now: Reading, known: Reading) -> Reading:
    """Return the reading to store when nothing stops: an unsynchronised clock is corrected by the stopwatch."""
    return now if now.synchronised else replace(now, at=now.at - _clock_shift(now, known))


def _clock_shift(now: Reading, known: Reading) -> timedelta:
    """Return by how much the clock was set since `known`, negative if backwards; zero over a restart: unknown.

    A time server may have corrected a synchronised clock: only a change backwards counts.
    """
    if not _same_start(now, known):
        return timedelta()
    by = (now.at - known.at) - (now.running - known.running)
    return min(by, timedelta()) if now.synchronised else by


def _same_start(now: Reading, known: Reading) -> bool:
    return bool(now.boot) and now.boot == known.boot


def _describe_shift(by: timedelta) -> str:
    return f"本机时钟在运行中被调{'快' if by > timedelta() else '慢'}{_format_span(abs(by))}"


def _describe_gap(now: Reading, known: Reading, calendar: WorkCalendar) -> str:
    """Return the working days that seem to have passed over a restart, in words; empty if they need no confirmation."""
    if now.synchronised or _same_start(now, known) or now.at - known.at <= TOO_FAR:
        return ""
    before, today = known.at.date(), now.at.date()
    if before < calendar.first or today > calendar.last:
        return _format_span(now.at - known.at)
    days = calendar.count(before, today)
    return f"{days}个工作日" if days > DAYS_OFF else ""


def _format_span(span: timedelta) -> str:
    for unit, name, least in ((timedelta(days=1), "天", 2), (timedelta(hours=1), "小时", 1)):
        if span >= (least - ROUNDING) * unit:
            return f"{_units(span, unit)}{name}"
    return f"{_units(span, timedelta(minutes=1))}分钟"


def _units(span: timedelta, unit: timedelta) -> Decimal:
    return half_up(Fraction(span // timedelta.resolution, unit // timedelta.resolution))
