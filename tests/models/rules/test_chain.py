"""校验码: its written form, and parsing of the forms that people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.chain import Head, grouped, read_head, shortened
from models.rules.errors import Refused

CODE = "3f2a9c4177b01d2e" * 4
SHORT = "3f2a-9c41-77b0-1d2e"


def test_a_hash_is_written_in_groups_of_four() -> None:
    assert shortened(CODE) == SHORT
    assert grouped(CODE) == "-".join([SHORT] * 4)
    assert Head(1286, CODE[:16]).written == f"1286:{SHORT}"


@pytest.mark.parametrize(
    "text",
    [
        f"1286:{SHORT}",
        f" 1286：{SHORT.upper()} ",
        f"第1286块 {SHORT}",
        f"第1286块：{SHORT}",
        "1286 3f2a 9c41 77b0 1d2e",
        "1286:3f2a–9c41—77b0‑1d2e",
        "1286: 3f2a9c41\n77b01d2e",
    ],
)
def test_it_is_read_however_it_was_written_down(text: str) -> None:
    assert read_head(text) == Head(1286, CODE[:16])


@pytest.mark.parametrize("digits", [16, 64])
def test_the_short_form_and_the_full_hash_are_both_accepted(digits: int) -> None:
    assert read_head(f"1286:{grouped(CODE[:digits])}") == Head(1286, CODE[:digits])


@given(st.integers(0, 999_999_999), st.integers(16, 64), st.integers(min_value=0, max_value=16**64 - 1))
def test_the_written_form_is_parsed_back(height: int, length: int, value: int) -> None:
    head = Head(height, f"{value:064x}"[:length])
    assert read_head(head.written) == head


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1286",
        f"{SHORT}",
        f":{SHORT}",
        "1286:",
        "1286:3f2a-9c41",
        f"1286:{CODE[:15]}",
        f"1286:{CODE}0",
        f"-1:{SHORT}",
        f"x:{SHORT}",
        "1:g" * 9,
    ],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refused, match="如 1286:3f2a-9c41-77b0-1d2e"):
        read_head(text)


def test_a_block_is_identified_by_the_digits_written_down() -> None:
    assert Head(1, CODE).names(CODE)
    assert Head(1, CODE[:16]).names(CODE)
    assert not Head(1, "0" + CODE[1:16]).names(CODE)
