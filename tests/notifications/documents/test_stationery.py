"""The empty document: A4 with the margins of a 公文, Chinese fonts by name, page numbers, no remains of a template."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from notifications.documents.stationery import BODY_FONT, CELL, FONTS, HEAD, STYLES, blank


def parts(*, wide: bool = False) -> dict[str, str]:
    whole = BytesIO()
    blank(wide=wide).save(whole)
    with ZipFile(whole) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


@pytest.mark.parametrize(
    ("wide", "page", "margins"), [(False, (210, 297), (37, 28, 35, 26)), (True, (297, 210), (28, 35, 26, 37))]
)
def test_it_is_a4_upright_or_on_its_side(*, wide: bool, page: tuple[int, ...], margins: tuple[int, ...]) -> None:
    section = blank(wide=wide).sections[0]
    assert [section.page_width, section.page_height] == pytest.approx([Mm(n) for n in page], abs=Pt(1))
    edges = [section.top_margin, section.left_margin, section.bottom_margin, section.right_margin]
    assert edges == pytest.approx([Mm(n) for n in margins], abs=Pt(1))


def test_its_text_is_in_the_font_of_a_document_with_named_substitutes() -> None:
    normal = blank().styles["Normal"]
    fonts = normal.element.find(".//" + qn("w:rFonts"))
    assert fonts.get(qn("w:eastAsia")) == BODY_FONT == "仿宋_GB2312"
    table = parts()["word/fontTable.xml"]
    assert [name for name in FONTS if f'w:name="{name}"' not in table] == []
    assert '<w:altName w:val="仿宋,FangSong,' in table


def test_each_page_has_its_number() -> None:
    foot = parts()["word/footer1.xml"]
    assert "<w:instrText>PAGE</w:instrText>" in foot
    assert [each.text for each in blank().sections[0].footer.paragraphs] == ["— 1 —"]


def test_nothing_is_left_of_the_template_that_no_paper_uses() -> None:
    assert sorted(parts()) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "word/settings.xml",
        "word/styles.xml",
    ]
    assert {style.name for style in blank().styles} == STYLES | {CELL, HEAD}
    assert "ja-JP" not in "".join(parts().values())
