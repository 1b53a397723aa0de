"""在线复核: conclusions, digests of the reviewed data, and an even assignment (7.2)."""

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.shipped import shipped_calendar
from models.rules.deadlines import compute_deadline
from models.rules.errors import Refused
from models.rules.periods import parse_period
from models.rules.review import (
    ONLINE_REVIEW,
    ONSITE_CONFIRMATION,
    ReviewOutcome,
    check_over,
    fault_of,
    fault_of_day,
    mark_of,
    share_out,
)

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
    assert share_out(["D"] * 5, {"张三": 0, "李四": 0}, ()) == ["张三", "李四", "张三", "李四", "张三"]
    assert share_out(["D"] * 3, {"张三": 2, "李四": 0}, ()) == ["李四", "李四", "张三"]
    assert share_out([], {"张三": 0}, ()) == []
    tied = {("张三", "A"), ("张三", "B"), ("李四", "B")}
    assert share_out(["A", "A", "B", "C", "C"], {"张三": 0, "李四": 0}, tied) == ["李四", "李四", "", "张三", "张三"]


@given(st.integers(0, 200), st.dictionaries(st.text(min_size=1, max_size=3), st.just(0), min_size=1, max_size=9))
def test_shares_differ_by_one_line_at_most(number: int, loads: dict[str, int]) -> None:
    shares = share_out(["D"] * number, loads, ())
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


# Edges


@pytest.mark.parametrize(
    ("version", "progress", "status", "evidence", "mark"),
    [
        (1, None, None, [], "213fbf118a1a"),
        (2, Decimal(50), "done", ["b", "a"], "5f3ebb4aa31e"),
        (1, Decimal(0), "in_progress", [], "2f3ce8c9a58b"),
    ],
)
def test_a_mark_never_changes_for_the_records_hold_it(
    version: int, progress: Decimal | None, status: str | None, evidence: list[str], mark: str
) -> None:
    assert mark_of(version, progress, status, evidence) == mark


def test_a_mark_distinguishes_all_states_of_a_line() -> None:
    lines = product([1, 2], [None, Decimal(0), Decimal("0.01")], [None, "done", "blocked"], [[], ["a"], ["a", "b"]])
    assert len({mark_of(*line) for line in lines}) == 2 * 3 * 3 * 3
    assert mark_of(1, Decimal("50.0"), "done", ["b", "a"]) == mark_of(1, Decimal("50.004"), "done", ["a", "b"])


@pytest.mark.parametrize(
    ("number", "loads", "shares"),
    [
        (0, {"甲": 0}, []),
        (3, {"甲": 0}, ["甲", "甲", "甲"]),
        (4, {"乙": 0, "甲": 0}, ["乙", "甲", "乙", "甲"]),
        (3, {"甲": 2, "乙": 0}, ["乙", "乙", "甲"]),
        (5, {"甲": 1, "乙": 1, "丙": 0}, ["丙", "甲", "乙", "丙", "甲"]),
    ],
)
def test_each_line_goes_to_the_reviewer_with_the_fewest_and_then_to_the_first_listed(
    number: int, loads: dict[str, int], shares: list[str]
) -> None:
    assert share_out(["D"] * number, loads, ()) == shares


@given(st.dictionaries(st.text("甲乙丙丁", min_size=1), st.integers(0, 9), min_size=1), st.integers(0, 60))
def test_after_enough_lines_all_reviewers_have_the_same_load_but_for_one(loads: dict[str, int], more: int) -> None:
    number = sum(max(loads.values()) - load for load in loads.values()) + more
    after = Counter(share_out(["D"] * number, loads, ())) + Counter(loads)
    assert max(after[name] for name in loads) - min(after[name] for name in loads) <= 1


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_a_review_begins_on_the_first_day_after_its_quarter(quarter: int) -> None:
    period = parse_period(f"2026Q{quarter}")
    check_over(period, period.next.start)
    with pytest.raises(Refused, match=f"^{period.label}尚未结束（{period.end}），不能复核。$"):
        check_over(period, period.end)


@pytest.mark.parametrize(
    ("day", "today", "fault"),
    [
        (None, "2026-10-20", ""),
        ("2026-09-30", "2026-10-20", "2026-09-30应在2026年第三季度结束（2026-09-30）之后"),
        ("2026-10-01", "2026-10-20", ""),
        ("2026-10-20", "2026-10-20", ""),
        ("2026-10-21", "2026-10-20", "2026-10-21在今天（2026-10-20）之后，请核对"),
        ("2026-09-30", "2026-09-29", "2026-09-30在今天（2026-09-29）之后，请核对"),  # both are wrong: today comes first
    ],
)
def test_a_review_is_dated_between_the_end_of_the_quarter_and_today(day: str | None, today: str, fault: str) -> None:
    on = date.fromisoformat(day) if day else None
    assert fault_of_day(on, parse_period("2026Q3"), date.fromisoformat(today)) == fault


@pytest.mark.parametrize(
    ("quarter", "opens", "due", "confirmed"),
    [
        ("2025Q1", "2025-04-16", "2025-04-28", "2025-05-13"),
        ("2025Q2", "2025-07-15", "2025-07-28", "2025-08-07"),
        ("2025Q3", "2025-10-22", "2025-11-04", "2025-11-14"),
        ("2025Q4", "2026-01-16", "2026-01-29", "2026-02-10"),
    ],
)
def test_a25_review_and_confirmation_of_2025_take_20_and_28_working_days(
    quarter: str, opens: str, due: str, confirmed: str
) -> None:
    calendar, period = shipped_calendar(), parse_period(quarter)
    assert str(ONLINE_REVIEW.opens_on(period, calendar)) == opens
    assert str(ONLINE_REVIEW.deadline(period, calendar).due) == due
    assert str(compute_deadline(ONSITE_CONFIRMATION.due, period.end, calendar).due) == confirmed
