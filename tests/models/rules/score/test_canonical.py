"""The text of a score sheet: the same sheet has the same bytes, whatever the order in which it was computed."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.score.canonical import canonical_sheet, digest_of, exact, lines_of
from models.rules.score.component import Component
from models.rules.score.deduction import Deduction, Line, deducted_line

DAY = date(2027, 2, 26)
ENTRIES = (Deduction("2026/T1/1", Decimal("-1.50")), Deduction("2026/T2/1", Decimal(-2), Decimal("1.0")))
FUNCTIONAL = deducted_line(Component.FUNCTIONAL, Decimal(50), ENTRIES)
LEADERS = Line(Component.LEADERS, Decimal(3), Decimal(8) / 3, basis=("平均88.89，3人评价",))


def text_of(*lines: Line, code: str = "SJYT") -> str:
    return canonical_sheet(code, 2026, DAY, lines)


def test_a_sheet_says_each_line_and_what_made_it_so() -> None:
    sheet = json.loads(text_of(FUNCTIONAL, LEADERS))
    assert (sheet["department"], sheet["year"], sheet["cut_off"]) == ("SJYT", 2026, "2027-02-26")
    assert sheet["lines"][0] == {
        "component": "functional",
        "weight": "50",
        "points": "47.5",
        "at_floor": False,
        "entries": [
            {"entry": "2026/T1/1", "points": "-1.5", "limit": None, "taken": "1.5"},
            {"entry": "2026/T2/1", "points": "-2", "limit": "1", "taken": "1"},
        ],
        "basis": [],
    }
    assert sheet["lines"][1]["basis"] == ["平均88.89，3人评价"]


def test_points_are_exact_and_a_line_at_its_floor_says_so() -> None:
    floor = deducted_line(Component.TEAM, Decimal(1), ENTRIES)
    lines = json.loads(text_of(LEADERS, floor))["lines"]
    assert (lines[0]["at_floor"], lines[0]["points"]) == (True, "0")
    assert Decimal(lines[1]["points"]) == Decimal(8) / 3


def test_the_text_has_sorted_keys_and_no_blanks() -> None:
    text = text_of(FUNCTIONAL)
    assert text.startswith('{"cut_off":"2027-02-26","department":"SJYT","lines":[{"at_floor":false,"basis":[]')
    assert ": " not in text


@given(st.permutations([*ENTRIES, Deduction("2026/T3/2", Decimal(0))]), st.booleans())
def test_the_order_of_lines_and_entries_changes_nothing(entries: list[Deduction], turned: bool) -> None:  # noqa: FBT001
    line = deducted_line(Component.FUNCTIONAL, Decimal(50), entries)
    same = Line(line.component, line.weight, line.points, tuple(entries))
    lines = (LEADERS, same) if turned else (same, LEADERS)
    expected = deducted_line(Component.FUNCTIONAL, Decimal(50), sorted(entries, key=lambda each: each.entry))
    assert text_of(*lines) == text_of(expected, LEADERS)


@given(st.decimals(min_value=-50, max_value=100, places=4), st.integers(min_value=0, max_value=6))
def test_the_spelling_of_a_number_changes_nothing(number: Decimal, zeros: int) -> None:
    spelled = number.quantize(Decimal(1).scaleb(-4 - zeros))
    assert exact(spelled) == exact(number)
    assert Decimal(str(exact(number))) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [(Decimal("0.00"), "0"), (Decimal("-0"), "0"), (Decimal("1E+1"), "10"), (Decimal("2.50"), "2.5"), (None, None)],
)
def test_a_number_has_all_its_digits_and_no_others(number: Decimal | None, text: str | None) -> None:
    assert exact(number) == text


def test_another_sheet_has_other_bytes() -> None:
    assert len({text_of(FUNCTIONAL), text_of(LEADERS), text_of(FUNCTIONAL, code="GZJT")}) == 3


def test_the_digest_is_that_of_the_bytes() -> None:
    assert digest_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("lines", [(FUNCTIONAL, LEADERS), (LEADERS,), (deducted_line(Component.TEAM, None, ()),)])
def test_the_lines_are_read_back_from_the_text(lines: tuple[Line, ...]) -> None:
    text = text_of(*lines)
    assert text_of(*lines_of(text)) == text
    assert {line.component for line in lines_of(text)} == {line.component for line in lines}
