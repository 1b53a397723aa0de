"""在线复核: conclusions, digests of the reviewed data, and an even assignment (7.2)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.periods import parse_period
from models.rules.review import ReviewOutcome, check_over, fault_of, fault_of_day, mark_of, share_out

QUARTER = parse_period("2026Q1")
SEEN = (1, Decimal("50.00"), "done", ["b", "a"])


def test_7_2_a_reviewer_concludes_one_of_three_things() -> None:
    assert [outcome.label for outcome in ReviewOutcome] == ["完成属实", "未完成", "材料不足"]


def test_the_mark_of_reviewed_data_does_not_depend_on_the_order_of_the_files() -> None:
    assert mark_of(*SEEN) == mark_of(1, Decimal(50), "done", ["a", "b"])
    assert len(mark_of(*SEEN)) == 12


@pytest.mark.parametrize(
    "other",
    [
        (2, Decimal(50), "done", ["a", "b"]),
        (1, Decimal(60), "done", ["a", "b"]),
        (1, Decimal(50), None, ["a", "b"]),
        (1, Decimal(50), "done", ["a"]),
        (0, None, None, []),
    ],
)
def test_different_data_has_a_different_mark(other: tuple[int, Decimal | None, str | None, list[str]]) -> None:
    assert mark_of(*other) != mark_of(*SEEN)


def test_lines_are_assigned_in_turn_to_the_reviewer_with_the_fewest() -> None:
    assert share_out(5, {"张三": 0, "李四": 0}) == ["张三", "李四", "张三", "李四", "张三"]
    assert share_out(3, {"张三": 2, "李四": 0}) == ["李四", "李四", "张三"]
    assert share_out(0, {"张三": 0}) == []


@given(st.integers(0, 200), st.dictionaries(st.text(min_size=1, max_size=3), st.just(0), min_size=1, max_size=9))
def test_shares_differ_by_one_line_at_most(number: int, loads: dict[str, int]) -> None:
    shares = share_out(number, loads)
    counts = [shares.count(name) for name in loads]
    assert sum(counts) == number
    assert max(counts) - min(counts) <= 1


def test_a_quarter_is_reviewed_when_it_is_over() -> None:
    check_over(QUARTER, date(2026, 4, 1))
    with pytest.raises(Refused, match=r"^2026年第一季度尚未结束（2026-03-31），不能复核。$"):
        check_over(QUARTER, QUARTER.end)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (None, ""),
        (date(2026, 4, 1), ""),
        (date(2026, 4, 20), ""),
        (date(2026, 4, 21), "2026-04-21在今天（2026-04-20）之后，请核对"),
        (date(2026, 3, 31), "2026-03-31应在2026年第一季度结束（2026-03-31）之后"),
    ],
)
def test_a_review_lies_between_the_quarter_and_today(day: date | None, text: str) -> None:
    assert fault_of_day(day, QUARTER, date(2026, 4, 20)) == text


@pytest.mark.parametrize(
    ("outcome", "note", "reported", "text"),
    [
        (ReviewOutcome.CONFIRMED, "", True, ""),
        (ReviewOutcome.CONFIRMED, "", False, "未报自查，没有可以属实的内容，请填未完成或材料不足"),
        (ReviewOutcome.UNDONE, "", True, "未完成须写明复核说明"),
        (ReviewOutcome.UNDONE, "未开工", False, ""),
        (ReviewOutcome.LACKING, "", False, "材料不足须写明复核说明"),
        (ReviewOutcome.LACKING, "缺验收单", True, ""),
    ],
)
def test_a_conclusion_says_why_unless_everything_is_true(
    outcome: ReviewOutcome, note: str, text: str, *, reported: bool
) -> None:
    assert fault_of(outcome, note, reported=reported) == text
