"""Working days on a calendar that is data."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.intake.shipped import shipped_calendar, shipped_rows
from models.rules.errors import Refused
from models.rules.kinds import DayKind
from models.rules.workdays import (
    SHANGHAI,
    Break,
    BusinessDay,
    Interval,
    MarkedDay,
    WorkCalendar,
    days_between,
    weekday_name,
    working_time,
)
from tests.mails import moment

CALENDAR = shipped_calendar()
KIND_IN_CSV = {date.fromisoformat(row["date"]): row["kind"] for row in shipped_rows("calendar_cn.csv")}
QUARTER_ENDS = [date(y, m, d) for y in range(2013, 2027) for m, d in ((3, 31), (6, 30), (9, 30), (12, 31))][:-1]
ANNOUNCED = st.dates(date(2013, 2, 1), date(2026, 12, 31))
NUMBERS = st.integers(1, 40)
MAY_DAY = MarkedDay(date(2026, 5, 1), DayKind.HOLIDAY, "劳动节", "国办发明电〔2025〕7号")
SPRING = Break("春节", tuple(days_between(date(2027, 2, 5), date(2027, 2, 12))), 2, "推定")


def day(text: str) -> date:
    return date.fromisoformat(text)


def works_by_the_csv(on: date) -> bool:
    """Return whether a day is a working day, from the announced rows alone."""
    kind = KIND_IN_CSV.get(on)
    return kind == "makeup_workday" or (kind is None and on.isoweekday() <= 5)


def count_day_by_day(anchor: date, n: int) -> date:
    """Count the slow way: step from day to day over each working day."""
    on = anchor
    while n:
        on += timedelta(days=1)
        n -= works_by_the_csv(on)
    return on


def before(notice: str) -> WorkCalendar:
    """Return the calendar before that revision."""
    days = {mark.date: mark for mark in CALENDAR.announced_days()}
    for row in shipped_rows("calendar_revisions.csv"):
        if row["notice_number"] == notice:
            on = days.pop(day(row["date"])).date
            if row["kind_before"] != "none":
                days[on] = MarkedDay(on, DayKind.from_label(row["kind_before"]), "春节", "国办发明电〔2019〕16号")
    return WorkCalendar(days.values(), (), CALENDAR.announced_until)


def in_region(region: str) -> WorkCalendar:
    """Return the national calendar with a region's local holidays added."""
    rows = [row for row in shipped_rows("calendar_local_examples.csv") if row["region"] == region]
    local = [MarkedDay(day(row["date"]), DayKind.from_label(row["kind"]), row["name"], row["document"]) for row in rows]
    return WorkCalendar([*CALENDAR.announced_days(), *local], (), CALENDAR.announced_until)


# Counting


@pytest.mark.parametrize(
    ("anchor", "n", "due"),
    [
        ("2026-03-31", 15, "2026-04-22"),  # a working day, itself not counted
        ("2024-06-30", 15, "2024-07-19"),  # a Sunday
        ("2024-03-31", 15, "2024-04-22"),  # a Sunday
        ("2026-10-03", 1, "2026-10-08"),  # inside a holiday
        ("2026-10-09", 1, "2026-10-10"),  # the next day is a make-up Saturday
        ("2026-10-10", 1, "2026-10-12"),  # a make-up Saturday as anchor is not counted either
        ("2026-09-19", 1, "2026-09-20"),  # a plain Saturday before a make-up Sunday
    ],
)
def test_the_anchor_is_never_counted_and_never_rolled(anchor: str, n: int, due: str) -> None:
    assert CALENDAR.nth_after(day(anchor), n) == day(due)


@pytest.mark.parametrize(
    ("anchor", "due", "weekday"),
    [
        ("2016-12-31", "2017-01-22", "周日"),
        ("2022-12-31", "2023-01-28", "周六"),
        ("2023-03-31", "2023-04-23", "周日"),
    ],
)
def test_a_due_date_may_fall_on_a_make_up_day(anchor: str, due: str, weekday: str) -> None:
    result = CALENDAR.nth_after(day(anchor), 15)
    assert (result, weekday_name(result)) == (day(due), weekday)
    assert "调休上班" in CALENDAR.why_on(result)


