"""Tables of a 公文: facts and lists, as wide as the page they stand on, with their styles."""

from __future__ import annotations

from typing import Any

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from notifications.documents.official_paper.page import BOLD_CELL, CELL, WIDE_CELL, WIDE_HEAD, blank
from notifications.documents.official_paper.sections import turn
from notifications.documents.official_paper.tables import add_facts, add_table

COLUMNS = (("编号", 20), ("名称", 80))


def test_facts_have_their_names_in_the_middle_of_a_narrow_column() -> None:
    sheet: Any = blank()
    add_facts(sheet, [["期限", "甲\n乙"]], CELL)
    name, value = sheet.tables[0].rows[0].cells
    assert (name.paragraphs[0].alignment, [line.text for line in value.paragraphs]) == (1, ["甲", "乙"])
    assert name.width * 4 == pytest.approx(value.width, abs=Pt(1))


@pytest.mark.parametrize(
    ("wide", "room", "styles"), [(False, 156, (CELL, BOLD_CELL)), (True, 225, (WIDE_CELL, WIDE_HEAD))]
)
def test_a_table_is_as_wide_as_its_page_and_has_the_styles_of_it(
    room: int, styles: tuple[str, str], *, wide: bool
) -> None:
    sheet: Any = blank()
    if wide:
        turn(sheet.add_section())
    add_table(sheet, COLUMNS, [["1", "甲"]], styles)
    cells = [row.cells for row in sheet.tables[0].rows]
    assert sum(cell.width for cell in cells[0]) == pytest.approx(Mm(room), abs=Pt(2))
    assert [row[0].paragraphs[0].style.name for row in cells] == [styles[1], styles[0]]


def table_of(*rows: list[str], columns: tuple[tuple[str, int], ...] = COLUMNS) -> Any:
    sheet: Any = blank()
    add_table(sheet, columns, rows, (CELL, BOLD_CELL))
    return sheet.tables[0]


def test_what_is_short_stands_in_the_middle_and_longer_text_at_the_left() -> None:
    table = table_of(["2026年\n10月12日", "农村公路建设和养护"], ["未明确", "供水"])
    assert [[cell.paragraphs[0].alignment for cell in row.cells] for row in table.rows[1:]] == [[1, None]] * 2
    assert {cell.vertical_alignment for row in table.rows for cell in row.cells} == {1}


def test_the_titles_are_not_left_alone_at_the_foot_of_a_page() -> None:
    table = table_of(["1", "甲"])
    kept = [[cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells] for row in table.rows]
    assert kept == [[True, True], [None, None]]


@pytest.mark.parametrize(("words", "whole"), [("甲" * 290, True), ("甲" * 400, False), ("甲\n" * 11, False)])
def test_only_a_row_of_more_than_ten_lines_may_be_torn(words: str, *, whole: bool) -> None:
    torn = [not row._tr.findall(".//" + qn("w:cantSplit")) for row in table_of(["1", words], ["2", "乙"]).rows]
    assert torn == [False, not whole, False]
