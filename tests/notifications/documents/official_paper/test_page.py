"""The empty sheet of a 公文: every measure of GB/T 9704-2012 that was seen or computed, read back from the file."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from models.rules.letterhead import BOLD
from models.rules.letterhead import FONTS as NAMED
from notifications.documents.official_paper.page import (
    BODY_FONT,
    FONTS,
    OF_PAPER,
    OF_TABLES,
    OF_TITLES,
    OF_WIDE_TABLES,
    STYLES,
    TEXT,
    blank,
    set_named_font,
    without_numbers,
)
from notifications.documents.official_paper.page import FONTS as SUBSTITUTES
from notifications.documents.official_paper.sections import turn

MILLIMETRE = 57  # twips: the standard allows one
OWN = {*OF_PAPER, *OF_TABLES, *OF_TITLES, *OF_WIDE_TABLES}


def parts() -> dict[str, str]:
    whole = BytesIO()
    blank().save(whole)
    with ZipFile(whole) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def measures(name: str) -> dict[str, str]:
    """The attributes of an element of the section."""
    found = blank().sections[0]._sectPr.find(qn(f"w:{name}"))
    return {key.rpartition("}")[2]: value for key, value in found.attrib.items()}


def style_of(name: str) -> Any:
    return blank().styles[name]


def test_the_paper_is_a4_with_the_margins_of_the_standard() -> None:
    assert (measures("pgSz")["w"], measures("pgSz")["h"]) == ("11906", "16838")
    margins = {name: int(value) for name, value in measures("pgMar").items()}
    for side, wanted in {"top": 2098, "left": 1588, "right": 1474, "bottom": 1984}.items():
        assert abs(margins[side] - wanted) <= MILLIMETRE


def test_the_type_area_is_156_by_225_mm() -> None:
    page, edges = measures("pgSz"), {name: int(value) for name, value in measures("pgMar").items()}
    width, height = int(page["w"]) - edges["left"] - edges["right"], int(page["h"]) - edges["top"] - edges["bottom"]
    assert [width * 25.4 / 1440, height * 25.4 / 1440] == pytest.approx([156, 225], abs=0.1)


def test_the_grid_is_of_22_lines_and_28_characters() -> None:
    grid = measures("docGrid")
    assert grid["type"] == "linesAndChars"
    assert 575 <= int(grid["linePitch"]) <= 585
    assert -860 <= int(grid["charSpace"]) <= -840


def test_22_lines_and_28_characters_of_the_text_fit_and_no_more() -> None:
    style = style_of(TEXT)
    pitch, size = style.paragraph_format.line_spacing, style.font.size
    spacing = int(style.element.find(f".//{qn('w:rPr')}/{qn('w:spacing')}").get(qn("w:val"))) / 20
    assert int(Mm(225) // pitch) == 22
    assert int(Mm(156).pt // (size.pt + spacing)) == 28


def test_a_turned_page_has_its_binding_edge_on_top() -> None:
    section = blank().sections[0]
    turn(section)
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert [section.page_width, section.page_height] == pytest.approx([Mm(297), Mm(210)], abs=Pt(1))
    edges = [section.top_margin, section.left_margin, section.bottom_margin, section.right_margin]
    assert edges == pytest.approx([Mm(n) for n in (28, 35, 26, 37)], abs=Pt(1))


def test_its_text_is_16_points_in_the_font_of_a_document_with_named_substitutes() -> None:
    style = style_of(TEXT)
    assert style.element.find(".//" + qn("w:rFonts")).get(qn("w:eastAsia")) == BODY_FONT == "仿宋_GB2312"
    assert style.font.size == Pt(16)
    table = parts()["word/fontTable.xml"]
    assert [name for name in FONTS if f'w:name="{name}"' not in table] == []
    assert '<w:altName w:val="仿宋,FangSong,' in table


def test_page_numbers_stand_outside_odd_ones_right_even_ones_left() -> None:
    sheet: Any = blank()
    assert sheet.settings.odd_and_even_pages_header_footer
    section = sheet.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert [odd.text, even.text] == ["— 1 —", "— 1 —"]
    assert [odd.alignment, even.alignment] == [2, 0]
    assert [odd.paragraph_format.right_indent, even.paragraph_format.left_indent] == pytest.approx(
        [Mm(156 / 28)] * 2, abs=Pt(0.2)
    )


def test_a_page_number_is_of_14_points_in_song_and_7_mm_under_the_type_area() -> None:
    foot = parts()["word/footer1.xml"]
    assert "<w:instrText>PAGE</w:instrText>" in foot
    runs: list[Any] = blank().sections[0].footer.paragraphs[0].runs
    assert {run.font.size for run in runs} == {Pt(14)}
    assert {run.font.name for run in runs} == {"宋体"}
    section: Any = blank().sections[0]
    dash = section.bottom_margin - section.footer_distance - Pt(14) / 2
    assert dash == pytest.approx(Mm(7), abs=Mm(1))


def test_a_page_without_number_has_an_empty_foot() -> None:
    section = blank().add_section()
    without_numbers(section)
    assert [foot.paragraphs[0].text for foot in (section.footer, section.even_page_footer)] == ["", ""]


def test_nothing_is_left_of_the_template_that_no_paper_uses() -> None:
    assert sorted(parts()) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "word/footer2.xml",
        "word/settings.xml",
        "word/styles.xml",
    ]
    assert {style.name for style in blank().styles} == STYLES | OWN
    assert "ja-JP" not in "".join(parts().values())


@pytest.mark.parametrize("name", NAMED)
def test_a_font_that_a_setting_names_has_substitutes(name: str) -> None:
    run = blank().add_paragraph().add_run("字")
    set_named_font(run.font, name, Pt(16))
    found: Any = run._element.find(".//" + qn("w:rFonts"))
    assert found.get(qn("w:eastAsia")) in SUBSTITUTES
    assert (bool(run.font.bold), run.font.size) == (name.endswith(BOLD), Pt(16))
