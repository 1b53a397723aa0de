"""Full marks minus deductions: never below 0, never above the weight, in any order (A37, A38, A46)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.score.component import Component
from models.rules.score.deduction import Deduction, Line, deducted_line, exact_total, shown, total

F = Component.FUNCTIONAL
FIFTY = Decimal(50)
points = st.decimals(min_value=-60, max_value=0, places=2)
limits = st.none() | st.decimals(min_value=0, max_value=50, places=1)
entries = st.lists(st.builds(Deduction, st.uuids().map(str), points, limits), max_size=8)


def line(*taken: str | None, limit: str | None = None, weight: Decimal | None = FIFTY) -> Line:
    its = None if limit is None else Decimal(limit)
    return deducted_line(
        F, weight, [Deduction(str(n), None if each is None else Decimal(each), its) for n, each in enumerate(taken)]
    )


@pytest.mark.parametrize(
    ("taken", "limit", "left", "at_floor"),
    [
        ((), None, "50", False),
        (("-1", "-2.5"), None, "46.5", False),
        (("-1", "-4"), "3", "46", False),
        (("-30", "-20"), None, "0", False),
        (("-30", "-20.01"), None, "0", True),
    ],
)
def test_a_component_loses_what_its_entries_take(
    taken: tuple[str, ...], limit: str | None, left: str, *, at_floor: bool
) -> None:
    found = line(*taken, limit=limit)
    assert (found.points, found.at_floor, found.lacks) == (Decimal(left), at_floor, ())


def test_what_is_not_set_is_said_and_nothing_is_computed() -> None:
    found = line("-1", None)
    assert (found.points, found.lacks, found.at_floor) == (None, ("条目1的记分未设定",), False)
    unweighted = line("-1", weight=None)
    assert (unweighted.points, unweighted.lacks) == (None, ("职能绩效目标的权重未设定",))
    assert total([line("-1"), found]) is None


@given(entries, st.randoms())
def test_the_order_changes_nothing_and_no_component_leaves_its_bounds(
    given_entries: list[Deduction], chance: object
) -> None:
    mixed = list(given_entries)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    found = deducted_line(F, FIFTY, given_entries)
    assert deducted_line(F, FIFTY, mixed) == found
    assert found.points is not None
    assert Decimal(0) <= found.points <= FIFTY


@given(entries, st.builds(Deduction, st.just("more"), points, limits))
def test_an_entry_more_never_adds_and_without_it_the_line_is_as_before(
    given_entries: list[Deduction], more: Deduction
) -> None:
    before, after = deducted_line(F, FIFTY, given_entries), deducted_line(F, FIFTY, [*given_entries, more])
    assert before.points is not None
    assert after.points is not None
    assert after.points <= before.points
    assert deducted_line(F, FIFTY, [each for each in after.deductions if each is not more]) == before


@given(st.lists(st.decimals(min_value=0, max_value=50, places=2), min_size=1, max_size=9), st.integers(0, 8))
def test_a_higher_component_never_lowers_a_total(values: list[Decimal], which: int) -> None:
    lines = [Line(F, FIFTY, each) for each in values]
    higher = [Line(F, FIFTY, each + (n == which % len(values))) for n, each in enumerate(values)]
    low, high = total(lines), total(higher)
    assert low is not None
    assert high is not None
    assert high > low


def test_points_are_shown_with_two_digits_half_up() -> None:
    assert [shown(Decimal(each)) for each in ("46.005", "46.004", "0")] == ["46.01", "46.00", "0.00"]


def test_a46_equal_totals_are_equal_in_every_way_to_them() -> None:
    def sheet(functional: str, sevenths: int) -> list[Line]:
        share = Fraction(sevenths, 700)
        rounded = Decimal(sevenths) / 700
        return [line(functional), Line(Component.LEADERS, Decimal(3), rounded, share=share)]

    one, other = sheet("-2.86", 2031), sheet("-0.01", 36)
    assert exact_total(one) == exact_total(other) == Fraction(4999, 100) + Fraction(36, 700)


def test_there_is_no_exact_total_while_a_component_is_unset() -> None:
    assert exact_total([line(), Line(Component.LEADERS, None, None)]) is None
    assert exact_total([line("-1.5")]) == Fraction(97, 2)