@pytest.mark.parametrize(
    ("anchor", "due"),
    [
        ("2013-12-31", "2014-01-22"),
        ("2018-12-31", "2019-01-22"),
        ("2020-12-31", "2021-01-22"),
        ("2024-12-31", "2025-01-22"),
    ],
)
def test_the_fourth_quarter_is_counted_over_the_year_end(anchor: str, due: str) -> None:
    assert CALENDAR.nth_after(day(anchor), 15) == day(due)


def test_every_quarter_and_half_year_agrees_with_counting_day_by_day() -> None:
    assert len(QUARTER_ENDS) == 55
    for anchor in QUARTER_ENDS:
        assert CALENDAR.nth_after(anchor, 15) == count_day_by_day(anchor, 15)


@pytest.mark.parametrize("n", [1, 5, 15])
def test_every_anchor_since_2013_agrees_with_counting_day_by_day(n: int) -> None:
    for anchor in days_between(date(2013, 1, 1), date(2026, 11, 30)):
        assert CALENDAR.nth_after(anchor, n) == count_day_by_day(anchor, n)


def test_every_announced_day_works_as_the_csv_says() -> None:
    for on in days_between(date(2013, 1, 1), date(2026, 12, 31)):
        assert CALENDAR.is_workday(on) == works_by_the_csv(on)


@settings(max_examples=settings().max_examples * 2)
@given(ANNOUNCED, NUMBERS)
def test_counting_back_returns_to_the_last_working_day_on_or_before_the_anchor(anchor: date, n: int) -> None:
    assert CALENDAR.nth_before(CALENDAR.nth_after(anchor, n), n) == CALENDAR.last_on_or_before(anchor)


@settings(max_examples=settings().max_examples * 2)
@given(ANNOUNCED, NUMBERS)
def test_the_nth_working_day_is_n_working_days_away(anchor: date, n: int) -> None:
    due = CALENDAR.nth_after(anchor, n)
    assert CALENDAR.is_workday(due)
    assert CALENDAR.count(anchor, due) == n


@settings(max_examples=settings().max_examples * 2)
@given(ANNOUNCED, ANNOUNCED, ANNOUNCED)
def test_counts_add_up_and_change_sign_when_turned_round(a: date, b: date, c: date) -> None:
    assert CALENDAR.count(a, b) + CALENDAR.count(b, c) == CALENDAR.count(a, c)
    assert CALENDAR.count(a, b) == -CALENDAR.count(b, a)


