"""What a year left to the next one, in words, and from which day it is shown (1-4)."""

from __future__ import annotations

from datetime import date

import pytest

from models.rules.left_over import Left, LeftOver, left_in_words, year_before


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (("T1",), "整改未完成1项（T1）"),
        (("T1", "T2", "T3"), "整改未完成3项（T1、T2、T3）"),
        (("T1", "T2", "T3", "T4"), "整改未完成4项（T1、T2、T3等）"),
    ],
)
def test_the_first_three_codes_are_named(codes: tuple[str, ...], words: str) -> None:
    assert Left("D001", "第001厅", LeftOver.UNREMEDIED, codes).words == words


def test_what_a_department_left_is_one_sentence() -> None:
    found = [Left("D001", "第001厅", kind, ("T1",)) for kind in LeftOver]
    assert left_in_words(found) == "整改未完成1项（T1），两次以上列入负面清单1项（T1），跨年度目标1项（T1）"
    assert left_in_words([]) == ""


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2027, 1, 31), None),
        (date(2027, 2, 1), 2026),
        (date(2027, 12, 31), 2026),
        (date(2026, 11, 15), None),  # from November the lists of 2027 are watched: 2026 is not over
    ],
)
def test_the_year_before_is_named_from_1_february(day: date, before: int | None) -> None:
    assert year_before(2027, day) == before
