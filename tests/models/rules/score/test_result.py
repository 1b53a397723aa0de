"""Results of a year: places by class on the exact value, and what each audience may see (1-9, 4.7, A45)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from models.rules.score.component import RATED, Component
from models.rules.score.deduction import Deduction, Line
from models.rules.score.result import PARTS, Readers, YearResult, in_order, seen_by
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
