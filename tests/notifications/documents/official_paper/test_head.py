"""版头: the red name, the number or 送审稿, the signer of a paper upward, the red line as wide as the type area."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from models.ledger.papers.signature import Signature
from models.rules.letterhead import STANDARD, Letterhead
from models.rules.paper_number import PaperMarks, Urgency
from notifications.documents.official_paper.head import write_head
from notifications.documents.official_paper.page import CHARACTER, LINE, blank

UNMARKED, MARKED = PaperMarks(), PaperMarks("000012", "机密★6个月", Urgency.URGENT)
NUMBER = "黔目标办发〔2026〕1号"
NUMBER_FORM = re.compile(r"^\S{2,12}〔20\d\d〕[1-9]\d*号$")


def head(
    layout: Letterhead = STANDARD, number: str = NUMBER, signer: str | None = None, marks: PaperMarks = UNMARKED
) -> list[Any]:
    sheet = blank()
    signed = Signature("省目标办", date(2026, 9, 10), letterhead=layout, signer=signer or "", marks=marks)
    write_head(sheet, signed, number, upward=signer is not None)
    return list(sheet.paragraphs)


def test_the_name_is_red_centred_and_35_mm_under_the_edge_of_the_type_area() -> None:
    mark, _ = head()
    assert (mark.text, mark.runs[0].font.color.rgb) == ("省目标办", RGBColor(255, 0, 0))
    assert mark.runs[0]._element.find(".//" + qn("w:rFonts")).get(qn("w:eastAsia")) == "方正小标宋简体"
    assert mark.style.paragraph_format.alignment == 1
    assert mark.paragraph_format.space_before == pytest.approx(Mm(35), abs=Mm(1))


@pytest.mark.parametrize(("name", "points"), [("省目标办", 48), ("省" * 17, 25), ("省" * 18, 24), ("省" * 40, 22)])
def test_the_name_is_as_large_as_fits_on_a_line(name: str, points: int) -> None:
    mark, _ = head(Letterhead(mark=name))
    assert (mark.text, mark.runs[0].font.size) == (name, Pt(points))


def test_size_and_places_are_those_that_the_agency_has_set() -> None:
    layout = Letterhead(mark_size=Decimal(36), mark_top=Decimal(20), number_lines=Decimal(3), red_line=Decimal(5))
    mark, number = head(layout)
    assert (mark.runs[0].font.size, mark.paragraph_format.space_before) == (Pt(36), pytest.approx(Mm(20), abs=Pt(1)))
    assert number.paragraph_format.space_before == pytest.approx(3 * LINE, abs=Pt(0.1))
    assert border(number)["space"] == "14"


def test_the_number_stands_two_lines_under_the_name_in_the_form_of_the_standard() -> None:
    _, number = head()
    assert NUMBER_FORM.match(number.text)
    assert number.paragraph_format.space_before == pytest.approx(2 * LINE, abs=Pt(0.1))
    assert number.alignment == 1


def border(line: Any) -> dict[str, str]:
    found = line._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    return {key.rpartition("}")[2]: value for key, value in found.attrib.items()}


@pytest.mark.parametrize("signer", [None, "", "王文"])
def test_the_red_line_is_4_mm_under_the_number_and_as_wide_as_the_type_area(signer: str | None) -> None:
    _, number = head(signer=signer)
    assert (border(number)["color"], border(number)["val"]) == ("FF0000", "single")
    assert Pt(int(border(number)["space"])) == pytest.approx(Mm(4), abs=Mm(0.5))
    assert (number.paragraph_format.left_indent, number.paragraph_format.right_indent) == (None, None)


def test_a_paper_without_number_is_a_draft() -> None:
    assert head(number="")[1].text == "送审稿"


def test_a_paper_upward_has_its_signer_at_the_right_both_one_character_inside() -> None:
    _, number = head(signer="王文")
    assert number.text == f"{NUMBER}\t签发人：王文"
    name = number.runs[-1]._element.find(".//" + qn("w:rFonts"))
    assert name.get(qn("w:eastAsia")) == "楷体_GB2312"
    assert number.paragraph_format.first_line_indent == pytest.approx(CHARACTER, abs=Pt(0.1))
    assert number.paragraph_format.tab_stops[0].position == pytest.approx(27 * CHARACTER, abs=Pt(0.1))


def test_the_font_of_the_signer_is_the_one_that_the_agency_has_set() -> None:
    _, number = head(Letterhead(signer_font="仿宋加粗"), signer="王文")
    name = number.runs[-1]
    assert name._element.find(".//" + qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert name.font.bold


def test_the_marks_stand_in_the_order_that_the_agency_has_set() -> None:
    *marks, _, _ = head(Letterhead(marks=("紧急程度", "份号", "密级和保密期限")), marks=MARKED)
    assert [line.text for line in marks] == ["加急", "000012", "机密★6个月"]


def test_the_marks_stand_at_the_top_left_from_the_first_line_in_the_order_of_the_standard() -> None:
    *marks, name, number = head(marks=MARKED)
    assert [line.text for line in marks] == ["000012", "机密★6个月", "加急"]
    assert [line.text for line in (name, number)] == ["省目标办", NUMBER]
    for line in marks:
        shape, [run] = line.paragraph_format, line.runs
        assert (line.alignment, shape.left_indent, shape.first_line_indent, shape.space_before) == (None,) * 4
        assert line.style.paragraph_format.alignment in (None, 0)
        assert line.style.paragraph_format.line_spacing == pytest.approx(LINE, abs=Pt(0.1))
        assert run.font.size == Pt(16)
        assert run._element.find(".//" + qn("w:rFonts")).get(qn("w:eastAsia")) == "黑体"


def test_the_marks_do_not_move_the_red_name() -> None:
    name = head(marks=MARKED)[3]
    assert name.paragraph_format.space_before + 3 * LINE == pytest.approx(Mm(35), abs=Mm(1))
    assert head(Letterhead(mark_top=Decimal(20)), marks=MARKED)[3].paragraph_format.space_before == 0


@pytest.mark.parametrize(
    ("marks", "lines"),
    [
        (UNMARKED, []),
        (PaperMarks("000001"), ["000001"]),
        (PaperMarks(urgency=Urgency.EXTREME), ["特急"]),
        (PaperMarks("000001", "秘密★10年"), ["000001", "秘密★10年"]),
    ],
)
def test_a_mark_that_was_not_stated_is_not_printed_and_leaves_no_line(marks: PaperMarks, lines: list[str]) -> None:
    assert [line.text for line in head(marks=marks)[:-2]] == lines
