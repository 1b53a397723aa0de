"""The pace of a line of a target or leaf on a day, by what it asks and what was last reported of it (A22)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.target.leaves import Paces, amount_of, pace_of_line, paces_of_lines
from models.rules.target.amount import Amount, Direction

if TYPE_CHECKING:
    from tests.conftest import Acting

LINE: dict[str, Any] = {
    "year": 2026, "requirement": "建成100公里", "quantity": Decimal(100), "unit": "公里", "deadline": None,
    "issued_on": date(2026, 7, 1), "management": None, "done": None, "progress": None,
}  # fmt: skip
MIDDLE, YELLOW = date(2026, 7, 1), Fraction(4, 5)


@pytest.mark.parametrize(
    ("values", "colour"),
    [
        ({}, "grey"),
        ({"progress": Decimal(50)}, "green"),
        ({"progress": Decimal(45)}, "yellow"),
        ({"progress": Decimal(39)}, "red"),
        ({"progress": Decimal(10), "done": Decimal(60)}, "green"),
        ({"progress": Decimal(1), "management": "dynamic"}, "green"),
        ({"progress": Decimal(60), "deadline": date(2026, 7, 31)}, "red"),
        ({"progress": Decimal(90), "done": Decimal(101), "requirement": "控制在100公里以内"}, "red"),
        ({"progress": Decimal(10), "done": Decimal(90), "direction": "not_more"}, "green"),
    ],
)
def test_a22_the_colour_follows_the_report_the_time_and_what_is_asked(values: dict[str, Any], colour: str) -> None:
    assert pace_of_line(LINE | values, MIDDLE, YELLOW) == colour


@pytest.mark.parametrize(
    ("values", "amount"),
    [
        ({"quantity": None}, None),
        ({"unit": None}, Amount(Decimal(100))),
        ({"direction": "equal"}, Amount(Decimal(100), "公里", Direction.EQUAL)),
        ({"requirement": None}, Amount(Decimal(100), "公里")),
    ],
)
def test_the_amount_of_a_row(values: dict[str, Any], amount: Amount | None) -> None:
    assert amount_of(LINE | values) == amount


def test_a22_the_yellow_of_sheets_is_that_of_the_agency(march: Acting) -> None:
    march.do("set_policy", key="pace_yellow", value="95%", basis="5号")
    row = SimpleNamespace(_asdict=lambda: LINE | {"progress": Decimal(45)})
    with begin() as session:
        assert paces_of_lines(session, [[row], []], MIDDLE) == [["红"], []]


@pytest.mark.parametrize(
    ("leaf", "colour"),
    [
        ({"deadline": date(2026, 9, 30), "progress": Decimal(60), "direction": "not_less"}, "yellow"),
        ({"deadline": date(2026, 7, 31), "progress": Decimal(60), "direction": "not_less"}, "red"),
        ({"deadline": date(2026, 12, 31), "progress": None, "direction": None, "quantity": None}, "grey"),
        ({"deadline": None, "progress": None, "direction": None}, None),
    ],
)
def test_a22_a_leaf_has_the_colour_of_its_own_report_and_date(leaf: dict[str, Any], colour: str | None) -> None:
    row = LINE | {"issued_on": date(2026, 6, 1), "progress": Decimal(99)}
    assert Paces(MIDDLE, YELLOW, {}, {}).of_leaf(row, leaf) == colour


@pytest.mark.parametrize(("reported", "colour"), [("2026-03", None), (None, "grey")])
def test_4_7_a_report_that_is_withheld_has_no_colour(reported: str | None, colour: str | None) -> None:
    row = LINE | {"code": "T001", "reported_for": reported}
    assert Paces(MIDDLE, YELLOW, {}, {}).of(row) == colour