@given(ANNOUNCED, st.integers(0, 60))
def test_the_working_days_of_an_interval_include_both_ends(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    expected = [on for on in days_between(first, last) if CALENDAR.is_workday(on)]
    assert CALENDAR.workdays_in(Interval(first, last)) == expected
    assert len(expected) == CALENDAR.count(first - timedelta(days=1), last)


@pytest.mark.parametrize(
    ("on", "last", "first"),
    [
        ("2027-01-10", "2027-01-08", "2027-01-11"),
        ("2026-10-10", "2026-10-10", "2026-10-10"),
        ("2026-10-04", "2026-09-30", "2026-10-08"),
        ("2026-04-22", "2026-04-22", "2026-04-22"),
    ],
)
def test_the_working_days_around_a_day(on: str, last: str, first: str) -> None:
    assert CALENDAR.last_on_or_before(day(on)) == day(last)
    assert CALENDAR.nth_after(day(on) - timedelta(days=1), 1) == day(first)


# Refused arguments


@pytest.mark.parametrize("n", [0, -1, -15])
def test_a_number_of_working_days_below_one_is_refused(n: int) -> None:
    for count in (CALENDAR.nth_after, CALENDAR.nth_before):
        with pytest.raises(Refused, match=f"工作日数应为正整数，不能是{n}。"):
            count(date(2026, 3, 31), n)


@pytest.mark.parametrize("outside", ["2012-12-31", "2031-01-01"])
def test_a_day_outside_the_calendar_is_refused_and_not_guessed(outside: str) -> None:
    message = f"{outside}不在工作日历范围内（2013-01-01至2030-12-31），无法计算。"
    for ask in (CALENDAR.is_workday, CALENDAR.last_on_or_before):
        with pytest.raises(Refused, match=message):
            ask(day(outside))
    with pytest.raises(Refused, match=message):
        CALENDAR.nth_after(day(outside), 15)
    with pytest.raises(Refused, match=message):
        CALENDAR.count(date(2026, 1, 1), day(outside))


def test_the_first_and_the_last_working_day_of_the_calendar_can_be_reached() -> None:
    assert CALENDAR.nth_after(date(2030, 12, 30), 1) == date(2030, 12, 31)
    assert CALENDAR.nth_before(date(2013, 1, 5), 1) == CALENDAR.last_on_or_before(date(2013, 1, 4)) == date(2013, 1, 4)


def test_a_count_that_runs_out_of_the_calendar_is_refused() -> None:
    with pytest.raises(Refused, match="2030-12-30之后第2个工作日超出工作日历范围（至2030-12-31），无法计算。"):
        CALENDAR.nth_after(date(2030, 12, 30), 2)
    with pytest.raises(Refused, match="2013-01-05之前第2个工作日超出工作日历范围（自2013-01-01），无法计算。"):
        CALENDAR.nth_before(date(2013, 1, 5), 2)
    with pytest.raises(Refused, match="2013-01-03之前没有工作日（工作日历自2013-01-01）。"):
        CALENDAR.last_on_or_before(date(2013, 1, 3))


def test_a_calendar_without_a_single_notice_is_refused() -> None:
    words = "工作日历为空，无法计算期限。请先导入国务院办公厅的放假安排：mubiao import calendar 文件。"
    with pytest.raises(Refused, match=f"^{words}$"):
        WorkCalendar([], [SPRING], date(2026, 12, 31))


# Beyond the last notice, by choice A34


@pytest.mark.parametrize(("on", "provisional"), [("2026-12-31", False), ("2027-01-01", True), ("2030-12-31", True)])
def test_days_are_provisional_from_the_first_day_without_a_notice(on: str, provisional: bool) -> None:  # noqa: FBT001 - a column
    assert CALENDAR.is_provisional(day(on)) is provisional


# The fifteenth working day after each quarter that no notice covers, and the earliest day that it can become.
UNANNOUNCED = [
    ("2026-12-31", "2027-01-22", "2027-01-22"),
    ("2027-03-31", "2027-04-22", "2027-04-22"),
    ("2027-06-30", "2027-07-21", "2027-07-21"),
    ("2027-09-30", "2027-10-28", "2027-10-26"),
    ("2027-12-31", "2028-01-24", "2028-01-20"),
    ("2028-03-31", "2028-04-25", "2028-04-22"),
    ("2028-06-30", "2028-07-21", "2028-07-21"),
    ("2028-09-30", "2028-10-27", "2028-10-26"),
]


@pytest.mark.parametrize(("anchor", "expected", "earliest"), UNANNOUNCED)
def test_make_up_days_still_to_come_can_only_bring_a_date_forward(anchor: str, expected: str, earliest: str) -> None:
    assert CALENDAR.nth_after(day(anchor), 15) == day(expected)
    also = CALENDAR.possible_makeup_days(day(anchor))
    assert CALENDAR.nth_if_also(day(anchor), 15, also) == day(earliest)


def test_a_break_is_made_up_on_rest_days_from_eleven_before_to_ten_after_it() -> None:
    long = Break("春节", tuple(days_between(date(2027, 2, 4), date(2027, 2, 17))), 99, "推定")
    calendar = WorkCalendar([MAY_DAY], [long], date(2026, 12, 31))
    days = ["2027-01-24", "2027-01-30", "2027-01-31", "2027-02-20", "2027-02-21", "2027-02-27"]
    assert calendar.possible_makeup_days(date(2026, 12, 31)) == {day(text) for text in days}


def test_breaks_with_make_up_days_after_the_last_day_are_left_out() -> None:
    calendar = WorkCalendar([MAY_DAY], [SPRING], date(2026, 12, 31))
    first = SPRING.days[0] - timedelta(days=11)
    assert calendar.possible_makeup_days(date(2026, 12, 31), first - timedelta(days=1)) == set()
    assert calendar.possible_makeup_days(date(2026, 12, 31), first) == calendar.possible_makeup_days(date(2026, 12, 31))


@given(st.dates(date(2013, 2, 1), date(2029, 12, 31)), st.integers(1, 40), st.sets(st.integers(-5, 60), max_size=6))
def test_rest_days_worked_after_all_count_like_any_working_day(anchor: date, n: int, later: set[int]) -> None:
    rest = {day for i in later if not CALENDAR.is_workday(day := anchor + timedelta(days=i))}
    span = days_between(anchor + timedelta(days=1), CALENDAR.nth_after(anchor, n))
    counted = [day for day in span if CALENDAR.is_workday(day) or day in rest]
    assert CALENDAR.nth_if_also(anchor, n, rest) == counted[n - 1]


def test_only_as_many_make_up_days_are_taken_as_the_break_needs_and_none_before_the_anchor() -> None:
    calendar = WorkCalendar([MAY_DAY], [SPRING], date(2026, 12, 31))
    assert calendar.possible_makeup_days(date(2026, 12, 31)) == {date(2027, 1, 30), date(2027, 1, 31)}
    assert calendar.possible_makeup_days(date(2027, 1, 30)) == {date(2027, 1, 31), date(2027, 2, 13)}
    assert calendar.possible_makeup_days(date(2027, 2, 21)) == set()


def test_an_expected_break_counts_until_its_year_is_announced() -> None:
    newyear = MarkedDay(date(2027, 1, 1), DayKind.HOLIDAY, "元旦", "国办发明电〔2026〕1号")
    assert not WorkCalendar([MAY_DAY], [SPRING], date(2026, 12, 31)).is_workday(date(2027, 2, 5))
    announced = WorkCalendar([MAY_DAY, newyear], [SPRING], date(2027, 12, 31))
    assert announced.is_workday(date(2027, 2, 5))
    assert announced.last == date(2027, 12, 31)


def test_a_break_that_begins_on_an_announced_day_is_no_longer_expected() -> None:
    assert WorkCalendar([MAY_DAY], [SPRING], SPRING.days[0]).is_workday(SPRING.days[0])


def test_the_marked_days_are_all_that_the_week_alone_does_not_decide() -> None:
    calendar = WorkCalendar([MAY_DAY], [SPRING], day("2026-12-31"))
    marks = calendar.marked_days()
    assert [mark.date for mark in marks] == [MAY_DAY.date, *SPRING.days]
    on = {mark.date for mark in marks}
    for each in days_between(day("2026-04-01"), day("2027-03-01")):
        assert each in on or calendar.is_workday(each) == (each.isoweekday() <= 5)


def test_a_local_day_announced_inside_an_expected_break_is_among_the_announced_days() -> None:
    local = MarkedDay(date(2027, 2, 8), DayKind.HOLIDAY, "州庆", "州府办〔2026〕9号")
    calendar = WorkCalendar([local, MAY_DAY], [SPRING], date(2026, 12, 31))
    assert calendar.announced_days() == [MAY_DAY, local]


# Revisions in the middle of a year, and regions


@pytest.mark.parametrize(
    ("notice", "anchor", "was", "became"),
    [
        ("国发明电〔2015〕1号", "2015-08-31", "2015-09-07", "2015-09-08"),
        ("国发明电〔2015〕1号", "2015-09-04", "2015-09-11", "2015-09-10"),
        ("国办发明电〔2019〕3号", "2019-04-28", "2019-05-06", "2019-05-07"),
        ("国办发明电〔2019〕3号", "2019-05-03", "2019-05-10", "2019-05-09"),
        ("国办发明电〔2020〕1号", "2020-01-23", "2020-02-05", "2020-02-07"),
    ],
)
def test_a_revision_moves_due_dates_both_ways(notice: str, anchor: str, was: str, became: str) -> None:
    assert before(notice).nth_after(day(anchor), 5) == day(was)
    assert CALENDAR.nth_after(day(anchor), 5) == day(became)


@pytest.mark.parametrize("notice", ["国发明电〔2015〕1号", "国办发明电〔2019〕3号", "国办发明电〔2020〕1号"])
def test_a_revision_changes_exactly_the_days_it_names(notice: str) -> None:
    old, rows = before(notice), shipped_rows("calendar_revisions.csv")
    changed = {day(r["date"]) for r in rows if r["notice_number"] == notice and r["status_changed"] == "yes"}
    all_days = days_between(CALENDAR.first, CALENDAR.announced_until)
    assert {on for on in all_days if old.is_workday(on) != CALENDAR.is_workday(on)} == changed


def test_a_regional_holiday_moves_the_due_date_in_that_region_only() -> None:
    qiannan = in_region("黔南州")
    assert CALENDAR.nth_after(date(2024, 6, 30), 15) == date(2024, 7, 19)
    assert qiannan.nth_after(date(2024, 6, 30), 15) == date(2024, 7, 22)
    assert qiannan.why_off(date(2024, 7, 11)).startswith(
        "布依族传统节日(农历六月初六)放假（黔南州人民政府办公室 2024-01-09 通知"
    )


# The calendar itself


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("2026-10-01", "国庆节放假（国办发明电〔2025〕7号）"),
        ("2026-10-17", "周六"),
        ("2026-10-18", "周日"),
    ],
)
def test_a_day_off_says_by_which_notice_or_which_weekday(on: str, why: str) -> None:
    assert CALENDAR.why_off(day(on)) == why


