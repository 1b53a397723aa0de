"""The points of a line follow from its derivation alone; and it has one text (A37, A46)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.points import FREE, PointsTable, ScoredEntry, points_of
from models.rules.score.component import RATED, Component, Deduction, Given, Line, deducted_line, given_line
from models.rules.score.derivation import Derivation, EntryDerivation, given_of, taken_by
from models.rules.score.innovation import carried
from models.rules.score.leaders import LeaderScale, leaders_line
from models.rules.score.written import as_data, written
from models.rules.states import EntryState
from models.rules.states.negative_list import UNCONFIRMED

F = Component.FUNCTIONAL
DAY = date(2026, 3, 10)
NEAR = Decimal("1e-20")
ENTRY = EntryDerivation(
    "2026/T001/1", "目标", "第001厅", EntryState.LISTED, "进度滞后", DAY, None, DAY, "现场", "2026-1", DAY, "王文", 1,
    key_project=False, points_version=1, restoring_version=None, made_good_on=None, size=Decimal(-2),
    restored=Decimal(0), points=Decimal(-2), limit=None, taken=Decimal(2),
)  # fmt: skip
sizes = st.none() | st.decimals(min_value=-60, max_value=0, places=2)
shares = st.none() | st.decimals(min_value=0, max_value=1, places=2)
limits = st.none() | st.decimals(min_value=0, max_value=50, places=1)
states = st.sampled_from(sorted(set(EntryState) - UNCONFIRMED))
entries = st.lists(st.tuples(st.uuids().map(str), states, sizes, shares, limits), max_size=6, unique_by=lambda e: e[0])


def points(state: EntryState, size: Decimal | None, share: Decimal | None) -> Decimal | None:
    return points_of(ScoredEntry(state, 1), None if size is None else PointsTable((size,)), share)


@given(entries, st.none() | st.decimals(min_value=0, max_value=50, places=2))
def test_the_points_of_entries_follow_from_their_derivation(
    found: list[tuple[str, EntryState, Decimal | None, Decimal | None, Decimal | None]], weight: Decimal | None
) -> None:
    line = deducted_line(
        F, weight, [Deduction(key, points(state, size, share), limit) for key, state, size, share, limit in found]
    )
    derived = tuple(
        ENTRY._replace(entry=key, state=state, size=size, limit=limit,
                restored=share if state is EntryState.MADE_GOOD else Decimal(0))
        for key, state, size, share, limit in found
    )  # fmt: skip
    assert [taken_by(each) for each in sorted(derived, key=lambda each: each.entry)] == [
        each.taken for each in line.deductions
    ]
    whole = Derivation(F, weight, line.points, line.at_floor, entries=derived, lacks=line.lacks)
    assert whole.recomputed == line.points


CARRIED = Decimal("4.5")


@given(marks=st.lists(st.decimals(min_value=0, max_value=100, places=2), min_size=3, max_size=9), carries=st.booleans())
def test_the_points_of_ratings_follow_from_their_mean_and_the_most(marks: list[Decimal], *, carries: bool) -> None:
    line = leaders_line(Decimal(3), [f"{each:f}" for each in marks], LeaderScale(Decimal(100)), 3)
    line = carried(line, CARRIED) if carries else line
    named = given_of(line)
    assert (named["number"], named["full"], named["carries"]) == (len(marks), Decimal(100), carries)
    found = Derivation(Component.LEADERS, line.weight, line.points, at_floor=False, **named).recomputed
    assert found is not None
    assert line.points is not None
    assert abs(found - line.points) < NEAR


def test_what_is_not_given_or_not_set_has_no_points_and_what_is_left_out_has_none_to_give() -> None:
    for component in RATED:
        assert Derivation(component, Decimal(3), None, at_floor=False).recomputed is None
        assert Derivation(component, None, None, at_floor=False).recomputed is None
        assert Derivation(component, Decimal(0), Decimal(0), at_floor=False).recomputed == Decimal(0)
    assert Derivation(F, Decimal(50), None, at_floor=False, lacks=("未设定",)).recomputed is None
    assert given_of(Line(Component.LEADERS, Decimal(3), None)) == {}


def test_a_given_line_keeps_its_numbers_and_a_carried_one_says_so() -> None:
    line = given_line(Component.SECOND_LEVEL, Decimal(3), (Decimal("87.5"), Decimal(100)), ["87.50"])
    assert line.given == Given(Decimal("87.5"), Decimal(100))
    assert given_of(line) == {"given": Decimal("87.5"), "full": Decimal(100), "number": None, "carries": False}
    assert given_of(carried(line, CARRIED))["carries"]
    assert carried(line, CARRIED).weight == CARRIED


@pytest.mark.parametrize("state", sorted(FREE))
def test_an_entry_that_was_withdrawn_takes_nothing(state: EntryState) -> None:
    assert taken_by(ENTRY._replace(state=state, size=None, restored=None)) == 0


def test_a_derivation_is_one_text_with_exact_numbers() -> None:
    line = Derivation(F, Decimal(50), Decimal("48.50"), at_floor=False, entries=(ENTRY,))
    assert written(line) == written(replace(line, points=Decimal("48.5")))
    data = as_data(line)
    assert (data["component"], data["weight"], data["points"]) == ("functional", "50", "48.5")
    assert (data["entries"][0]["found_on"], data["entries"][0]["state"]) == ("2026-03-10", "listed")
    assert json.loads(written(line)) == data
    with pytest.raises(TypeError, match="dataclass"):
        written(object())
