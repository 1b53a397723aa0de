"""What holds for every score sheet, whatever its entries and ratings are (1-8.1, A37, A38)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.rules.item_weights import EXAMPLE, read_item_weights
from models.rules.points import FREE, PointsTable, ScoredEntry, points_of
from models.rules.score.component import FIXED, RATED, Component, weights
from models.rules.score.deduction import Deduction, Line, deducted_line, total
from models.rules.score.given import given_line
from models.rules.states import EntryState
from models.rules.states.negative_list import UNCONFIRMED

SCALE = weights(read_item_weights(EXAMPLE))
TABLE = PointsTable((Decimal("-1.5"), Decimal(-4)), (Decimal(-9),))
DEDUCTED = tuple(each for each in Component if each not in RATED)
STATES = sorted(set(EntryState) - UNCONFIRMED)
entries = st.lists(
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


@given(entries, shares, restored, st.randoms(use_true_random=False))
def test_the_order_of_the_entries_changes_no_line_and_no_total(
    found: list[Entry], given_shares: dict[Component, Decimal], share: Decimal, chance: Random
) -> None:
    mixed = list(found)
    chance.shuffle(mixed)
    assert sheet(mixed, given_shares, share) == sheet(found, given_shares, share)


@given(entries, shares, restored)
def test_no_component_is_above_its_weight_or_below_0_and_no_total_above_100(
    found: list[Entry], given_shares: dict[Component, Decimal], share: Decimal
) -> None:
    lines = sheet(found, given_shares, share)
    for line in lines:
        assert line.weight is not None
        assert line.points is not None
        assert Decimal(0) <= line.points <= line.weight
    assert Decimal(0) <= whole(lines) <= Decimal(100)


@given(entries, shares, restored, st.sampled_from(sorted(Component)), st.decimals(min_value=0, max_value=3, places=2))
def test_a_higher_component_never_lowers_a_total(
    found: list[Entry], given_shares: dict[Component, Decimal], share: Decimal, which: Component, more: Decimal
) -> None:
    lines = sheet(found, given_shares, share)
    higher = [replace(each, points=(each.points or 0) + more) if each.component is which else each for each in lines]
    assert whole(higher) >= whole(lines)
    assert whole(higher) == whole(lines) + more


@given(entries, shares, restored, st.data())
def test_a_better_rating_never_lowers_a_total(
    found: list[Entry], given_shares: dict[Component, Decimal], share: Decimal, data: st.DataObject
) -> None:
    which = data.draw(st.sampled_from(sorted(RATED)))
    better = given_shares | {which: data.draw(st.decimals(min_value=given_shares[which], max_value=100, places=2))}
    assert whole(sheet(found, better, share)) >= whole(sheet(found, given_shares, share))


@given(entries.filter(bool), shares, restored, st.data())
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


@given(entries, shares)
def test_restoring_more_never_lowers_a_total(found: list[Entry], given_shares: dict[Component, Decimal]) -> None:
    sums = [whole(sheet(found, given_shares, Decimal(share))) for share in ("0", "0.5", "1")]
    assert sums == sorted(sums)


@given(entries, shares, restored)
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
