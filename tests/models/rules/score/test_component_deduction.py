"""Full marks minus deductions: never below 0, never above the weight, in any order (A37, A38, A46)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.item_weights import EXAMPLE, read_item_weights
from models.rules.points import FREE, PointsTable, ScoredEntry, points_of
from models.rules.score.component import (
    FIXED,
    RATED,
    Component,
    Deduction,
    Line,
    deducted_line,
    exact_total,
    given_line,
    shown,
    total,
    weights,
)
from models.rules.states import EntryState
from models.rules.states.negative_list import UNCONFIRMED

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


SCALE = weights(read_item_weights(EXAMPLE))
TABLE = PointsTable((Decimal("-1.5"), Decimal(-4)), (Decimal(-9),))
DEDUCTED = tuple(each for each in Component if each not in RATED)
STATES = sorted(set(EntryState) - UNCONFIRMED)
entries_properties = st.lists(
    st.fixed_dictionaries(
        {
            "key": st.uuids().map(str),
            "component": st.sampled_from(DEDUCTED),
            "state": st.sampled_from(STATES),
            "time": st.integers(1, 3),
            "project": st.booleans(),
            "limit": st.none() | st.decimals(min_value=0, max_value=20, places=1),
        }
    ),
    max_size=30,
    unique_by=lambda each: str(each["key"]),
)
shares = st.fixed_dictionaries({each: st.decimals(min_value=0, max_value=100, places=2) for each in sorted(RATED)})
restored = st.decimals(min_value=0, max_value=1, places=2)
Entry = dict[str, Any]


def deduction(entry: Entry, share: Decimal) -> Deduction:
    listed = ScoredEntry(entry["state"], entry["time"], key_project=entry["project"])
    return Deduction(entry["key"], points_of(listed, TABLE, share), entry["limit"])


def sheet(found: list[Entry], given_shares: dict[Component, Decimal], share: Decimal) -> list[Line]:
    """Return the lines of a sheet, as a department has them."""
    lines = []
    for component, weight in SCALE.items():
        if component in RATED:
            lines.append(given_line(component, weight, (given_shares[component], Decimal(100)), ()))
        else:
            own = [deduction(each, share) for each in found if each["component"] is component]
            lines.append(deducted_line(component, weight, own))
    return lines


def whole(lines: list[Line]) -> Decimal:
    found = total(lines)
    assert found is not None
    return found


@given(entries_properties, shares, restored, st.randoms(use_true_random=False))
def test_the_order_of_the_entries_changes_no_line_and_no_total(
    found: list[Entry], given_shares: dict[Component, Decimal], share: Decimal, chance: Random
) -> None:
    mixed = list(found)
    chance.shuffle(mixed)
    assert sheet(mixed, given_shares, share) == sheet(found, given_shares, share)


@given(entries_properties, shares, restored)
def test_no_component_is_above_its_weight_or_below_0_and_no_total_above_100(
    found: list[Entry], given_shares: dict[Component, Decimal], share: Decimal
) -> None:
    lines = sheet(found, given_shares, share)
    for line in lines:
        assert line.weight is not None
        assert line.points is not None
        assert Decimal(0) <= line.points <= line.weight
    assert Decimal(0) <= whole(lines) <= Decimal(100)


@given(
    entries_properties,
    shares,
    restored,
    st.sampled_from(sorted(Component)),
    st.decimals(min_value=0, max_value=3, places=2),
)
def test_a_higher_component_never_lowers_a_total_properties(
    found: list[Entry], given_shares: dict[Component, Decimal], share: Decimal, which: Component, more: Decimal
) -> None:
    lines = sheet(found, given_shares, share)
    higher = [replace(each, points=(each.points or 0) + more) if each.component is which else each for each in lines]
    assert whole(higher) >= whole(lines)
    assert whole(higher) == whole(lines) + more


@given(entries_properties, shares, restored, st.data())
def test_a_better_rating_never_lowers_a_total(
    found: list[Entry], given_shares: dict[Component, Decimal], share: Decimal, data: st.DataObject
) -> None:
    which = data.draw(st.sampled_from(sorted(RATED)))
    better = given_shares | {which: data.draw(st.decimals(min_value=given_shares[which], max_value=100, places=2))}
    assert whole(sheet(found, better, share)) >= whole(sheet(found, given_shares, share))


@given(entries_properties.filter(bool), shares, restored, st.data())
def test_a_sheet_without_an_entry_is_the_one_after_its_withdrawal(
    found: list[Entry], given_shares: dict[Component, Decimal], share: Decimal, data: st.DataObject
) -> None:
    which = data.draw(st.integers(0, len(found) - 1))
    state = data.draw(st.sampled_from(sorted(FREE)))
    withdrawn = [each | {"state": state} if n == which else each for n, each in enumerate(found)]
    without = [each for n, each in enumerate(found) if n != which]
    after, never = sheet(withdrawn, given_shares, share), sheet(without, given_shares, share)
    assert [line.points for line in after] == [line.points for line in never]
    assert [line.at_floor for line in after] == [line.at_floor for line in never]
    assert whole(after) == whole(never) >= whole(sheet(found, given_shares, share))


@given(entries_properties, shares)
def test_restoring_more_never_lowers_a_total(found: list[Entry], given_shares: dict[Component, Decimal]) -> None:
    sums = [whole(sheet(found, given_shares, Decimal(share))) for share in ("0", "0.5", "1")]
    assert sums == sorted(sums)


@given(entries_properties, shares, restored)
def test_what_entries_take_adds_up_to_what_a_line_has_lost_unless_it_is_at_its_floor(
    found: list[Entry], given_shares: dict[Component, Decimal], share: Decimal
) -> None:
    for line in sheet(found, given_shares, share):
        if line.component in DEDUCTED and line.weight is not None and line.points is not None:
            taken = sum((each.taken or Decimal(0) for each in line.deductions), Decimal(0))
            assert line.at_floor == (taken > line.weight)
            assert line.points == (Decimal(0) if line.at_floor else line.weight - taken)


def test_the_weights_of_a_sheet_are_100() -> None:
    assert sum(each for each in SCALE.values() if each) == Decimal(100)
    assert set(FIXED) == {*RATED, Component.FUNCTIONAL}
