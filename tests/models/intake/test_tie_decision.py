"""The input of a decision on a tie: two departments at least, each with its grade, and the paper (A45)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.tie_decision import TieDecided

TWO = [{"department": "D001", "grade": "一等奖"}, {"department": "D002", "grade": "二等奖"}]
GIVEN: dict[str, Any] = {
    "year": 2026, "grades": TWO, "reason": "会议决定", "number": "黔目标〔2027〕2号", "dated": "2027-01-18",
    "evidence": ["纪要.pdf"],
}  # fmt: skip


def test_each_of_the_tied_has_its_grade() -> None:
    assert [(each.department, each.grade) for each in TieDecided(**GIVEN).grades] == [
        ("D001", "一等奖"),
        ("D002", "二等奖"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [{"grades": TWO[:1]}, {"grades": []}, {"reason": " "}, {"number": ""}, {"dated": ""}, {"evidence": []}],
)
def test_one_department_alone_or_without_a_paper_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TieDecided(**GIVEN | wrong)


@pytest.mark.parametrize("field", sorted(GIVEN))
def test_no_field_may_lack(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        TieDecided(**{name: value for name, value in GIVEN.items() if name != field})


@pytest.mark.parametrize(
    "wrong", [{"department": ""}, {"grade": " "}, {"grade": None}, {"reason": "其他"}, {"score": 1}]
)
def test_each_of_the_tied_has_a_name_and_a_grade_and_no_more(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TieDecided(**GIVEN | {"grades": [TWO[0], TWO[1] | wrong]})


def test_spaces_around_names_and_grades_are_none() -> None:
    spaced = [{"department": " D001 ", "grade": "一等奖\t"}, TWO[1]]
    assert TieDecided(**GIVEN | {"grades": spaced}).grades == TieDecided(**GIVEN).grades
