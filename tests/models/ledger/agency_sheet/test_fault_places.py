"""A refusal stands at the cell of the field that it names, in the rows that it is about."""

from __future__ import annotations

import pytest

from models.intake.leader_rating import RatingRow
from models.ledger.agency_sheet.fault_places import column_of, column_of_fault, places_of
from models.ledger.agency_sheet.leader_ratings import LEADER_RATINGS
from models.rules.errors import FieldRefused, Refused

ROWS = [RatingRow(rated_by="张平", year=2026, department=code, mark="85") for code in ("D001", "D002", "D003")]


@pytest.mark.parametrize(
    ("refused", "title"),
    [
        (FieldRefused("不在量表内。", "mark"), "评价"),
        (FieldRefused("须附原件。", "evidence"), "评价表原件"),
        (FieldRefused("没有这一列。", "reason"), "评价日期"),
        (Refused("已录入。"), "评价日期"),
    ],
)
def test_a_refusal_stands_at_its_column_or_at_the_first_to_fill_in(refused: Refused, title: str) -> None:
    assert column_of(LEADER_RATINGS, refused) == title


def test_a_refusal_stands_in_the_rows_of_its_departments_or_in_the_first() -> None:
    assert places_of(FieldRefused("不在量表内。", "mark", ("D003", "D002")), ROWS) == [1, 2]
    assert places_of(FieldRefused("没有评价。", "mark"), ROWS) == [0]
    assert places_of(Refused("已录入。"), ROWS) == [0]


def test_a_fault_without_a_field_stands_at_the_column_that_it_asks_for() -> None:
    assert column_of_fault(LEADER_RATINGS, "mark", "不能为空") == "评价"
    assert column_of_fault(LEADER_RATINGS, "", "须写明评价日期或评价表原件") == "评价日期"
    assert column_of_fault(LEADER_RATINGS, "", "不能这样填") == "省领导"
