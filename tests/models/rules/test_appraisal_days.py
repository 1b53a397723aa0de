"""The days of the appraisal: the first of a draft, the last of an objection, that of the paper (1-2.19, 1-2.22)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.shipped import shipped_calendar
from models.rules.appraisal import OBJECTION, check_draft_day, check_in_time, check_paper_day, first_day, objection_day
from models.rules.errors import Refused

CALENDAR = shipped_calendar()
DAYS = st.dates(date(2026, 1, 1), date(2026, 11, 30))
SETTING = st.integers(min_value=1, max_value=20)


@given(st.integers(min_value=2000, max_value=2100))
def test_no_sheet_is_drafted_in_its_own_year(year: int) -> None:
    day = first_day(year)
    assert (day.year, day.month, day.day) == (year + 1, 1, 11)


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.dates(date(2026, 12, 31), date(2027, 6, 30)))
def test_a_draft_is_made_after_both_days_and_never_before(today: date, cut_off: date) -> None:
    if today >= first_day(2026) and today > cut_off:
        assert check_draft_day(2026, today, cut_off) == cut_off
    else:
        with pytest.raises(Refused):
            check_draft_day(2026, today, cut_off)


def test_a_cut_off_day_before_11_january_does_not_bring_the_draft_forward() -> None:
    cut_off = date(2026, 12, 31)
    with pytest.raises(Refused, match="2027-01-11起才能拟定：年终检查1月10日截止，今天是2027-01-10"):
        check_draft_day(2026, date(2027, 1, 10), cut_off)
    assert check_draft_day(2026, date(2027, 1, 11), cut_off) == cut_off


def test_without_a_cut_off_day_the_refusal_says_how_it_is_set() -> None:
    with pytest.raises(Refused) as refusal:
        check_draft_day(2026, date(2027, 5, 1), None)
    assert refusal.value.message == (
        "2026年的考评截止日未设定，不能拟定得分表。设定：mubiao act set_policy --key appraisal_cut_off。"
    )


def test_the_year_before_its_end_is_refused_for_its_first_day_and_not_for_the_setting() -> None:
    with pytest.raises(Refused, match="2027年的得分表2028-01-11起才能拟定"):
        check_draft_day(2027, date(2027, 3, 1), None)


@given(DAYS, SETTING)
def test_without_a_day_given_it_is_the_working_day_of_the_setting(today: date, days: int) -> None:
    last = objection_day(None, days, today, CALENDAR)
    between = [today + timedelta(n) for n in range(1, (last - today).days + 1)]
    assert sum(map(CALENDAR.is_workday, between)) == days
    assert CALENDAR.is_workday(last)


@given(DAYS, st.one_of(st.none(), SETTING), st.integers(min_value=-10, max_value=60))
def test_a_day_that_is_accepted_is_a_working_day_and_leaves_the_time_of_the_setting(
    today: date, days: int | None, later: int
) -> None:
    due = today + timedelta(later)
    if due >= CALENDAR.nth_after(today, days or 1) and CALENDAR.is_workday(due):
        assert objection_day(due, days, today, CALENDAR) == due
    else:
        with pytest.raises(Refused, match=f"提出异议的截止日{due}"):
            objection_day(due, days, today, CALENDAR)


@given(DAYS, SETTING, SETTING)
def test_more_days_never_end_earlier(today: date, some: int, more: int) -> None:
    few, many = sorted((some, more))
    assert objection_day(None, few, today, CALENDAR) <= objection_day(None, many, today, CALENDAR)


def test_a_long_holiday_does_not_shorten_the_time_for_objections() -> None:
    assert objection_day(None, 3, date(2026, 9, 30), CALENDAR) > date(2026, 10, 8)
    with pytest.raises(Refused, match="部门须有不少于3个工作日"):
        objection_day(date(2026, 10, 8), 3, date(2026, 9, 30), CALENDAR)


@given(DAYS, DAYS)
def test_an_answer_is_in_time_until_the_end_of_the_day(received: date, due: date) -> None:
    if received <= due:
        check_in_time(received, due)
    else:
        with pytest.raises(Refused, match=f"核对得分表的期限（{due}）已过"):
            check_in_time(received, due)


@given(DAYS, DAYS, DAYS)
def test_a_paper_is_taken_exactly_between_the_last_answer_and_today(dated: date, heard: date, today: date) -> None:
    if heard <= dated <= today:
        check_paper_day(dated, heard, today)
    else:
        with pytest.raises(Refused, match=f"审定文件日期{dated}"):
            check_paper_day(dated, heard, today)


def test_a_paper_of_a_day_to_come_is_refused_first() -> None:
    with pytest.raises(Refused, match="在今天（2027-03-08）之后"):
        check_paper_day(date(2027, 3, 9), date(2027, 3, 20), date(2027, 3, 8))


def test_the_duty_is_that_of_the_clause() -> None:
    assert (OBJECTION.key, OBJECTION.name, OBJECTION.clause) == ("appraisal_objection", "考评异议", "1-2.22")
    assert OBJECTION.to_do == "核对本部门的得分表：同意，或者逐项写明异议的理由"
