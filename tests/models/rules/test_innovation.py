"""创新项目评选: days of applications, who may apply, and what is the same project (1-2.16)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.innovation import (
    RULE,
    Window,
    check_application_paper,
    check_may_apply,
    check_open,
    check_window,
    is_same_project,
)
from models.rules.kinds import Management
from models.rules.score.innovation import Rank, check_entitled

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2026, 10, 10)
WINDOW = Window(2026, date(2026, 10, 12), date(2026, 10, 30))
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def window(opens: str, closes: str, year: int = 2026) -> Window:
    return Window(year, date.fromisoformat(opens), date.fromisoformat(closes))


@given(days, days, days)
def test_a_first_window_is_taken_only_if_no_day_of_it_has_passed(opens: date, closes: date, today: date) -> None:
    if today <= opens <= closes:
        check_window(Window(2026, opens, closes), today, None)
    else:
        with pytest.raises(Refused):
            check_window(Window(2026, opens, closes), today, None)


@pytest.mark.parametrize(
    ("changed", "today", "told"),
    [
        (window("2026-10-13", "2026-10-30"), date(2026, 10, 12), "申报已于2026-10-12开始，开始日期不能再改"),
        (window("2026-10-12", "2026-10-19"), date(2026, 10, 20), "申报截止日期2026-10-19早于开始日期或今天"),
        (window("2026-10-09", "2026-10-30"), TODAY, "申报开始日期2026-10-09已过，不能追溯"),
        (window("2028-01-05", "2028-01-30"), TODAY, "申报日期2028-01-05不是2026年评选的"),
    ],
)
def test_a_changed_window_keeps_what_has_begun(changed: Window, today: date, told: str) -> None:
    with pytest.raises(Refused, match=told):
        check_window(changed, today, WINDOW)


def test_a_window_is_moved_before_it_opens_and_prolonged_after() -> None:
    check_window(window("2026-10-10", "2026-10-20"), TODAY, WINDOW)
    check_window(window("2026-10-12", "2026-12-30"), date(2026, 11, 20), WINDOW)
    check_window(window("2027-01-05", "2027-01-30"), TODAY, None)


@given(st.integers(-5, 30))
def test_applications_are_received_on_both_bounds_and_between(offset: int) -> None:
    day = WINDOW.opens_on + timedelta(offset)
    if WINDOW.opens_on <= day <= WINDOW.closes_on:
        check_open(WINDOW, day)
    else:
        with pytest.raises(Refused):
            check_open(WINDOW, day)


@pytest.mark.parametrize(
    ("management", "rank"),
    [
        (Management.DIRECT, None),
        (Management.DIRECT, Rank.BELOW),
        (Management.DELEGATED, Rank.FULL),
        (Management.DELEGATED, Rank.DEPUTY),
    ],
)
def test_2_16_direct_units_and_delegated_ones_of_deputy_rank_apply(management: Management, rank: Rank | None) -> None:
    assert check_may_apply("某厅", management, rank) is management


@pytest.mark.parametrize(
    ("management", "rank", "why"),
    [
        (None, Rank.FULL, "没有填写管理类别"),
        (Management.DELEGATED, None, "没有登记级别"),
        (Management.DELEGATED, Rank.BELOW, "是副厅级以下的委托管理单位，不可申报"),
    ],
)
def test_2_16_others_are_refused_by_the_name_of_the_rule(
    management: Management | None, rank: Rank | None, why: str
) -> None:
    with pytest.raises(Refused) as refusal:
        check_may_apply("某厅", management, rank)
    assert why in refusal.value.message
    assert RULE in refusal.value.message


@pytest.mark.parametrize(("dated", "told"), [(11, "晚于今天"), (8, "早于申报通知")])
def test_the_paper_of_an_application_answers_the_call(dated: int, told: str) -> None:
    check_application_paper(date(2026, 10, 9), date(2026, 10, 9), TODAY)
    with pytest.raises(Refused, match=told):
        check_application_paper(date(2026, 10, dated), date(2026, 10, 9), TODAY)


@pytest.mark.parametrize("other", ["入学 一次办", "入学一次办\u200b", " 入学一次办"])
def test_one_project_in_several_spellings(other: str) -> None:
    assert is_same_project("入学一次办", other)
    assert not is_same_project("入学一次办", "入学二次办")


@given(days, days, days, days)
def test_a_change_never_shuts_out_an_office_on_a_day_that_has_passed(
    opens: date, closes: date, today: date, later: date
) -> None:
    before = Window(2026, min(opens, closes), max(opens, closes))
    try:
        check_window(Window(2026, before.opens_on, later), today, before)
    except Refused:
        return
    assert later >= today
    assert later >= before.opens_on


@given(days, days, days)
def test_once_open_the_first_day_is_never_another(opens: date, other: date, closes: date) -> None:
    before = Window(2026, opens, max(opens, closes))
    if other == opens:
        check_window(Window(2026, other, before.closes_on), opens, before)
    else:
        with pytest.raises(Refused, match="开始日期不能再改，请照写"):
            check_window(Window(2026, other, before.closes_on), opens, before)


@given(st.integers(2024, 2030))
def test_applications_are_received_in_their_year_or_the_next(year: int) -> None:
    given_days = Window(year, date(2026, 10, 12), date(2026, 10, 30))
    if year in (2025, 2026):
        check_window(given_days, TODAY, None)
    else:
        with pytest.raises(Refused, match=f"申报日期2026-10-12不是{year}年评选的，请核对年度"):
            check_window(given_days, TODAY, None)


def test_a_window_of_one_day_is_a_window() -> None:
    check_window(window("2026-10-10", "2026-10-10"), TODAY, None)
    check_open(window("2026-10-10", "2026-10-10"), TODAY)


def test_a_window_that_has_closed_may_be_opened_again_from_today_on() -> None:
    check_window(window("2026-10-12", "2026-11-20"), date(2026, 11, 20), WINDOW)
    with pytest.raises(Refused, match="申报截止日期2026-11-19早于开始日期或今天（2026-11-20）"):
        check_window(window("2026-10-12", "2026-11-19"), date(2026, 11, 20), WINDOW)


@given(st.sampled_from([None, *Management]), st.sampled_from([None, *Rank]))
def test_2_16_who_may_apply_is_who_may_have_a_prize(management: Management | None, rank: Rank | None) -> None:
    def refuses(check: Callable[..., object]) -> bool:
        try:
            check("某厅", management, rank)
        except Refused:
            return True
        return False

    assert refuses(check_may_apply) == refuses(check_entitled)


names = st.text("入学一次办 　\u200bＡaA（(", min_size=1, max_size=8)


@given(names, names, names)
def test_to_be_the_same_project_goes_both_ways_and_on(one: str, other: str, third: str) -> None:
    assert is_same_project(one, one)
    assert is_same_project(one, other) == is_same_project(other, one)
    assert not (is_same_project(one, other) and is_same_project(other, third)) or is_same_project(one, third)


@given(st.text("入学一次办Ab2", min_size=1, max_size=8), st.integers(0, 7), st.sampled_from(" 　\u200b\u00a0\t"))
def test_what_is_not_seen_makes_no_other_project(name: str, place: int, unseen: str) -> None:
    assert is_same_project(name, name[:place] + unseen + name[place:])


@pytest.mark.parametrize(("one", "other"), [("政务APP", "政务ａｐｐ"), ("“三医”联动（一期）", "“三医”联动(一期)")])
def test_wide_letters_and_small_ones_make_no_other_project(one: str, other: str) -> None:
    assert is_same_project(one, other)


@pytest.mark.parametrize(("one", "other"), [("一网通办", "一网通办二期"), ("办一次", "一次办"), ("一期", "二期")])
def test_other_words_make_another_project(one: str, other: str) -> None:
    assert not is_same_project(one, other)
