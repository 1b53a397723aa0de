"""The input of 省领导评价: a leader, a year, and what he gave each department (2.15)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.leader_rating import LeaderSheetGiven, LeaderSheetWithdrawn, RatingRow

GIVEN: dict[str, Any] = {"rated_by": "张 平", "year": 2026, "ratings": [{"department": "D001", "mark": "88"}]}


def test_a_leader_has_one_spelling_and_each_department_its_mark() -> None:
    given = LeaderSheetGiven(**GIVEN)
    assert (given.rated_by, given.ratings[0].department, given.ratings[0].mark) == ("张平", "D001", "88")


@pytest.mark.parametrize(
    "wrong", [{"rated_by": " "}, {"year": 1999}, {"year": "今年"}, {"ratings": [{"department": "D001", "mark": " "}]}]
)
def test_without_leader_year_or_mark_it_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        LeaderSheetGiven(**GIVEN | wrong)


def test_a_row_may_be_without_a_mark_and_a_withdrawal_has_a_reason() -> None:
    assert RatingRow(rated_by="张平", year=2026, department="D001").mark == ""
    with pytest.raises(ValidationError):
        LeaderSheetWithdrawn(rated_by="张平", year=2026, reason="")


def test_4_7_the_json_of_which_a_request_has_its_digest_has_no_mark() -> None:
    given = LeaderSheetGiven(**GIVEN)
    assert given.model_dump(mode="json")["ratings"] == [{"department": "D001", "mark": ""}]
    assert given.model_dump()["ratings"] == ({"department": "D001", "mark": "88"},)
