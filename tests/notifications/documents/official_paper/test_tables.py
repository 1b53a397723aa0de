"""Tables of a 公文: facts and lists, as wide as the page they stand on, with their styles."""

from __future__ import annotations

from typing import Any

import pytest
from docx.shared import Mm, Pt

from notifications.documents.official_paper.page import CELL, HEAD, WIDE_CELL, WIDE_HEAD, blank, turn
from notifications.documents.official_paper.tables import add_facts, add_table

COLUMNS = (("编号", 20), ("名称", 80))


def test_facts_have_their_names_in_the_middle_of_a_narrow_column() -> None:
    sheet: Any = blank()
    add_facts(sheet, [["期限", "甲\n乙"]], CELL)
    name, value = sheet.tables[0].rows[0].cells
    assert (name.paragraphs[0].alignment, [line.text for line in value.paragraphs]) == (1, ["甲", "乙"])
    assert name.width * 4 == pytest.approx(value.width, abs=Pt(1))


@pytest.mark.parametrize(("wide", "room", "styles"), [(False, 156, (CELL, HEAD)), (True, 225, (WIDE_CELL, WIDE_HEAD))])
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
