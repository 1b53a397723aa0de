"""回复码 and 核对码: only the key that made a code reads it, and every changed character is found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.answer_code import LONGEST, AnswerCode, _bare, read_code, row_part

if TYPE_CHECKING:
    from collections.abc import Callable

KEY, OTHER = bytes(range(32)), bytes(32)
MARCH = AnswerCode("9f3c27d1a0b4e688", "monthly_check|2026-03|D001||0", 1, "D001")
texts = st.text(st.characters(codec="utf-8"), max_size=40)
codes = st.builds(AnswerCode, texts, texts, st.integers(1, 99), texts)


@given(codes, st.binary(min_size=32, max_size=32))
def test_a_code_says_what_it_is_for_with_its_key(code: AnswerCode, key: bytes) -> None:
    assert read_code(code.sealed(key), key) == code


@pytest.mark.parametrize(
    "write", [str.lower, lambda text: f" {text[:9]}\n{text[9:]} ", lambda text: f"{text[:20]}\u3000{text[20:]}"]
)
def test_blanks_and_small_letters_do_no_harm(write: Callable[[str], str]) -> None:
    assert read_code(write(MARCH.sealed(KEY)), KEY) == MARCH


@pytest.mark.parametrize("text", ["", "A", "回复码", "18", "=" * 8, "A" * 32, "A" * (LONGEST + 8)])
def test_what_was_never_a_code_is_none(text: str) -> None:
    assert read_code(text, KEY) is None


def test_a_code_of_another_key_is_none() -> None:
    assert read_code(MARCH.sealed(OTHER), KEY) is None


@given(st.integers(0, 200), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_changed_character_is_found(at: int, other: str) -> None:
    code = MARCH.sealed(KEY)
    at %= len(code) - 1  # the last one has bits that say nothing
    changed = code[:at] + other + code[at + 1 :]
    assert read_code(changed, KEY) == (MARCH if changed == code else None)


@pytest.mark.parametrize(
    "other",
    [{"installation": "x"}, {"obligation": "monthly_check|2026-04|D001||0"}, {"due_version": 2}, {"office": "D002"}],
)
def test_a_row_belongs_to_one_sheet_and_one_target(other: dict[str, Any]) -> None:
    row = MARCH.row_code(KEY, "2026/T001/1", ())
    assert row == MARCH.row_code(KEY, "2026/T001/1", ())
    assert row_part(row) != row_part(MARCH.row_code(KEY, "2026/T002/1", ()))
    assert row_part(row) != row_part(MARCH.row_code(OTHER, "2026/T001/1", ()))
    assert row_part(row) != row_part(replace(MARCH, **other).row_code(KEY, "2026/T001/1", ()))


@pytest.mark.parametrize("shown", [("建成 100公里",), ("建成\n100公里",), ("建成１００公里",), ("建成100公里 ",)])
def test_what_a_spreadsheet_does_to_a_grey_cell_is_no_change(shown: tuple[str, ...]) -> None:
    assert MARCH.row_code(KEY, "2026/T001/1", shown) == MARCH.row_code(KEY, "2026/T001/1", ("建成100公里",))


def test_a_changed_grey_cell_changes_the_code_but_not_the_row_it_names() -> None:
    before, after = (MARCH.row_code(KEY, "2026/T001/1", (text,)) for text in ("建成100公里", "建成10公里"))
    assert before != after
    assert row_part(before) == row_part(f" {after.lower()} ")


@given(st.text(st.sampled_from("甲ａ１ \t\n\x00\x1c\x85\u00a0\u200b\u2028\u3000\ufeffb") | st.characters()))
def test_what_a_spreadsheet_may_change_in_a_grey_cell_does_not_count(text: str) -> None:
    kept = [char for char in normalize("NFKC", text) if char.isprintable() and not char.isspace()]
    assert _bare(text) == "".join(kept)
