"""The reminder and the 催办 step that a deadline has reached on a day."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from models.rules.duties import Audience, Rung
from models.rules.kinds import Labelled
from models.rules.periods import Span, period_of
from models.rules.workdays import Interval, WorkCalendar


class UrgingMethod(Labelled):
    """The agency's methods of 催办 for an overdue duty (6.2.2), in the order of A17."""

    PHONE = "phone", "电话询问"
    LETTER = "letter", "发函"
    VISIT = "visit", "实地催办"


URGING_STEPS = ((1, UrgingMethod.PHONE), (3, UrgingMethod.LETTER), (5, UrgingMethod.VISIT))


def rung_day(offset: int, due: date, calendar: WorkCalendar, *, earliest: date | None = None) -> date:
    """A33: return the day of a reminder: T is the last working day on or before the due date, T-3 lies before T.

    T+k counts from the due date itself. While the due date is provisional, T and T-3 count back from `earliest`, the
    earliest day that it can still become.
    """
    if offset > 0:
        return calendar.nth_after(due, offset)
    last = calendar.last_on_or_before(earliest or due)
    return calendar.nth_before(last, -offset) if offset else last


def reach(offset: int, day: date, calendar: WorkCalendar) -> date:
    """Return the first date that is too late for its rung to be reached by `day`: the reverse of `rung_day`."""
    if offset < 1:
        return calendar.nth_after(day, 1 - offset)
    last = calendar.last_on_or_before(day)
    return calendar.nth_before(last, offset - 1) if offset > 1 else last


def reached(
    rungs: tuple[Rung, ...], due: date, day: date, calendar: WorkCalendar, *, earliest: date | None = None
) -> dict[Audience, Rung]:
    """Return, for each audience, the last rung reached by `day`: rungs passed unsent collapse into it (6.1, A33)."""
    days = {rung: rung_day(rung.offset, due, calendar, earliest=earliest) for rung in rungs}
    passed = sorted((rung for rung, on in days.items() if on <= day), key=lambda r: r.offset)
    return {audience: rung for rung in passed for audience in rung.audiences}


def still_to_tell(now: Mapping[Audience, Rung], notified: int | None) -> dict[Audience, Rung]:
    """Return the rungs reached after the last notified one; `notified` is its offset, None before the first."""
    return {audience: rung for audience, rung in now.items() if notified is None or rung.offset > notified}


def urging_steps_reached(due: date, day: date, calendar: WorkCalendar) -> int:
    """Return the number of 催办 steps (A17) that are due on `day`: 0 to 3."""
    return sum(rung_day(offset, due, calendar) <= day for offset, _ in URGING_STEPS)


def month_close(period_end: date) -> date:
    """A31: return the last day on which a month's report is accepted: the last day of the following month."""
    return period_of(Span.MONTH, period_end).next.end


# The urgency of an obligation: green > 3 working days, yellow 0–3, red overdue, grey finished.
Colour = StrEnum("Colour", "GREEN YELLOW RED GREY")


SOON = 3


def days_left(due: date, day: date, calendar: WorkCalendar, suspended: Iterable[Interval] = ()) -> int:
    """Return the working days after `day` up to and including the due date; negative if some have passed since.

    Those that passed in one of the `suspended` intervals are not counted (A14).
    """
    left = calendar.count(day, due)
    for interval in suspended:
        first, last = max(due, interval.first - timedelta(days=1)), min(day, interval.last)
        left += calendar.count(first, last) if first < last else 0
    return left


def colour_of(due: date, day: date, calendar: WorkCalendar, *, is_open: bool) -> Colour:
    """Return the colour of an obligation on `day`: overdue from the first day after the due date, rest day or not."""
    if not is_open:
        return Colour.GREY
    if day > due:
        return Colour.RED
    return Colour.YELLOW if days_left(due, day, calendar) <= SOON else Colour.GREEN
