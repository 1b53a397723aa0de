"""Text of documents has no characters that a file cannot hold."""

from __future__ import annotations

import pytest

from notifications.documents.words import lines_of, plain


@pytest.mark.parametrize("odd", ["\x00", "\x08", "\x1b", "\ufffe", "\uffff", "\ud800"])
def test_forbidden_characters_are_removed(odd: str) -> None:
    assert plain(f"完成{odd}86公里") == "完成86公里"


def test_allowed_text_is_unchanged() -> None:
    assert plain("𠮷林：≥86%\t“已硬化”🙂") == "𠮷林：≥86%\t“已硬化”🙂"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\u2028", "\n \n"])
def test_every_kind_of_line_end_separates_lines(end: str) -> None:
    assert lines_of(f" 一、核实数量{end}二、核实质量\n") == ["一、核实数量", "二、核实质量"]
