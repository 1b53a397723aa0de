"""Results by property: their order follows their places, and no audience sees more than it may (1-9, 4.7, A45)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.score.component import Component
from models.rules.score.deduction import Deduction, Line
from models.rules.score.result import PARTS, PARTY, Readers, YearResult, in_order, seen_by
from models.rules.secrecy import WITHHELD

POINTS = st.decimals(0, 100, places=3)
LISTED = tuple(Deduction(f"2026/T00{n}/1", Decimal(-n)) for n in (1, 2, 3))
MARKED = {"2026/T001/1", "2026/T003/1"}


@st.composite
def years(draw: st.DrawFn) -> list[YearResult]:
    """Departments of two classes with their places; some have none."""
    found = draw(st.lists(st.tuples(st.none() | POINTS, st.none() | st.integers(1, 8)), max_size=8))
    return [
        YearResult(f"D{n:03d}", f"第{n}厅", total, unit_class=draw(st.sampled_from(["", "甲类"])), place=place)
        for n, (total, place) in enumerate(found)
    ]


def whole(*deductions: Deduction) -> YearResult:
    lines = [Line(one, Decimal(5), Decimal(4), basis=("均值80，5人",), lacks=("少1人",)) for one in Component]
    lines[0] = Line(Component.FUNCTIONAL, Decimal(50), Decimal(44), deductions)
    return YearResult("D001", "省教育厅", Decimal("76.5"), tuple(lines), unit_class="甲类", place=3, grade="二等奖")


@given(years(), st.randoms())
def test_results_are_in_the_same_order_however_they_come(results: list[YearResult], random: Random) -> None:
    shuffled = [*results]
    random.shuffle(shuffled)
    assert in_order(shuffled) == in_order(results)


@given(years())
def test_in_order_a_place_never_goes_down_within_a_class(results: list[YearResult]) -> None:
    ordered = in_order(results)
    assert sorted(each.code for each in ordered) == [each.code for each in results]
    for before, after in pairwise(ordered):
        assert before.unit_class <= after.unit_class
        if before.unit_class == after.unit_class and after.place is not None:
            assert before.place is not None
            assert before.place <= after.place


@pytest.mark.parametrize("audience", Readers)
def test_totals_places_and_grades_are_the_same_for_every_audience(audience: Readers) -> None:
    [seen] = seen_by([whole(*LISTED)], audience, lambda _: True)
    assert replace(seen, lines=()) == replace(whole(), lines=())


@pytest.mark.parametrize("audience", [each for each in Readers if each is not Readers.PERSONNEL])
def test_the_points_of_every_component_are_the_same_for_who_sees_them(audience: Readers) -> None:
    [seen] = seen_by([whole(*LISTED)], audience, lambda _: True)
    assert [(line.component, line.weight, line.points) for line in seen.lines] == [
        (line.component, line.weight, line.points) for line in whole().lines
    ]
    for part in PARTS.values():
        assert seen.part(part) == whole().part(part)


@pytest.mark.parametrize("audience", Readers)
def test_what_a_rating_lacks_is_told_to_no_audience(audience: Readers) -> None:
    [seen] = seen_by([whole(*LISTED)], audience, lambda _: False)
    assert [line.lacks for line in seen.lines if line.lacks] == []


@given(st.sets(st.sampled_from([each.entry for each in LISTED])))
def test_4_7_no_marked_entry_is_named_and_every_other_one_is(marked: set[str]) -> None:
    [seen] = seen_by([whole(*LISTED)], Readers.DEPARTMENT, marked.__contains__)
    entries = [each.entry for each in seen.lines[0].deductions]
    assert entries == [WITHHELD if each.entry in marked else each.entry for each in LISTED]
    assert [each.taken for each in seen.lines[0].deductions] == [each.taken for each in LISTED]


def test_4_7_the_limit_of_a_marked_target_does_not_show_its_weight() -> None:
    limited = Deduction("2026/T001/1", Decimal(-9), Decimal("2.5"))
    [seen] = seen_by([whole(limited)], Readers.DEPARTMENT, MARKED.__contains__)
    assert seen.lines[0].deductions == (Deduction(WITHHELD, Decimal("-2.5")),)


def test_4_7_a_marked_entry_that_takes_nothing_still_takes_nothing() -> None:
    [seen] = seen_by([whole(Deduction("2026/T001/1", Decimal(0)))], Readers.DEPARTMENT, MARKED.__contains__)
    assert seen.lines[0].deductions[0].taken == 0


def test_what_an_audience_sees_is_a_copy_and_the_results_stay_as_they_were() -> None:
    results = [whole(*LISTED)]
    for audience in Readers:
        seen_by(results, audience, lambda _: True)
    assert results == [whole(*LISTED)]


def test_8_1_the_three_parts_have_one_five_and_three_components() -> None:
    assert {name: len(part) for name, part in PARTS.items()} == {"职能绩效": 1, "机关党建": 5, "机关管理": 3}
    assert {one.label for one in PARTY} == {"思想建设", "组织建设", "党风廉政建设", "队伍建设", "同步小康驻村"}


def test_a_part_of_which_nothing_is_seen_is_nought_not_an_error() -> None:
    assert replace(whole(), lines=()).part(PARTY) == 0


@given(st.lists(POINTS, min_size=len(Component), max_size=len(Component)))
def test_the_parts_sum_to_the_points_of_all_lines(points: list[Decimal]) -> None:
    lines = tuple(Line(one, Decimal(100), given) for one, given in zip(Component, points, strict=True))
    result = replace(whole(), lines=lines)
    assert sum(result.part(part) or 0 for part in PARTS.values()) == sum(points)
