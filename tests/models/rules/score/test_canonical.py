"""The text of a score sheet: the same sheet has the same bytes, whatever the order in which it was computed."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.rules.score.canonical import canonical_sheet, digest_of, exact, lines_of
from models.rules.score.component import Component, Deduction, Line, deducted_line, total

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


NUMBERS = st.decimals(min_value=0, max_value=100, places=3)
LINES = st.lists(
    st.builds(
        Line,
        st.sampled_from(list(Component)),
        NUMBERS,
        NUMBERS,
        basis=st.lists(st.text(max_size=8), max_size=2).map(tuple),
    ),
    unique_by=lambda line: line.component,
    max_size=9,
)


def text_of_properties(lines: list[Line], code: str = "SJYT", year: int = 2026, cut_off: date = DAY) -> str:
    return canonical_sheet(code, year, cut_off, lines)


@given(LINES)
def test_the_text_is_written_again_from_what_it_says(lines: list[Line]) -> None:
    text = text_of_properties(lines)
    assert json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text


@given(LINES)
def test_the_total_in_the_text_is_the_sum_of_its_lines(lines: list[Line]) -> None:
    sheet = json.loads(text_of_properties(lines))
    assert Decimal(sheet["total"]) == sum((Decimal(line["points"]) for line in sheet["lines"]), Decimal(0))
    assert sheet["total"] == exact(total(lines))


@given(LINES, st.randoms(use_true_random=False))
def test_lines_in_any_order_give_the_same_digest(lines: list[Line], random: object) -> None:
    turned = sorted(lines, key=lambda line: hash((str(random), line.component)))
    assert digest_of(text_of_properties(turned)) == digest_of(text_of_properties(lines))


@given(LINES, NUMBERS)
def test_another_number_gives_another_digest(lines: list[Line], other: Decimal) -> None:
    assume(lines)
    assume(lines[0].points != other)
    first = lines[0]
    changed = Line(first.component, first.weight, other, basis=first.basis)
    assert digest_of(text_of_properties([changed, *lines[1:]])) != digest_of(text_of_properties(lines))


@given(LINES)
def test_department_year_and_cut_off_day_are_part_of_the_text(lines: list[Line]) -> None:
    texts = {
        text_of_properties(lines),
        text_of_properties(lines, code="GZJT"),
        text_of_properties(lines, year=2027),
        text_of_properties(lines, cut_off=date(2027, 2, 27)),
    }
    assert len(texts) == 4


@given(st.text(max_size=40))
def test_a_digest_is_sha_256_in_small_hexadecimal_digits(text: str) -> None:
    digest = digest_of(text)
    assert digest == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert len(digest) == 64
    assert set(digest) <= set("0123456789abcdef")


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=6))
def test_a_number_is_written_without_exponent_and_without_zeros_at_its_end(number: Decimal) -> None:
    said = str(exact(number))
    assert Decimal(said) == number
    assert "E" not in said
    assert not ("." in said and said.endswith(("0", ".")))
    assert said != "-0"


@pytest.mark.parametrize("size", ["1E-9", "0.000000001", "1.0E-9"])
def test_a_very_small_number_keeps_its_digits_in_one_spelling(size: str) -> None:
    assert exact(Decimal(size)) == "0.000000001"


@given(st.lists(st.decimals(min_value=-3, max_value=0, places=2), min_size=1, max_size=5, unique=True))
def test_entries_stand_in_the_order_of_their_keys(sizes: list[Decimal]) -> None:
    found = [Deduction(f"2026/T{9 - n}/1", size) for n, size in enumerate(sizes)]
    line = Line(Component.TEAM, Decimal(50), Decimal(40), tuple(found))
    keys = [each["entry"] for each in json.loads(text_of_properties([line]))["lines"][0]["entries"]]
    assert keys == sorted(keys)


def test_a_sheet_without_a_total_says_null_and_not_zero() -> None:
    unset = deducted_line(Component.TEAM, None, [])
    full = Line(Component.LEADERS, Decimal(3), Decimal(2))
    sheet = json.loads(text_of_properties([unset, full]))
    assert (sheet["total"], sheet["lines"][0]["points"], sheet["lines"][0]["weight"]) == (None, None, None)


def test_chinese_stands_in_the_text_as_it_is_written() -> None:
    text = text_of_properties([Line(Component.LEADERS, Decimal(3), Decimal(2), basis=("平均90.00，3人评价",))])
    assert "平均90.00，3人评价" in text
    assert "\\u" not in text


def test_the_order_of_reasons_is_kept() -> None:
    one, other = ("甲", "乙"), ("乙", "甲")
    texts = [
        text_of_properties([Line(Component.LEADERS, Decimal(3), Decimal(2), basis=basis)]) for basis in (one, other)
    ]
    assert texts[0] != texts[1]
