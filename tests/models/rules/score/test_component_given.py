"""A given component is its share of the weight; the year before is appraised until the end of June (A42, 2.19)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.score.component import FULL, Component, Line, given_line, read_mark, year_appraised

THREE = Decimal(3)
marks = st.decimals(min_value=0, max_value=100, places=2)


def line(mark: Decimal | str, weight: Decimal | None = THREE) -> Line:
    return given_line(Component.SECOND_LEVEL, weight, (Decimal(mark), FULL), ["文件"])


@pytest.mark.parametrize(("mark", "points"), [("0", "0"), ("87.5", "2.625"), ("100", "3")])
def test_a42_a_component_is_the_weight_times_its_mark_in_a_hundred(mark: str, points: str) -> None:
    assert (line(mark).points, line(mark).basis, line(mark).lacks) == (Decimal(points), ("文件",), ())


def test_without_a_weight_it_has_no_points() -> None:
    assert line("90", None).points is None


@given(marks, marks)
def test_a_higher_mark_never_gives_less_and_none_more_than_the_weight(one: Decimal, other: Decimal) -> None:
    lower, higher = (line(each).points for each in sorted((one, other)))
    assert lower is not None
    assert higher is not None
    assert 0 <= lower <= higher <= THREE


@pytest.mark.parametrize(
    ("raw", "mark"), [("87.5", "87.5"), (" 100 ", "100"), ("０", "0"), ("99.99", "99.99"), (88, "88"), (88.5, "88.5")]
)
def test_a_mark_is_read_as_people_write_it(raw: object, mark: str) -> None:
    assert read_mark(raw) == Decimal(mark)


@pytest.mark.parametrize("raw", ["", "100.01", "101", "-1", "87.555", "85%", "良好", "1e1", None, True])
def test_anything_else_is_no_mark(raw: object) -> None:
    with pytest.raises(ValueError, match="应为0至100的数，最多两位小数"):
        read_mark(raw)


@pytest.mark.parametrize(
    ("day", "year"), [("2027-01-11", 2026), ("2027-06-30", 2026), ("2027-07-01", 2027), ("2026-12-31", 2026)]
)
def test_2_19_the_year_before_is_appraised_until_june(day: str, year: int) -> None:
    assert year_appraised(date.fromisoformat(day)) == year


@given(marks, st.integers(min_value=1, max_value=40))
def test_a46_the_exact_points_are_the_division_itself(mark: Decimal, people: int) -> None:
    found = given_line(Component.LEADERS, THREE, (mark, people * FULL), [])
    assert found.points is not None
    assert found.exact == Fraction(3) * Fraction(mark) / (people * 100)
    assert abs(Fraction(found.points) - found.exact) < Fraction(1, 10**20)


def test_without_a_weight_nothing_is_exact() -> None:
    assert line("90", None).exact is None


@pytest.mark.parametrize("raw", ["8①", "8²", "⑧⑤", "8₅", "٨٥", "８½"])
def test_a_circled_raised_or_foreign_digit_is_no_mark(raw: str) -> None:
    with pytest.raises(ValueError, match="0至100"):
        read_mark(raw)


def test_a_wide_digit_is_a_mark() -> None:
    assert read_mark("８７．５") == Decimal("87.5")
