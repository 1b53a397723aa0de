"""版记: lines of the standard's weight as wide as the type area, on its lower edge, copies and printer."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from models.ledger.papers.signature import Signature
from models.rules.letterhead import STANDARD, Imprint, Letterhead
from notifications.documents.official_paper.imprint import write_imprint
from notifications.documents.official_paper.page import blank
from notifications.documents.official_paper.paper import Paper
from notifications.documents.official_paper.sections import turn

DAY = date(2026, 9, 1)
COPIES = Letterhead(copies="省委办公厅，省政府办公厅。", printed_by="省目标办综合处")


def sheet_of(layout: Letterhead = STANDARD, *, apart: bool = False) -> Any:
    sheet = blank()
    sheet.add_paragraph("正文")
    if apart:
        turn(sheet.add_section())
    write_imprint(sheet, layout, "省目标办", DAY, apart=apart)
    return sheet


@pytest.mark.parametrize("last", ["line", "table"])
def test_a_section_begins_without_an_empty_line_that_could_need_a_page(last: str) -> None:
    sheet: Any = blank()
    sheet.add_paragraph("正文")
    if last == "table":
        sheet.add_table(1, 1)
    write_imprint(sheet, STANDARD, "省目标办", DAY, apart=True)
    before = [each for each in sheet.element.body if each.tag == qn("w:p")]
    broken = next(each for each in before if each.find(f".//{qn('w:sectPr')}") is not None)
    assert (broken is before[0]) == (last == "line")
    spacing = broken.find(f".//{qn('w:spacing')}")
    assert last == "line" or int(spacing.get(qn("w:line"))) == 20  # after a table a line is needed: of one point


def rows(layout: Letterhead) -> list[str]:
    return [row.cells[0].text for row in sheet_of(layout).tables[0].rows]


def test_it_names_the_agency_and_the_day_without_leading_zeros() -> None:
    assert rows(STANDARD) == ["省目标办\t2026年9月1日印发"]


def test_copies_end_with_a_stop_and_stand_above_the_printer() -> None:
    assert rows(COPIES) == ["抄送：省委办公厅，省政府办公厅。", "省目标办综合处\t2026年9月1日印发"]


def test_its_lines_are_of_two_weights_and_as_wide_as_the_type_area() -> None:
    table = sheet_of(COPIES).tables[0]
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    sizes = {each.tag.rpartition("}")[2]: int(each.get(qn("w:sz"))) / 8 for each in borders}
    assert sizes["top"] == sizes["bottom"] == pytest.approx(Mm(0.35).pt, abs=0.1)
    assert sizes["insideH"] == pytest.approx(Mm(0.25).pt, abs=0.1)
    assert table.rows[0].cells[0].width == pytest.approx(Mm(156), abs=Mm(0.1))


def test_its_last_line_lies_on_the_lower_edge_of_the_type_area() -> None:
    place = sheet_of(COPIES).tables[0]._tbl.tblPr.find(qn("w:tblpPr"))
    assert {key.rpartition("}")[2]: value for key, value in place.attrib.items()} == {
        "vertAnchor": "margin",
        "horzAnchor": "page",
        "tblpX": str(round(Mm(28).twips)),
        "tblpYSpec": "bottom",
    }


def test_its_text_is_of_14_points_one_character_in_with_the_turnover_after_the_colon() -> None:
    copies, printer = (row.cells[0].paragraphs[0] for row in sheet_of(COPIES).tables[0].rows)
    assert copies.style.font.size == Pt(14)
    shape = copies.paragraph_format
    indents = [shape.left_indent, shape.first_line_indent, shape.right_indent, printer.paragraph_format.left_indent]
    assert indents == pytest.approx([4 * Pt(14), -3 * Pt(14), Pt(14), Pt(14)], abs=Pt(0.1))
    assert printer.paragraph_format.tab_stops[0].position == pytest.approx(Mm(156) - Pt(14), abs=Pt(0.1))


def test_it_is_left_out_where_the_agency_prints_none() -> None:
    assert sheet_of(Letterhead(imprint=Imprint.NONE)).tables == []


@pytest.mark.parametrize(("layout", "apart"), [(Letterhead(imprint=Imprint.EVEN), False), (STANDARD, True)])
def test_on_an_even_page_of_its_own_there_is_no_page_number(layout: Letterhead, *, apart: bool) -> None:
    sheet = sheet_of(layout, apart=apart)
    last = sheet.sections[-1]
    assert [line.text for line in sheet.paragraphs[-2:]] == ["", ""]  # a line before the table begins the page
    assert last.start_type == WD_SECTION.EVEN_PAGE
    assert [foot.paragraphs[0].text for foot in (last.footer, last.even_page_footer)] == ["", ""]
    assert [last.page_width, last.left_margin] == pytest.approx([Mm(210), Mm(28)], abs=Pt(1))


@pytest.mark.parametrize(("names", "numbered", "above"), [(12, True, 0), (10, True, 1), (12, False, 1)])
def test_addressees_that_fill_three_lines_stand_in_the_imprint_of_a_numbered_paper(
    names: int, above: int, *, numbered: bool
) -> None:
    """GB/T 9704, 7.3.2: the first page shows some of the text."""
    paper = Paper("通知", Signature("省目标办", date(2026, 9, 1), number="黔目标办发〔2026〕1号" * numbered))
    addressed = "，".join(f"省第{each:02}管理局" for each in range(names))
    paper.addressee(addressed)
    paper.text("现予通知。")
    paper.signed()
    sheet = Document(BytesIO(paper.finished()))
    assert sum(line.text == f"{addressed}：" for line in sheet.paragraphs) == above
    imprint = [row.cells[0].text for table in sheet.tables for row in table.rows]
    assert (f"主送：{addressed}。" in imprint) is not above
