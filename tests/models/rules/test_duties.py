"""The parts of a cycle: days that lie within a period."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.shipped import shipped_calendar
from models.rules.cycles import DUTY_OF
from models.rules.duties import (
    AGENCY_RUNGS,
    OFFICE_RUNGS,
    Debtor,
    Duty,
    FromEnd,
    FromStart,
    InMonth,
    Moment,
    OnDay,
    Rung,
    WorkdayFromEnd,
)
from models.rules.periods import Period, Span, parse_period, period_of


@pytest.mark.parametrize(
    ("moment", "period", "day"),
    [
        (InMonth(2), "2026Q1", date(2026, 2, 28)),
        (InMonth(2), "2028Q1", date(2028, 2, 29)),
        (InMonth(2, 15), "2026Q4", date(2026, 11, 15)),
        (InMonth(3), "2026Q4", date(2026, 12, 31)),
        (InMonth(1, 1), "2026-05", date(2026, 5, 1)),
    ],
)
def test_a_day_in_a_month_of_a_period(moment: InMonth, period: str, day: date) -> None:
    assert moment.of(parse_period(period)) == day


@pytest.mark.parametrize(
    ("moment", "period", "day"),
    [
        (FromStart(), "2026-02", "2026-02-01"),
        (FromStart(24), "2026-02", "2026-02-25"),
        (FromStart(28), "2026-02", "2026-03-01"),
        (FromStart(-1), "2026", "2025-12-31"),
        (FromEnd(), "2028-02", "2028-02-29"),
        (FromEnd(1), "2026Q4", "2027-01-01"),
        (FromEnd(-30), "2026H1", "2026-05-31"),
        (OnDay(2, 28), "2026H2", "2026-02-28"),
        (OnDay(1, 31, years=1), "2026", "2027-01-31"),
        (OnDay(12, 1, years=-1), "2026Q3", "2025-12-01"),
        (InMonth(12), "2026", "2026-12-31"),
        (InMonth(2), "2027", "2027-02-28"),
        (InMonth(6, 30), "2026H2", "2026-12-30"),
        (InMonth(1), "2026-04", "2026-04-30"),
        (InMonth(1, 31), "2026-12", "2026-12-31"),
    ],
)
def test_each_moment_in_periods_of_every_length(moment: Moment, period: str, day: str) -> None:
    assert str(moment.of(parse_period(period))) == day


@given(st.integers(1, 9998), st.integers(1, 12))
def test_the_last_day_of_a_month_of_the_year_is_the_end_of_that_month(year: int, month: int) -> None:
    assert InMonth(month).of(Period(Span.YEAR, year)) == Period(Span.MONTH, year, month).end


@pytest.mark.parametrize(
    ("n", "period", "earliest", "on"),
    [
        (1, "2025Q4", "2026-01-01", "2026-01-04"),  # a Sunday that is worked
        (2, "2025Q4", "2026-01-02", "2026-01-05"),
        (1, "2026-02", "2026-03-01", "2026-03-02"),
        (29, "2026Q3", "2026-10-29", "2026-11-16"),
        (1, "2030-10", "2030-11-01", "2030-11-01"),  # the last period that the calendar reaches
        (1, "2030-11", "2030-12-01", "2030-12-02"),
        (1, "2030-12", "2031-01-01", "2031-01-01"),  # beyond it: the earliest day
        (5, "2030-12", "2031-01-05", "2031-01-05"),
        (1, "2012-12", "2013-01-01", "2013-01-01"),
        (3, "2013-01", "2013-02-03", "2013-02-05"),
    ],
)
def test_a25_a_working_day_after_a_period_at_the_edges_of_the_calendar(
    n: int, period: str, earliest: str, on: str
) -> None:
    moment, span = WorkdayFromEnd(n), parse_period(period)
    assert (str(moment.earliest(span)), str(moment.on(span, shipped_calendar()))) == (earliest, on)


@given(st.integers(1, 15), st.dates(date(2013, 1, 1), date(2030, 10, 31)), st.sampled_from([Span.MONTH, Span.QUARTER]))
def test_a_working_day_after_a_period_is_never_before_the_earliest_that_it_can_be(
    n: int, day: date, span: Span
) -> None:
    period, calendar = period_of(span, day), shipped_calendar()
    on = WorkdayFromEnd(n).on(period, calendar)
    assert on >= WorkdayFromEnd(n).earliest(period)
    if period.end <= date(2030, 11, 30):
        assert calendar.count(period.end, on) == n


@pytest.mark.parametrize(
    ("rungs", "audiences"),
    [
        (OFFICE_RUNGS, {"T-3": ["office"], "T": ["office"], "T+1": ["office", "liaison"], "T+3": ["head"]}),
        (AGENCY_RUNGS, {"T-3": ["agency"], "T": ["agency"], "T+1": ["agency"], "T+3": ["agency"]}),
    ],
)
def test_a17_each_rung_has_its_audience(rungs: tuple[Rung, ...], audiences: dict[str, list[str]]) -> None:
    assert {rung.name: list(rung.audiences) for rung in rungs} == audiences


@pytest.mark.parametrize("duty", DUTY_OF.values(), ids=list(DUTY_OF))
def test_a28_a_delegated_duty_reminds_as_an_offices_own_duty_does(duty: Duty) -> None:
    assert duty.ladder(delegated=True) == OFFICE_RUNGS
    assert duty.ladder(delegated=False) is duty.rungs
    assert (duty.rungs == OFFICE_RUNGS) is (duty.debtor is Debtor.OFFICE)
