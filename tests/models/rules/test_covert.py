"""第三方暗访: when a list may be handed out, the recipient, and the valid dates of a visit (7.4, A25)."""

from datetime import date

import pytest

from models.rules.covert import COVERT_RETURN, COVERT_RETURNED, check_begun, check_commissioned, check_once, visit_amiss
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
    assert visit_amiss(visited, DAY, date(2026, 8, 20)) == text