def test_a_working_day_says_only_that_it_is_made_up() -> None:
    assert CALENDAR.why_on(date(2026, 10, 10)) == "国庆节调休上班（国办发明电〔2025〕7号）"
    assert CALENDAR.why_on(date(2026, 10, 12)) == ""


def test_the_later_mark_of_a_date_wins() -> None:
    cancelled = MarkedDay(MAY_DAY.date, DayKind.MAKEUP_WORKDAY, "劳动节", "更正")
    calendar = WorkCalendar([MAY_DAY, cancelled], (), date(2026, 12, 31))
    assert calendar.is_workday(MAY_DAY.date)
    assert calendar.announced_days() == [cancelled]


# Days that a notice reverted


def reverted_day(on: str, notice: str = "国办发明电〔2026〕2号") -> MarkedDay:
    return MarkedDay(day(on), DayKind.NORMAL, "", notice)


def with_reverted(*days: str) -> WorkCalendar:
    """Return the calendar after a notice reverted these days, each date in one row."""
    left = [mark for mark in CALENDAR.announced_days() if str(mark.date) not in days]
    return WorkCalendar([*left, *map(reverted_day, days)], (), CALENDAR.announced_until)


@pytest.mark.parametrize(
    ("on", "works", "why"),
    [
        ("2026-05-04", True, "照常上班（国办发明电〔2026〕2号）"),  # a Monday of the May Day break
        ("2026-05-09", False, "周六照常休息（国办发明电〔2026〕2号）"),  # its make-up Saturday
        ("2026-05-02", False, "周六照常休息（国办发明电〔2026〕2号）"),  # a Saturday inside the break
    ],
)
def test_a_reverted_day_follows_the_weekday_and_names_its_notice(on: str, why: str, *, works: bool) -> None:
    calendar = with_reverted(on)
    assert calendar.is_workday(day(on)) is works
    assert (calendar.why_on if works else calendar.why_off)(day(on)) == why
    assert not calendar.is_makeup(day(on))


