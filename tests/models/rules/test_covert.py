"""第三方暗访: when a list may be handed out, the recipient, and the valid dates of a visit (7.4, A25)."""

from datetime import date, timedelta

import pytest

from models.intake.shipped import shipped_calendar
from models.rules.covert import (
    COVERT_RETURN,
    COVERT_RETURNED,
    COVERT_VISIT,
    check_begun,
    check_commissioned,
    check_once,
    check_visit_date,
)
from models.rules.deadlines import compute_deadline
from models.rules.errors import Refused
from models.rules.periods import parse_period

DAY = date(2026, 8, 10)


def test_a25_the_results_are_back_by_the_end_of_the_quarters_second_month() -> None:
    days = [COVERT_RETURNED.of(parse_period(f"2026Q{n}")) for n in (1, 2, 3, 4)]
    assert days == [date(2026, 2, 28), date(2026, 5, 31), date(2026, 8, 31), date(2026, 11, 30)]
    assert (COVERT_RETURN.due.n, COVERT_RETURN.due.choice) == (0, "A25")


def test_a_quarter_has_a_list_from_its_first_day_on() -> None:
    check_begun(parse_period("2026Q3"), date(2026, 7, 1))
    with pytest.raises(Refused) as refusal:
        check_begun(parse_period("2026Q3"), date(2026, 6, 30))
    assert refusal.value.message == "2026年第三季度2026-07-01才开始，今天是2026-06-30，不能提前提供暗访清单。"


@pytest.mark.parametrize(("first", "last"), [(None, None), (DAY, DAY), (date(2026, 1, 1), None)])
def test_a_third_party_is_commissioned_between_its_days(first: date | None, last: date | None) -> None:
    check_commissioned("中鼎", first, last, DAY)
    assert first is None or first <= DAY


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 8, 11), None, "第三方机构“中鼎”自2026-08-11起委托，今天是2026-08-10。"),
        (None, date(2026, 8, 9), "第三方机构“中鼎”的委托已于2026-08-09终止，请先更新登记（register_third_party）。"),
    ],
)
def test_one_that_is_not_commissioned_gets_no_list(first: date | None, last: date | None, text: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_commissioned("中鼎", first, last, DAY)
    assert refusal.value.message == text


def test_a_target_is_listed_once() -> None:
    check_once(["T001", "T002"])
    with pytest.raises(Refused) as refusal:
        check_once(["T002", "T001", "T002"])
    assert refusal.value.message == "目标T002在清单中重复，每项目标只列一次。"


@pytest.mark.parametrize(
    ("visited", "text"),
    [
        (date(2026, 8, 9), "“2026-08-09”早于提供清单的日期2026-08-10，请核对"),
        (DAY, ""),
        (date(2026, 8, 20), ""),
        (date(2026, 8, 21), "“2026-08-21”在今天（2026-08-20）之后，请核对"),
    ],
)
def test_a_visit_is_made_between_the_list_and_today(visited: date, text: str) -> None:
    assert check_visit_date(visited, DAY, date(2026, 8, 20)) == text


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_a_list_of_any_quarter_is_refused_the_day_before_it_begins(quarter: int) -> None:
    period = parse_period(f"2027Q{quarter}")
    check_begun(period, period.start)
    check_begun(period, period.next.end)
    with pytest.raises(
        Refused, match=f"^{period.label}{period.start}才开始，今天是{period.start - timedelta(days=1)}，"
    ):
        check_begun(period, period.start - timedelta(days=1))


def test_all_targets_that_a_list_repeats_are_named_in_order() -> None:
    check_once([])
    with pytest.raises(Refused) as refusal:
        check_once(["T003", "T001", "T003", "T002", "T001", "T001"])
    assert refusal.value.message == "目标T001、T003在清单中重复，每项目标只列一次。"


@pytest.mark.parametrize(
    ("first", "last", "day", "commissioned"),
    [
        ("2026-08-10", "2026-08-20", "2026-08-09", False),
        ("2026-08-10", "2026-08-20", "2026-08-10", True),
        ("2026-08-10", "2026-08-20", "2026-08-20", True),
        ("2026-08-10", "2026-08-20", "2026-08-21", False),
    ],
)
def test_both_days_of_a_commission_belong_to_it(first: str, last: str, day: str, *, commissioned: bool) -> None:
    days = [date.fromisoformat(text) for text in (first, last, day)]
    if commissioned:
        check_commissioned("中鼎", *days)
        return
    with pytest.raises(Refused, match="第三方机构“中鼎”"):
        check_commissioned("中鼎", *days)


def test_a_visit_on_the_day_of_the_list_which_is_today_is_right() -> None:
    assert check_visit_date(DAY, DAY, DAY) == ""
    assert check_visit_date(DAY + timedelta(days=1), DAY, DAY).endswith("在今天（2026-08-10）之后，请核对")


@pytest.mark.parametrize(
    ("period", "list_due", "results_due"),
    [
        ("2027Q1", "2027-02-15", "2027-02-28"),
        ("2028Q1", "2028-02-15", "2028-02-29"),  # a leap year
        ("2028Q4", "2028-11-15", "2028-11-30"),
    ],
)
def test_a25_the_days_of_list_and_results_are_never_rolled(period: str, list_due: str, results_due: str) -> None:
    calendar, quarter = shipped_calendar(), parse_period(period)
    assert str(COVERT_VISIT.deadline(quarter, calendar).due) == list_due
    assert str(compute_deadline(COVERT_RETURN.due, COVERT_RETURNED.of(quarter), calendar).due) == results_due
