"""核对码: the same row, the same code; another record or another content, another code."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.rules.sheet_check import bare, check_code, key_part, unmarked_words

TEXTS = st.text(max_size=30)


def test_a_code_is_short_enough_for_a_cell_and_has_two_parts() -> None:
    code = check_code("urgings", "monthly_check|2026-03|D001||0|1|1", ["proposed", 1, ""])
    assert code.count("-") == 1
    assert len(code) == 25
    assert code == code.upper()


@given(TEXTS, st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=4))
def test_the_first_part_names_the_record_and_not_its_content(key: str, state: list[str], other: list[str]) -> None:
    first, second = check_code("limits", key, state), check_code("limits", key, other)
    assert key_part(first) == key_part(second)
    assert (first == second) == (state == other)


def test_the_same_key_of_another_kind_is_another_record() -> None:
    assert key_part(check_code("limits", "2026/T001", [])) != key_part(check_code("targets", "2026/T001", []))


def test_the_parts_of_a_state_do_not_run_together() -> None:
    assert check_code("limits", "k", ["ab", "c"]) != check_code("limits", "k", ["a", "bc"])


def test_blanks_and_small_letters_do_no_harm() -> None:
    code = check_code("limits", "k", [])
    assert bare(f" {code.lower()[:4]} {code.lower()[4:]}\n") == code


def test_half_of_a_character_has_a_code_too() -> None:
    assert check_code("limits", "\ud800", ["\udfff"])


def test_a_row_without_its_code_is_asked_about_with_what_changes_and_what_is_filled_in() -> None:
    assert unmarked_words("路", [("数量", 3, 4), ("说明", "", "完工")]) == (
        "是空的，按编号、名称认作“路”：数量由“3”改为“4”；说明填为“完工”。核对无误的，导入时加 --match-rows"
    )