def test_a_break_taken_back_with_its_make_up_day_counts_as_if_it_had_never_been_announced() -> None:
    days = ["2026-05-04", "2026-05-05", "2026-05-09"]
    never = [mark for mark in CALENDAR.announced_days() if str(mark.date) not in days]
    plain, back = WorkCalendar(never, (), CALENDAR.announced_until), with_reverted(*days)
    anchors = list(days_between(date(2026, 4, 1), date(2026, 6, 1)))
    assert [back.nth_after(a, 5) for a in anchors] == [plain.nth_after(a, 5) for a in anchors]
    assert back.version != plain.version


@pytest.mark.parametrize("local_first", [False, True])
def test_a_regions_revert_leaves_the_nations_holiday_and_vice_versa(*, local_first: bool) -> None:
    nation, region = CALENDAR.announced_days(), [reverted_day("2026-05-04", "州府办〔2026〕1号")]
    rows = [*region, *nation] if local_first else [*nation, *region]
    assert not WorkCalendar(rows, (), CALENDAR.announced_until).is_workday(day("2026-05-04"))


def test_a_day_taken_back_does_not_undo_a_break_that_is_only_expected() -> None:
    calendar = WorkCalendar([MAY_DAY, reverted_day("2027-02-08")], [SPRING], date(2026, 12, 31))
    assert not calendar.is_workday(day("2027-02-08"))
    assert calendar.why_off(day("2027-02-08")) == "春节放假（推定）"


