"""Two public calendars compared with ours: all days of 2013 to 2026, all counts from them, the known differences."""

from datetime import date

import chinese_calendar
import holidays
import pytest

from models.intake.shipped import shipped_calendar
from models.rules.workdays import WorkCalendar, days_between

OURS = shipped_calendar()
FIRST, LAST = date(2013, 1, 1), date(2026, 12, 31)
DAYS = list(days_between(FIRST, LAST))
# Substitute days are part of the law (调休, 补假): without `observed` they would be working days.
THEIRS = holidays.country_holidays("CN", years=range(FIRST.year - 1, LAST.year + 2), observed=True)
QUARTER_ENDS = [date(y, m, d) for y in range(2013, 2027) for m, d in ((3, 31), (6, 30), (9, 30), (12, 31))][:-1]
MIDDLES = [date(year, 6, 30) for year in range(2013, 2027)]
ENOUGH = [day for day in DAYS if day <= date(2026, 11, 30)]  # fifteen working days after these stay within the data


def wrong(found: WorkCalendar, other: holidays.HolidayBase) -> list[date]:
    """Returns the days that are working days in only one of two calendars."""
    return [day for day in DAYS if found.is_workday(day) != other.is_working_day(day)]


def late(anchors: list[date], n: int) -> list[date]:
    """Returns the anchors from which chinesecalendar counts to another day than ours."""
    return [anchor for anchor in anchors if chinese_calendar.find_workday(n, anchor) != OURS.nth_after(anchor, n)]


def test_all_three_agree_on_every_day() -> None:
    assert len(DAYS) == 5113
    assert wrong(OURS, THEIRS) == []
    assert [day for day in DAYS if chinese_calendar.is_workday(day) != OURS.is_workday(day)] == []


def test_holidays_without_substitute_days_is_wrong_over_every_long_break() -> None:
    alone = holidays.country_holidays("CN", years=range(FIRST.year, LAST.year + 1), observed=False)
    days = wrong(OURS, alone)
    assert len(days) == 45
    assert all(
        OURS.why_off(day).startswith(("春节", "国庆节", "中秋节", "元旦", "清明节", "劳动节", "端午节")) for day in days
    )


@pytest.mark.parametrize("n", [1, 5, 15])
def test_holidays_counts_from_every_day_as_we_do_forward_and_back(n: int) -> None:
    assert [a for a in ENOUGH if THEIRS.get_nth_working_day(a, n) != OURS.nth_after(a, n)] == []
    after_the_first = DAYS[60:]
    assert [a for a in after_the_first if THEIRS.get_nth_working_day(a, -n) != OURS.nth_before(a, n)] == []


def test_holidays_counts_every_quarter_and_half_year_as_we_do() -> None:
    assert len(QUARTER_ENDS) == 55
    assert [a for a in QUARTER_ENDS if THEIRS.get_nth_working_day(a, 15) != OURS.nth_after(a, 15)] == []


# Where chinesecalendar differs: 0 means “today or the next working day”, so it first moves a day off to a working day
# and only then counts. The standard's count begins on the day after the anchor, working day or not.


@pytest.mark.parametrize("n", [1, 5, 15])
def test_chinesecalendar_counts_as_we_do_from_a_working_day(n: int) -> None:
    assert late([day for day in ENOUGH[::3] if OURS.is_workday(day)], n) == []


@pytest.mark.parametrize("n", [1, 5, 15])
def test_from_a_day_off_chinesecalendar_is_late_by_exactly_one_working_day(n: int) -> None:
    resting = [day for day in ENOUGH[::2] if not OURS.is_workday(day)]
    assert late(resting, n) == resting
    assert [a for a in resting if chinese_calendar.find_workday(n, a) != OURS.nth_after(a, n + 1)] == []


@pytest.mark.parametrize(("anchors", "number"), [(QUARTER_ENDS, 14), (MIDDLES, 4)], ids=["quarters", "middles"])
def test_chinesecalendar_is_late_for_periods_that_end_on_a_day_off(anchors: list[date], number: int) -> None:
    assert late(anchors, 15) == [anchor for anchor in anchors if not OURS.is_workday(anchor)]
    assert len(late(anchors, 15)) == number


def test_asking_for_one_day_less_would_be_wrong_for_all_the_others() -> None:
    wrong_then = [a for a in QUARTER_ENDS if chinese_calendar.find_workday(14, a) != OURS.nth_after(a, 15)]
    assert wrong_then == [anchor for anchor in QUARTER_ENDS if OURS.is_workday(anchor)]
    assert len(wrong_then) == 41


@pytest.mark.parametrize("n", [1, 5, 15])
def test_counting_back_chinesecalendar_agrees_from_every_day(n: int) -> None:
    assert [a for a in DAYS[60::3] if chinese_calendar.find_workday(-n, a) != OURS.nth_before(a, n)] == []


# After the last announced year


@pytest.mark.parametrize("anchor", [date(2026, 12, 31), date(2026, 12, 25)])
def test_chinesecalendar_stops_where_its_data_end_and_ours_says_that_the_date_is_provisional(anchor: date) -> None:
    with pytest.raises(NotImplementedError):
        chinese_calendar.find_workday(15, anchor)
    assert OURS.is_provisional(OURS.nth_after(anchor, 15))


def test_up_to_its_last_working_day_chinesecalendar_answers() -> None:
    assert chinese_calendar.find_workday(15, date(2026, 12, 10)) == OURS.nth_after(date(2026, 12, 10), 15) == LAST


def test_holidays_answers_beyond_its_data_without_saying_that_it_does_not_know() -> None:
    due = THEIRS.get_nth_working_day(date(2026, 12, 31), 15)
    assert due == OURS.nth_after(date(2026, 12, 31), 15) == date(2027, 1, 22)
    assert OURS.is_provisional(due)
