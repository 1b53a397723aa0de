"""创新项目评选: days of applications, who may apply, and what is the same project (1-2.16)."""

from __future__ import annotations

from datetime import date, timedelta

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
from models.rules.score.innovation import Rank

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