def test_reverted_days_are_among_the_announced_ones_so_that_a_copy_is_complete() -> None:
    back = with_reverted("2026-05-04")
    assert reverted_day("2026-05-04") in back.announced_days()
    assert WorkCalendar(back.announced_days(), (), CALENDAR.announced_until).version == back.version


@pytest.mark.parametrize(("on", "makeup"), [("2026-10-10", True), ("2026-10-12", False), ("2026-10-01", False)])
def test_only_a_day_of_rest_on_which_offices_work_is_a_make_up_day(on: str, *, makeup: bool) -> None:
    assert CALENDAR.is_makeup(day(on)) is makeup


def test_the_calendar_begins_with_the_year_of_its_first_notice_and_ends_where_knowledge_ends() -> None:
    alone = WorkCalendar([MAY_DAY], (), date(2026, 12, 31))
    assert (alone.first, alone.last) == (date(2026, 1, 1), date(2026, 12, 31))
    assert WorkCalendar([MAY_DAY], [SPRING], date(2026, 12, 31)).last == date(2027, 12, 31)


def test_the_version_does_not_depend_on_the_order_of_the_rows() -> None:
    marks = CALENDAR.announced_days()
    one, other = (WorkCalendar(rows, (), CALENDAR.announced_until) for rows in (marks, reversed(marks)))
    assert one.version == other.version
    assert len(one.version) == 16


def test_the_version_of_a_calendar_never_changes_for_the_records_name_it() -> None:
    assert WorkCalendar([MAY_DAY], [SPRING], date(2026, 12, 31)).version == "a0e5fd4e336eed29"


def test_one_more_announced_year_changes_the_version_even_without_a_new_day() -> None:
    versions = {WorkCalendar([MAY_DAY], (), date(year, 12, 31)).version for year in (2026, 2027)}
    assert len(versions) == 2


