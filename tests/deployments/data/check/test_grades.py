"""The program for outsiders ranks within classes, and grades by quotas, ties and their decisions (1-2.19, A45)."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from deployments.data.check.grades import check_corrected, check_individuals, standings

if TYPE_CHECKING:
    from deployments.data.check.records import Rows

QUOTAS = [{"class": "甲类", "shares": [["一等奖", "25"], ["二等奖", "50"]], "rest": "三等奖"}]
TOTALS = {"A": "99", "B": "98", "C": "97.5", "D": "90", "E": "80"}


def policy(key: str, value: Any, version: int = 1) -> dict[str, Any]:
    return {f"{key}|{version}": {"key": key, "version": version, "value": value, "valid_from": "2026-01-01"}}


def rows(**more: Any) -> Rows:
    classes = {code: {"department_id": code, "year": 2025, "serial": 1, "name": "甲类"} for code in "ABCD"}
    classes |= {"E": {"department_id": "E", "year": 2026, "serial": 1, "name": "乙类"}}
    found: Rows = defaultdict(dict, unit_class=classes)
    found["policy"] = policy("unit_classes", ["甲类", "乙类"]) | policy("grade_quotas", QUOTAS)
    found.update(more)
    return found


def graded(found: Rows, **totals: str) -> dict[str, Any]:
    values: dict[str, Fraction | None] = {code: Fraction(total) for code, total in (TOTALS | totals).items()}
    return {code: each[1:] for code, each in standings(found, values, 2026).items()}


def decided(**grades: str) -> dict[str, Any]:
    row = {"year": 2026, "serial": 1, "unit_class": "甲类", "value": "98", "grades": grades}
    return {"1": row, "2": row | {"serial": 2, "value": "97"}}


def test_places_and_grades_follow_the_totals_of_a_class() -> None:
    known = graded(rows())
    assert known["A"] == (1, "一等奖")
    assert (known["B"], known["C"], known["D"]) == ((2, "二等奖"), (3, "二等奖"), (4, "三等奖"))
    assert known["E"] == (1, None)  # no quotas of this class


def test_a_tie_across_an_edge_has_the_grades_of_its_decision() -> None:
    tie = {"A": "98", "B": "98"}
    assert graded(rows(), **tie)["A"] == (1, None)
    found = rows(tie_decision=decided(A="二等奖", B="一等奖"))
    assert (graded(found, **tie)["A"], graded(found, **tie)["B"]) == ((1, "二等奖"), (1, "一等奖"))
    assert graded(rows(tie_decision=decided(A="一等奖", B="一等奖")), **tie)["A"] == (1, None)
    assert graded(found, B="97.5")["B"] == (2, "二等奖")  # within one grade nothing is decided


def test_a_unit_without_grade_takes_no_place_and_without_settings_there_are_none() -> None:
    without = {"1": {"department_id": "A", "year": 2026, "state": "recorded"}}
    known = graded(rows(ungraded=without))
    assert (known["A"], known["B"], known["D"]) == ((None, None), (1, "二等奖"), (3, "三等奖"))
    assert set(graded(rows(policy={})).values()) == {(None, None)}


@pytest.mark.parametrize(
    ("more", "since", "is_named"),
    [
        ({}, "2027-03-01", False),
        ({"reached": 7}, "2027-03-01", True),
        ({"excellent": 3, "reached": 7}, "2027-03-01", True),
        ({"excellent": 3, "reached": 7}, "2027-03-10", False),  # before the grade was approved
    ],
)
def test_individuals_are_all_people_and_within_the_ratio(more: dict[str, int], since: str, *, is_named: bool) -> None:
    row = {"department_id": "A", "year": 2026, "serial": 1, "people": 10, "excellent": 2, "reached": 8}
    row |= {"not_reached": 0, "recorded_on": "2027-03-09", **more}
    found = rows(individuals={"1": row}, policy=policy("individual_ratios", [["一等奖", "25"]]))
    assert bool(list(check_individuals(found, {"A": {"grade": "一等奖"}}, since, 2026))) == is_named


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({}, []),
        ({"grade": "不获奖"}, []),
        ({"grade": "优秀"}, ["A：更正的等次“优秀”不是其类别的等次。"]),
        ({"place": 2}, ["A：更正不改类别和位次，却与审定时的不同。"]),
    ],
)
def test_a_correction_changes_the_grade_alone_within_the_ladder(more: dict[str, Any], named: list[str]) -> None:
    first = {"unit_class": "甲类", "place": 1, "grade": "一等奖"}
    assert list(check_corrected(rows(), "A", first | more, first, 2026)) == named
