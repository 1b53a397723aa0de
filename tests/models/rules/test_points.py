"""负面清单记分: never above 0, for any table, state and restoring policy (1-2.23, A11)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.points import FREE, PointsTable, ScoredEntry, in_words, points_of, shown, total
from models.rules.states import EntryState

SIZES = st.lists(st.decimals(-100, 0, places=2), min_size=1, max_size=4).map(tuple)
TABLES = st.builds(PointsTable, SIZES, st.one_of(st.just(()), SIZES))
SHARES = st.decimals(0, 1, places=2)
ENTRIES = st.builds(ScoredEntry, st.sampled_from(EntryState), st.integers(1, 9), st.booleans())
TABLE = PointsTable((Decimal(-1), Decimal("-2.5")), (Decimal(-4),))
HALF = Decimal("0.5")


@given(ENTRIES, TABLES, SHARES)
def test_points_are_at_most_zero_and_at_least_the_size(entry: ScoredEntry, table: PointsTable, share: Decimal) -> None:
    points = points_of(entry, table, share)
    assert points is not None
    assert table.size(entry.time, key_project=entry.key_project) <= points <= 0
    assert not points.is_signed() or points != 0


@given(st.lists(ENTRIES), TABLES, SHARES)
def test_a_score_is_never_above_zero(entries: list[ScoredEntry], table: PointsTable, share: Decimal) -> None:
    score = total(points_of(entry, table, share) for entry in entries)
    assert score is not None
    assert score <= 0


@given(ENTRIES, TABLES, SHARES, SHARES)
def test_giving_more_back_never_costs_more(
    entry: ScoredEntry, table: PointsTable, one: Decimal, other: Decimal
) -> None:
    less, more = (points_of(entry, table, share) for share in sorted((one, other)))
    assert less is not None
    assert more is not None
    assert less <= more


@pytest.mark.parametrize(
    ("entry", "size"),
    [
        (ScoredEntry(EntryState.LISTED, 1), "-1"),
        (ScoredEntry(EntryState.LISTED, 2), "-2.5"),
        (ScoredEntry(EntryState.LISTED, 7), "-2.5"),
        (ScoredEntry(EntryState.LISTED, 1, key_project=True), "-4"),
        (ScoredEntry(EntryState.LISTED, 2, key_project=True), "-4"),
    ],
)
def test_the_size_follows_from_how_often_a_target_was_listed_and_its_kind(entry: ScoredEntry, size: str) -> None:
    assert points_of(entry, TABLE, None) == Decimal(size)


def test_key_projects_use_the_ordinary_sizes_by_default() -> None:
    table = PointsTable((Decimal(-1),))
    assert table.size(1, key_project=True) == Decimal(-1)


@pytest.mark.parametrize(
    ("state", "points"),
    [
        (EntryState.PROPOSED, "0"),
        (EntryState.LISTED, "-2.5"),
        (EntryState.REMEDYING, "-2.5"),
        (EntryState.MADE_GOOD, "-1.25"),
        (EntryState.DISMISSED, "0"),
        (EntryState.WITHDRAWN, "0"),
        (EntryState.CORRECTED, "0"),
    ],
)
def test_the_points_of_each_state_if_half_is_restored(state: EntryState, points: str) -> None:
    assert points_of(ScoredEntry(state, 2), TABLE, HALF) == Decimal(points)


@pytest.mark.parametrize("share", ["0", "1"])
def test_all_or_no_points_are_restored(share: str) -> None:
    assert points_of(ScoredEntry(EntryState.MADE_GOOD, 1), TABLE, Decimal(share)) == Decimal(share) - 1


@pytest.mark.parametrize("state", EntryState)
def test_without_a_table_only_free_states_are_computed(state: EntryState) -> None:
    assert points_of(ScoredEntry(state, 1), None, HALF) == (Decimal(0) if state in FREE else None)


def test_without_a_restoring_policy_only_made_good_entries_are_not_computed() -> None:
    assert points_of(ScoredEntry(EntryState.MADE_GOOD, 1), TABLE, None) is None
    assert points_of(ScoredEntry(EntryState.REMEDYING, 1), TABLE, None) == Decimal(-1)


@pytest.mark.parametrize("sizes", [(), (Decimal("0.01"),), (Decimal(-1), Decimal(1))])
def test_a_table_with_positive_points_raises(sizes: tuple[Decimal, ...]) -> None:
    with pytest.raises(ValueError, match="PointsTable"):
        PointsTable(sizes)


def test_key_projects_are_not_given_points_either() -> None:
    with pytest.raises(ValueError, match="PointsTable"):
        PointsTable((Decimal(-1),), (Decimal(1),))


def test_an_empty_sum_is_zero_and_a_sum_with_an_unset_value_is_unset() -> None:
    assert total([]) == Decimal(0)
    assert total([Decimal(-1), Decimal(0), Decimal("-0.5")]) == Decimal("-1.5")
    assert total([Decimal(-1), None]) is None


@pytest.mark.parametrize(
    ("number", "words"), [("-2.50", "-2.5"), ("-10", "-10"), ("0.00", "0"), ("-1E+1", "-10"), ("-0.25", "-0.25")]
)
def test_a_number_is_written_plainly(number: str, words: str) -> None:
    assert in_words(Decimal(number)) == words


def test_a_cell_shows_a_number_or_unset() -> None:
    assert (shown(Decimal(-2)), shown(None)) == (Decimal(-2), "未设定")


def test_the_sum_of_nothing_is_a_number_that_has_words() -> None:
    for points in ([], [Decimal(0)], [Decimal(-1), Decimal(1)]):
        result = total(points)
        assert result is not None
        assert in_words(result) == "0"


def test_a_size_that_is_restored_whole_leaves_a_zero_without_a_sign() -> None:
    points = points_of(ScoredEntry(EntryState.MADE_GOOD, 1), TABLE, Decimal(1))
    assert str(points) == "0"
    assert str(points_of(ScoredEntry(EntryState.MADE_GOOD, 2), TABLE, Decimal("1.00"))) == "0.000"
