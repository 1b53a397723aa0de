"""Results of a year: places by class on the exact value, and what each audience may see (1-9, 4.7, A45)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.score.component import RATED, Component, Deduction, Line
from models.rules.score.result import PARTS, PARTY, Readers, YearResult, in_order, seen_by
from models.rules.secrecy import WITHHELD

TAKEN = (Deduction("2026/T001/1", Decimal(-2)), Deduction("2026/T002/1", Decimal(-3), Decimal(1)))
FUNCTIONAL = Line(Component.FUNCTIONAL, Decimal(50), Decimal(47), TAKEN)
LEADERS = Line(Component.LEADERS, Decimal(3), Decimal("2.5"), lacks=("少1人",), basis=("均值83.33，5人",))
WHOLE = YearResult("D001", "省教育厅", Decimal("49.5"), (FUNCTIONAL, LEADERS), grade="一等奖")


def result(code: str, total: str | None, unit_class: str = "") -> YearResult:
    return YearResult(code, code, None if total is None else Decimal(total), unit_class=unit_class)


def nothing_marked(_: str) -> bool:
    return False


def test_results_stand_by_class_place_and_code_those_without_a_place_last() -> None:
    results = [replace(result(code, None, name), place=place) for code, name, place in (
        ("a", "乙类", 1), ("b", "甲类", None), ("c", "甲类", 2), ("e", "甲类", 1), ("d", "甲类", 1),
    )]  # fmt: skip
    assert [each.code for each in in_order(results)] == ["a", "d", "e", "c", "b"]


def test_a_part_is_the_sum_of_its_components_and_not_set_while_one_of_them_is() -> None:
    assert WHOLE.part(PARTS["职能绩效"]) == Decimal(47)
    assert WHOLE.part({Component.FUNCTIONAL, Component.LEADERS}) == Decimal("49.5")
    unset = replace(WHOLE, lines=(FUNCTIONAL, replace(LEADERS, points=None)))
    assert unset.part({Component.FUNCTIONAL, Component.LEADERS}) is None
    assert unset.part({Component.FUNCTIONAL}) == Decimal(47)


def test_the_three_parts_are_all_components_once() -> None:
    assert sorted(each for part in PARTS.values() for each in part) == sorted(Component)
    assert PARTS["机关管理"] == RATED


@pytest.mark.parametrize("audience", [Readers.ALL, Readers.MEMBERS])
def test_others_see_the_points_and_nothing_of_what_they_were_made_of(audience: Readers) -> None:
    [seen] = seen_by([WHOLE], audience, nothing_marked)
    assert [(line.component, line.points) for line in seen.lines] == [
        (Component.FUNCTIONAL, Decimal(47)),
        (Component.LEADERS, Decimal("2.5")),
    ]
    assert [(line.deductions, line.basis, line.lacks) for line in seen.lines] == [((), (), ())] * 2
    assert seen.total == WHOLE.total


def test_the_personnel_bodies_see_total_place_and_grade_only() -> None:
    [seen] = seen_by([WHOLE], Readers.PERSONNEL, nothing_marked)
    assert seen == replace(WHOLE, lines=())


def test_a_department_sees_what_its_points_were_made_of() -> None:
    [seen] = seen_by([WHOLE], Readers.DEPARTMENT, nothing_marked)
    assert seen.lines == (FUNCTIONAL, replace(LEADERS, lacks=()))


def test_of_a_marked_entry_a_department_sees_the_points_alone() -> None:
    [seen] = seen_by([WHOLE], Readers.DEPARTMENT, lambda entry: entry == "2026/T002/1")
    one, marked = seen.lines[0].deductions
    assert (one, marked.entry, marked.taken, marked.limit) == (TAKEN[0], WITHHELD, Decimal(1), None)
    assert seen.lines[0].at_floor == FUNCTIONAL.at_floor


def test_of_a_marked_entry_without_points_nothing_is_invented() -> None:
    unset = replace(WHOLE, lines=(replace(FUNCTIONAL, points=None, deductions=(Deduction("x", None),)),))
    [seen] = seen_by([unset], Readers.DEPARTMENT, lambda _: True)
    assert (seen.lines[0].deductions[0].taken, seen.lines[0].points) == (None, None)


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
