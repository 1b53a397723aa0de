"""Which reminder and which 催办 step a deadline has reached on a day."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from models.rules.duties import Audience, Rung
from models.rules.kinds import Labelled
from models.rules.periods import Span, period_of
from models.rules.workdays import WorkCalendar


class UrgingMethod(Labelled):
    """How the agency chases an overdue duty (6.2.2), in the order of A17."""

    PHONE = "phone", "电话询问"
    LETTER = "letter", "发函"
    VISIT = "visit", "实地催办"


URGING_STEPS = ((1, UrgingMethod.PHONE), (3, UrgingMethod.LETTER), (5, UrgingMethod.VISIT))


def rung_day(offset: int, due: date, calendar: WorkCalendar, *, earliest: date | None = None) -> date:
    """A33: T is the last working day on or before the due day; T-3 lies before that; T+k after the due day itself.

    While the due day is provisional, T and T-3 count back from `earliest`, the first day that it could still become.
    """
    if offset > 0:
        return calendar.nth_after(due, offset)
    last = calendar.last_on_or_before(earliest or due)
    return calendar.nth_before(last, -offset) if offset else last


def reached(
    rungs: tuple[Rung, ...], due: date, day: date, calendar: WorkCalendar, *, earliest: date | None = None
) -> dict[Audience, Rung]:
    """For each audience the last rung reached by `day`: rungs that passed unsent collapse into it (6.1, A33)."""
    days = {rung: rung_day(rung.offset, due, calendar, earliest=earliest) for rung in rungs}
    passed = sorted((rung for rung, on in days.items() if on <= day), key=lambda r: r.offset)
    return {audience: rung for rung in passed for audience in rung.audiences}


def still_to_tell(now: Mapping[Audience, Rung], told: int | None) -> dict[Audience, Rung]:
    """Of the rungs reached those above the one told last; `told` is its offset, None when nothing was told yet."""
    return {audience: rung for audience, rung in now.items() if told is None or rung.offset > told}


def urging_steps_reached(due: date, day: date, calendar: WorkCalendar) -> int:
    """How many steps of the 催办 ladder (A17) are due on `day`: 0 to 3."""
    return sum(rung_day(offset, due, calendar) <= day for offset, _ in URGING_STEPS)


def month_close(period_end: date) -> date:
    """A31: the last day on which a month's report is taken: the last day of the following month."""
    return period_of(Span.MONTH, period_end).next.end


class Colour(StrEnum):
    """How urgent an obligation looks: green > 3 working days, yellow 0–3, red overdue, grey finished."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"


SOON = 3


def days_left(due: date, day: date, calendar: WorkCalendar) -> int:
    """Working days after `day` up to and including the due day; negative when one or more have passed since it."""
    return calendar.count(day, due)


def colour_of(due: date, day: date, calendar: WorkCalendar, *, is_open: bool) -> Colour:
    """How an obligation looks on `day`: overdue from the first day after the due day, rest day or not."""
    if not is_open:
        return Colour.GREY
    if day > due:
        return Colour.RED
    return Colour.YELLOW if days_left(due, day, calendar) <= SOON else Colour.GREEN