@settings(max_examples=settings().max_examples // 5)
@given(st.integers(0, 471))
def test_the_version_changes_with_any_row(i: int) -> None:
    marks = CALENDAR.announced_days()
    whole, less = (WorkCalendar(rows, (), CALENDAR.announced_until) for rows in (marks, marks[:i] + marks[i + 1 :]))
    assert whole.version != less.version


@pytest.mark.parametrize(
    ("first", "last", "number"), [("2026-03-31", "2026-03-31", 1), ("2026-02-27", "2026-03-02", 4)]
)
def test_days_between_includes_both_ends(first: str, last: str, number: int) -> None:
    days = list(days_between(day(first), day(last)))
    assert (days[0], days[-1], len(days)) == (day(first), day(last), number)


def test_there_are_no_days_between_the_wrong_way_round() -> None:
    assert list(days_between(date(2026, 3, 31), date(2026, 3, 30))) == []


# Days of 2025 and 2026 one by one


@pytest.mark.parametrize(
    ("on", "works", "before", "after"),
    [
        ("2025-01-26", True, "2025-01-24", "2025-01-27"),  # a make-up Sunday before Spring Festival
        ("2025-01-28", False, "2025-01-27", "2025-02-05"),
        ("2025-02-04", False, "2025-01-27", "2025-02-05"),
        ("2025-02-08", True, "2025-02-07", "2025-02-10"),  # a make-up Saturday after it
        ("2025-04-27", True, "2025-04-25", "2025-04-28"),
        ("2025-10-08", False, "2025-09-30", "2025-10-09"),
        ("2025-10-11", True, "2025-10-10", "2025-10-13"),
        ("2026-01-01", False, "2025-12-31", "2026-01-04"),
        ("2026-01-04", True, "2025-12-31", "2026-01-05"),  # a make-up Sunday
        ("2026-02-14", True, "2026-02-13", "2026-02-24"),
        ("2026-02-15", False, "2026-02-14", "2026-02-24"),
        ("2026-02-28", True, "2026-02-27", "2026-03-02"),
        ("2026-05-09", True, "2026-05-08", "2026-05-11"),
        ("2026-06-19", False, "2026-06-18", "2026-06-22"),  # a Friday
        ("2026-09-25", False, "2026-09-24", "2026-09-28"),
        ("2026-10-10", True, "2026-10-09", "2026-10-12"),
    ],
)
def test_a_day_at_the_edge_of_a_holiday_and_the_working_days_next_to_it(
    on: str, before: str, after: str, *, works: bool
) -> None:
    assert CALENDAR.is_workday(day(on)) is works
    assert (CALENDAR.nth_before(day(on), 1), CALENDAR.nth_after(day(on), 1)) == (day(before), day(after))
    assert CALENDAR.last_on_or_before(day(on)) == day(on if works else before)


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        ("2026-04-22", "2026-04-22", 1),
        ("2026-04-18", "2026-04-19", 0),
        ("2026-10-01", "2026-10-07", 0),
        ("2026-09-30", "2026-10-08", 2),
        ("2026-10-10", "2026-10-10", 1),
        ("2026-04-22", "2026-04-21", 0),  # the wrong way round
        ("2013-01-01", "2013-01-04", 1),
        ("2030-12-31", "2030-12-31", 1),
    ],
)
def test_the_number_of_working_days_in_an_interval(first: str, last: str, number: int) -> None:
    assert len(CALENDAR.workdays_in(Interval(day(first), day(last)))) == number


@pytest.mark.parametrize("ends", [("2012-12-31", "2013-01-02"), ("2030-12-31", "2031-01-01")])
def test_an_interval_that_leaves_the_calendar_is_refused(ends: tuple[str, str]) -> None:
    with pytest.raises(Refused, match="不在工作日历范围内"):
        CALENDAR.workdays_in(Interval(day(ends[0]), day(ends[1])))


@pytest.mark.parametrize(("year", "number"), [(2024, 251), (2025, 248), (2026, 248)])
def test_the_working_days_of_a_year(year: int, number: int) -> None:
    assert CALENDAR.count(date(year - 1, 12, 31), date(year, 12, 31)) == number
    assert CALENDAR.nth_after(date(year - 1, 12, 31), number) == CALENDAR.last_on_or_before(date(year, 12, 31))


@given(ANNOUNCED, NUMBERS, NUMBERS)
def test_counting_in_two_steps_is_counting_at_once(anchor: date, one: int, other: int) -> None:
    assert CALENDAR.nth_after(CALENDAR.nth_after(anchor, one), other) == CALENDAR.nth_after(anchor, one + other)


def test_the_first_day_of_the_calendar_is_inside_it_and_has_no_working_day_before() -> None:
    assert not CALENDAR.is_workday(date(2013, 1, 1))
    assert CALENDAR.nth_after(date(2013, 1, 1), 1) == date(2013, 1, 4)
    for ask in (CALENDAR.last_on_or_before, lambda on: CALENDAR.nth_before(on, 1)):
        with pytest.raises(Refused, match="2013-01-01之前"):
            ask(date(2013, 1, 1))


@pytest.mark.parametrize(
    ("anchor", "also", "n", "on"),
    [
        ("2026-04-17", [], 1, "2026-04-20"),
        ("2026-04-17", ["2026-04-18"], 1, "2026-04-18"),
        ("2026-04-18", ["2026-04-18"], 1, "2026-04-20"),  # the anchor itself is never counted
        ("2026-04-17", ["2026-04-18", "2026-04-19"], 3, "2026-04-20"),
        ("2026-04-17", ["2026-04-12"], 2, "2026-04-21"),
        ("2026-04-17", ["2026-05-02"], 2, "2026-04-21"),  # too late to matter
    ],
)
def test_a_rest_day_that_is_worked_comes_into_the_count_in_its_place(
    anchor: str, also: list[str], n: int, on: str
) -> None:
    assert CALENDAR.nth_if_also(day(anchor), n, map(day, also)) == day(on)


