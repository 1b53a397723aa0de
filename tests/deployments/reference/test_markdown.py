"""Markdown made of values: cells that do not break a table, code, fences and pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deployments.reference.markdown import NONE, cell, code, fence, page, prose, table


@pytest.mark.parametrize(
    ("value", "shown"),
    [("", NONE), ("a", "a"), ("a|b", "a\\|b"), ("**a**", "\\*\\*a\\*\\*"), ("a\nb", "a b"), (7, "7"), (None, "None")],
)
def test_a_cell_is_one_line_without_marks(value: object, shown: str) -> None:
    assert cell(value) == shown


@pytest.mark.parametrize(("value", "shown"), [("", NONE), ("a|b", "`a|b`"), (0, "`0`"), (False, "`False`")])
def test_code_is_in_backquotes_and_nothing_is_a_dash(value: object, shown: str) -> None:
    assert code(value) == shown


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), max_size=6))
def test_a_table_has_a_line_per_row_and_the_same_bars_in_each(rows: list[list[str]]) -> None:
    lines = table(("甲", "乙"), [[cell(value.replace("\r", "")) for value in row] for row in rows]).split("\n")
    bars = {line.replace("\\\\|", "").replace("\\|", "").count("|") for line in lines[:2]}
    assert bars == {3}
    assert lines[1] == "| --- | --- |"
    assert lines[-1] == ""


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (["a", ""], "| a | – |"),
        (["`a|b`", "c|d"], "| `a\\|b` | c\\|d |"),
        ([1, "*"], "| 1 | \\* |"),
        ([code(""), "x"], "| – | x |"),
    ],
)
def test_a_row_of_a_table(row: list[object], line: str) -> None:
    assert table(("甲", "乙"), [row]).splitlines()[2] == line


@pytest.mark.parametrize(
    ("text", "language", "block"),
    [
        ("mubiao", "sh", "```sh\nmubiao\n```\n"),
        ("{}\n\n", "json", "```json\n{}\n```\n"),
        ("  a", "text", "```text\n  a\n```\n"),
    ],
)
def test_a_block_of_code_keeps_its_indent_and_loses_empty_lines_at_its_end(
    text: str, language: str, block: str
) -> None:
    assert fence(text, language) == block


def test_a_page_has_one_empty_line_between_its_parts_and_one_line_end() -> None:
    assert page("名", "说明\n", "\n\n## 甲\n\n", "乙") == "# 名\n\n说明\n\n## 甲\n\n乙\n"
    assert page("名", "说明") == "# 名\n\n说明\n"


@pytest.mark.parametrize("name", ["acts", "commands", "cycles", "glossary", "settings", "sheets"])
def test_every_page_has_its_sentences(name: str) -> None:
    text = prose("pages", name)
    assert text == text.strip()
    assert text.endswith(("。", "：", "```", ")"))


def test_a_page_without_sentences_is_an_error() -> None:
    with pytest.raises(KeyError, match="nothing"):
        prose("pages", "nothing")
