"""A cycle as a value: its periods, its opening days and its runs, apart from the cycles of the standard."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.intake.shipped import shipped_calendar
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import MID_YEAR_REVIEW, MONTHLY_CHECK, QUARTERLY_MEETING, YEAR_END_CHECK
from models.rules.duties import FromEnd, FromStart, OnDay, WorkdayFromEnd
from models.rules.errors import Refused
from models.rules.negative_list import REMEDIATION_FEEDBACK
from models.rules.periods import parse_period
from models.rules.self_check import SELF_CHECK

CALENDAR = shipped_calendar()
LATER_HALF = replace(MID_YEAR_REVIEW, numbers=(2,))


def texts(cycle: Cycle, first: str, last: str) -> list[str]:
    opened = cycle.opened_between(date.fromisoformat(first), date.fromisoformat(last), CALENDAR)
    return [str(period) for period in opened]


@pytest.mark.parametrize(
    ("cycle", "first", "last", "periods"),
    [
        (MONTHLY_CHECK, "2026-03-01", "2026-03-01", ["2026-03"]),
        (MONTHLY_CHECK, "2026-03-02", "2026-03-31", []),
        (MONTHLY_CHECK, "2025-12-01", "2026-01-01", ["2025-12", "2026-01"]),
        (QUARTERLY_MEETING, "2026-01-01", "2026-03-31", []),
        (QUARTERLY_MEETING, "2026-01-01", "2026-04-01", ["2026Q1"]),
        (QUARTERLY_MEETING, "2026-01-02", "2026-07-01", ["2026Q2"]),
        (QUARTERLY_MEETING, "2026-10-01", "2027-01-01", ["2026Q4"]),
        (SELF_CHECK, "2026-07-01", "2026-10-07", []),  # it opens after the holiday
        (SELF_CHECK, "2026-07-01", "2026-10-08", ["2026Q3"]),
        (MID_YEAR_REVIEW, "2026-01-01", "2027-12-31", ["2026H1", "2027H1"]),
        (LATER_HALF, "2026-01-01", "2027-01-01", ["2026H2"]),
        (YEAR_END_CHECK, "2026-01-01", "2026-11-30", []),
        (YEAR_END_CHECK, "2026-01-01", "2026-12-01", ["2026"]),
        (REMEDIATION_FEEDBACK, "2026-01-01", "2026-12-31", []),
        (MONTHLY_CHECK, "2026-03-02", "2026-03-01", []),
    ],
)
def test_the_periods_that_began_since_a_day_and_have_opened(
    cycle: Cycle, first: str, last: str, periods: list[str]
) -> None:
    assert texts(cycle, first, last) == periods


@pytest.mark.parametrize(
    ("opens", "on", "earliest"),
    [
        (FromStart(), "2026-07-01", "2026-07-01"),
        (FromStart(9), "2026-07-10", "2026-07-10"),
        (FromEnd(1), "2026-10-01", "2026-10-01"),
        (OnDay(12, 1), "2026-12-01", "2026-12-01"),
        (WorkdayFromEnd(1), "2026-10-08", "2026-10-01"),
        (WorkdayFromEnd(11), "2026-10-21", "2026-10-11"),
    ],
)
def test_a_cycle_opens_on_its_moment_and_never_before_the_earliest_day(
    opens: FromStart | FromEnd | OnDay | WorkdayFromEnd, on: str, earliest: str
) -> None:
    cycle, period = replace(QUARTERLY_MEETING, opens=opens), parse_period("2026Q3")
    assert (str(cycle.opens_on(period, CALENDAR)), str(cycle.opens_from(period))) == (on, earliest)


@pytest.mark.parametrize(
    ("anchor", "due"),
    [(FromEnd(), "2026-10-27"), (FromStart(), "2026-07-22"), (OnDay(12, 31), "2027-01-22"), (FromEnd(1), "2026-10-27")],
)
def test_the_deadline_counts_from_the_anchor_by_the_first_duty(anchor: FromStart | FromEnd | OnDay, due: str) -> None:
    deadline = replace(QUARTERLY_MEETING, anchor=anchor).deadline(parse_period("2026Q3"), CALENDAR)
    assert (str(deadline.due), deadline.rule) == (due, QUARTERLY_MEETING.duty.due)
    assert deadline.anchor == anchor.of(parse_period("2026Q3"))


@pytest.mark.parametrize(
    ("numbers", "periods"),
    [((), ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]), ((1,), ["2026Q1"]), ((4, 2), ["2026Q2", "2026Q4"]), ((5,), [])],
)
def test_a_cycle_runs_for_the_numbers_that_it_lists(numbers: tuple[int, ...], periods: list[str]) -> None:
    assert list(map(str, replace(QUARTERLY_MEETING, numbers=numbers).periods(2026))) == periods


@pytest.mark.parametrize(
    ("cycle", "day", "period"),
    [
        (LATER_HALF, "2026-12-31", "2025H2"),
        (LATER_HALF, "2027-01-01", "2026H2"),
        (YEAR_END_CHECK, "2026-01-01", "2025"),
        (replace(YEAR_END_CHECK, opens=OnDay(2, 1, years=1)), "2026-01-31", "2024"),  # opened the year before last
        (replace(YEAR_END_CHECK, opens=OnDay(2, 1, years=1)), "2026-02-01", "2025"),
        (SELF_CHECK, "2026-01-01", "2025Q4"),
    ],
)
def test_the_newest_period_may_have_begun_two_years_ago(cycle: Cycle, day: str, period: str) -> None:
    assert str(cycle.newest(date.fromisoformat(day))) == period


@settings(max_examples=settings().max_examples // 2)
@given(st.dates(date(2015, 1, 1), date(2029, 1, 1)), st.integers(0, 400), st.sampled_from([MONTHLY_CHECK, SELF_CHECK]))
def test_the_periods_of_two_adjoining_times_are_those_of_both(first: date, days: int, cycle: Cycle) -> None:
    end = first + timedelta(days=800)
    border = first + timedelta(days=days)
    whole = cycle.opened_between(first, end, CALENDAR)
    later = cycle.opened_between(border, end, CALENDAR)
    assert [period for period in whole if period.start >= border] == later
    assert whole == sorted(whole, key=lambda period: period.start)


@pytest.mark.parametrize(
    ("cycle", "text", "example"),
    [
        (LATER_HALF, "2026H1", "2026H2"),
        (replace(QUARTERLY_MEETING, numbers=(3,)), "2027Q1", "2027Q3"),
        (REMEDIATION_FEEDBACK, "2026", "（无）"),
    ],
)
def test_a_period_that_the_cycle_leaves_out_is_refused_with_one_that_it_has(
    cycle: Cycle, text: str, example: str
) -> None:
    with pytest.raises(Refused) as refusal:
        cycle.period(text)
    assert refusal.value.message == f"“{cycle.name}”没有期间“{text}”，正确写法如{example}。"


def test_a_text_that_is_no_period_is_refused_with_the_four_forms() -> None:
    assert MONTHLY_CHECK.period(" 2026-03 ") == parse_period("2026-03")
    with pytest.raises(Refused, match=r"^期间“三月”无法识别"):
        MONTHLY_CHECK.period("三月")


def test_a_routine_publishes_its_lists_by_default() -> None:
    assert Routine("key", "name", "3-6.2.2", "0 8 * * *").lists
    assert not Routine("key", "name", "3-6.2.2", "0 8 * * *", lists=False).lists


def test_a_cycle_has_key_name_and_clause_of_its_duty_unless_it_says_its_own() -> None:
    assert (YEAR_END_CHECK.key, YEAR_END_CHECK.name, YEAR_END_CHECK.clause) == ("year_end_check", "年终检查", "3-6.1.4")
    assert replace(YEAR_END_CHECK, name="年检").name == "年检"
    assert YEAR_END_CHECK.duty.name == "年终检查"