def test_marks_are_ordered_by_date_and_a_region_overrides_the_nation() -> None:
    region = MarkedDay(MAY_DAY.date, DayKind.HOLIDAY, "州庆", "州府办〔2026〕9号")
    earlier = MarkedDay(date(2026, 3, 3), DayKind.HOLIDAY, "三月三", "州府办〔2026〕9号")
    calendar = WorkCalendar([MAY_DAY, region, earlier], (), date(2026, 12, 31))
    assert calendar.announced_days() == calendar.marked_days() == [earlier, region]
    assert calendar.why_off(MAY_DAY.date) == "州庆放假（州府办〔2026〕9号）"


@pytest.mark.parametrize(
    ("on", "name"), [*enumerate(["周一", "周二", "周三", "周四", "周五", "周六", "周日"], start=20)]
)
def test_the_names_of_a_week(on: int, name: str) -> None:
    assert weekday_name(date(2026, 4, on)) == name


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2026-03-05 09:00", "2026-03-05 11:30", 2.5),
        ("2026-03-05 07:00", "2026-03-05 09:00", 0.5),
        ("2026-03-05 16:30", "2026-03-06 09:30", 2),
        ("2026-03-06 16:30", "2026-03-09 08:40", 1 + 1 / 6),
        ("2026-03-07 09:00", "2026-03-08 17:00", 0),
        ("2026-03-05 18:00", "2026-03-05 23:00", 0),
        ("2026-03-05 11:00", "2026-03-05 10:00", 0),
        ("2026-10-01 09:00", "2026-10-08 09:30", 1),
    ],
)
def test_the_hours_of_working_days_count(since: str, until: str, hours: float) -> None:
    assert working_time(moment(since), moment(until), shipped_calendar()) == timedelta(hours=hours)


DAY = date(2026, 4, 1)


def test_a_utc_instant_is_stored_in_shanghai_time() -> None:
    at = BusinessDay(DAY, datetime(2026, 3, 31, 23, 30, tzinfo=UTC)).at
    assert at.isoformat() == "2026-04-01T07:30:00+08:00"


@settings(max_examples=settings().max_examples // 2)
@given(
    wall=st.datetimes(min_value=datetime(2013, 1, 1), max_value=datetime(2030, 12, 31)),  # noqa: DTZ001 - hypothesis adds the zone
    hours=st.integers(-12, 14),
)
def test_the_instant_is_the_same_for_any_input_time_zone(wall: datetime, hours: int) -> None:
    given_at = wall.replace(tzinfo=timezone(timedelta(hours=hours)))
    at = BusinessDay(DAY, given_at).at
    assert at == given_at
    assert at.tzinfo is SHANGHAI


def test_an_instant_without_a_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="2026-04-01"):
        BusinessDay(DAY, datetime(2026, 4, 1, 7, 30))  # noqa: DTZ001 - the point of the test


def test_a_late_run_still_belongs_to_its_day() -> None:
    day = BusinessDay(DAY, datetime(2026, 4, 3, 9, 0, tzinfo=SHANGHAI))
    assert day.date == DAY


def test_a_run_is_for_the_newest_period_by_default() -> None:
    at = datetime(2026, 4, 1, 7, 30, tzinfo=SHANGHAI)
    assert BusinessDay(DAY, at).period is None
    assert BusinessDay(DAY, at, "2025Q4").period == "2025Q4"


def test_the_pair_cannot_be_changed() -> None:
    day = BusinessDay(DAY, datetime(2026, 4, 1, tzinfo=SHANGHAI))
    with pytest.raises(FrozenInstanceError):
        day.date = date(2026, 4, 2)  # type: ignore[misc] # the point of the test
