"""The program for outsiders ranks within classes, and grades by quotas, ties and their decisions (1-2.19, A45)."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from deployments.data.check.settled import check_row, standings

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
    ("more", "named"),
    [
        ({"grade": "不获奖"}, []),
        ({"place": 2}, ["得分表 A：更正不改类别和位次，却与审定时的不同。"]),
        ({"unit_class": "乙类"}, ["得分表 A：更正不改类别和位次，却与审定时的不同。"]),
        ({"total": 99}, ["得分表 A：与其校验码或合计不同。"]),
        ({"digest": "0"}, ["得分表 A：与其校验码或合计不同。"]),
    ],
)
def test_a_correction_changes_the_grade_alone(more: dict[str, Any], named: list[str]) -> None:
    content = '{"total": "98"}'
    first: dict[str, Any] = {"unit_class": "甲类", "place": 1, "grade": "一等奖", "content": content, "total": 98.0}
    first |= {"digest": sha256(content.encode()).hexdigest(), "state": "frozen"}
    assert list(check_row("A", first | more, first)) == named
