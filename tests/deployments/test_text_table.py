"""Text tables: columns line up in a terminal, where Chinese characters are two columns wide."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deployments.text_table import SCREEN, split, table, width

CELLS = st.text("ab1厅，（🙂é", max_size=8)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("a", 1),
        ("7", 1),
        ("厅", 2),
        ("，", 2),
        ("（", 2),
        ("ａ", 2),
        ("🙂", 2),
        ("𠮷", 2),
        ("ｱ", 1),
        ("é", 1),
        ("2026年第一季度", 14),
        ("D001 省教育厅", 13),
    ],
)
def test_a_wide_character_takes_two_columns_and_another_one(text: str, columns: int) -> None:
    assert width(text) == columns


@given(left=CELLS, right=CELLS)
def test_the_width_of_two_texts_is_the_sum_of_both(left: str, right: str) -> None:
    assert width(left + right) == width(left) + width(right)
    assert len(left) <= width(left) <= 2 * len(left)


@given(rows=ROWS)
def test_every_column_begins_at_the_same_place(rows: list[tuple[str, str, str]]) -> None:
    lines = table(("编号", "部门", "名称"), [(*row[:2], f"|{row[2]}") for row in rows]).splitlines()
    starts = {width(line[: line.index("|")]) for line in lines[2:]}
    assert len(starts) <= 1
    assert len(lines) == len(rows) + 2


@given(rows=ROWS)
def test_no_line_ends_with_a_blank(rows: list[tuple[str, str, str]]) -> None:
    assert [line for line in table(("a", "b", "c"), rows).split("\n") if line != line.rstrip()] == []


@pytest.mark.parametrize(
    ("titles", "rows", "lines"),
    [
        (["编号"], [], ["编号", "----"]),
        (["a", "b"], [["", "x"]], ["a  b", "----", "   x"]),
        (["a", "b"], [["x", ""]], ["a  b", "----", "x"]),
        (["a"], [["很长的名称"]], ["a", "-", "很长的名称"]),
        (["名称", "n"], [["长", 1], ["更长的", 22]], ["名称    n", "---------", "长      1", "更长的  22"]),
    ],
)
def test_a_table_line_by_line(titles: list[str], rows: list[list[Any]], lines: list[str]) -> None:
    assert table(titles, rows).split("\n") == lines


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "None"), (0, "0"), (Decimal("-2.50"), "-2.50"), (date(2026, 4, 1), "2026-04-01"), (True, "True")],
)
def test_a_value_is_shown_as_its_text(value: object, shown: str) -> None:
    assert table(["值"], [[value]]).splitlines()[-1] == shown


@pytest.mark.parametrize("row", [["x"], ["x", "y", "z"]])
def test_a_row_of_another_length_is_an_error(row: list[str]) -> None:
    with pytest.raises((IndexError, ValueError)):
        table(["a", "b"], [row])


def test_what_a_person_wrote_begins_no_row_and_hides_nothing() -> None:
    lines = table(["事项", "状态"], [["甲\n乙  已办结", "待办\x1b[1A\u202e"]]).splitlines()
    assert lines[2:] == ["甲 乙  已办结  待办[1A"]


def test_rows_may_come_one_by_one() -> None:
    assert table(["a"], (["x"] for _ in range(3))).count("x") == 3


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("一二三四五六七八九", "一二三四…"), ("一二三四五", "一二三四五"), ("abcdefghijk", "abcdefghi…")],
)
def test_the_widest_column_is_cut_until_the_table_fits(cell: str, shown: str) -> None:
    lines = table(["A", "B"], [["2026-03-31", cell]], 22).splitlines()
    assert lines[2] == f"2026-03-31  {shown}"
    assert table(["A", "B"], [["2026-03-31", cell]]).splitlines()[2].endswith(cell)


LONG = "未运行，计划不会自动执行；请运行 mubiao up，并在一分钟以后再查一次"


def test_a_wrapped_cell_goes_on_below_and_nothing_is_lost() -> None:
    lines = table(["检查", "建议"], [["服务", LONG], ["计划", "正常"]], 30, wrapped=(1,)).splitlines()
    assert max(map(width, lines)) <= 30
    assert "".join(line.removeprefix("服务").lstrip() for line in lines[2:-1]).replace(" ", "") == LONG.replace(" ", "")
    assert lines[2].startswith("服务  未运行")
    assert [line[:6] for line in lines[3:-1]] == ["      "] * (len(lines) - 4)
    assert lines[-1] == "计划  正常"


@pytest.mark.parametrize("most", range(20, 60))
def test_an_option_keeps_its_value_also_in_chinese(most: int) -> None:
    words = "不要的：mubiao act leave_out_period --cycle 周期 --period 期间 --reason 原因；再查一次"
    lines = split(words, most)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    for option in ("--cycle 周期", "--period 期间", "--reason 原因；"):
        assert any(option in line for line in lines)


def test_a_wrapped_title_stands_above_the_line() -> None:
    assert table(["占申报完成"], [["1%"]], 6, wrapped=(0,)).splitlines() == ["占申报", "完成", "------", "1%"]


@given(rows=st.lists(st.tuples(*[st.text("ab1厅，", max_size=60)] * 9), max_size=4))
def test_a_table_is_never_wider_than_a_terminal(rows: list[tuple[str, ...]]) -> None:
    for wrapped in ((), (3, 4), range(9)):
        lines = table([str(n) for n in range(9)], rows, whole=(0, 1), wrapped=wrapped).splitlines()
        assert max(map(width, lines)) <= SCREEN
    assert max(map(width, table(["A"], [["长" * 60]], columns=None).splitlines())) == 120
