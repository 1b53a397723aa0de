"""The agency's own .docx: head, foot and margins kept, the text between, names replaced as text and not evaluated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from docx.shared import Mm, Pt

from models.ledger.papers.signature import Signature
from models.rules.paper_number import PaperMarks, Urgency
from notifications.documents.official_paper.own_letterhead import OwnLetterhead
from notifications.documents.official_paper.page import CELL, WIDE_CELL, element
from notifications.documents.official_paper.paper import Paper
from notifications.documents.official_paper.sections import turn
from tests.letterheads import PLACE, letterhead, replaced

if TYPE_CHECKING:
    from tests.notifications.documents.conftest import Read, Reading

SIGNED = Signature("省目标办", date(2026, 9, 10), number="黔目标办发〔2026〕1号", own_file=letterhead())


def written(signature: Signature = SIGNED, title: str = "关于整改的通知") -> bytes:
    paper = Paper(title, signature, upward=True)
    paper.addressee("省教育厅")
    paper.facts([("期限", "2026年9月30日")])
    paper.signed()
    paper.appendix("清单", wide=True)
    paper.table((("名称", 1),), [["甲"]])
    return paper.finished()


def head_of(found: Read) -> tuple[str, str]:
    section = found.sheet.sections[0]
    return section.header.paragraphs[0].text, section.footer.paragraphs[0].text


def test_the_text_stands_between_what_the_file_has_before_and_after(read: Reading) -> None:
    found = read(written())
    assert found.lines == [
        *("关于整改的通知", "省教育厅：", "省目标办", "2026年9月10日", "附件", "清单"),
        "省目标办印制",
    ]
    assert found.tables == [[["期限", "2026年9月30日"]], [["名称"], ["甲"]]]


def test_head_foot_and_margins_are_kept_and_a_wide_table_has_a_turned_page_between_upright_ones(read: Reading) -> None:
    found = read(written())
    assert head_of(found) == ("省目标办 黔目标办发〔2026〕1号", "地址：延安中路1号")
    sections: list[Any] = list(found.sheet.sections)
    assert [each.page_width < each.page_height for each in sections] == [True, False, True]
    assert {each.left_margin for each in sections} == {sections[0].left_margin}
    assert sections[0].left_margin == pytest.approx(Mm(40), abs=Pt(1))
    heads = [each.header.paragraphs[0].text for each in sections]  # the second has none of its own: it goes on
    assert heads == ["省目标办 黔目标办发〔2026〕1号"] * 3
    wide = sum(cell.width or 0 for cell in found.sheet.tables[1].rows[0].cells)
    assert wide == pytest.approx(sections[1].page_width - Mm(40) - Mm(31.75), abs=Pt(2))
    styles = [table.rows[-1].cells[-1].paragraphs[0].style for table in found.sheet.tables]
    assert [style.name for style in styles if style] == [CELL, WIDE_CELL]  # a wide table has small characters instead


def test_the_turned_pages_are_the_last_if_the_file_shows_nothing_after_the_text(read: Reading) -> None:
    sections = read(written(replace(SIGNED, own_file=letterhead(PLACE, "")))).sheet.sections
    assert [(each.page_width or 0) < (each.page_height or 0) for each in sections] == [True, False]


def test_only_the_first_section_has_the_head_of_a_first_page_and_a_first_number(read: Reading) -> None:
    sheet = Document(BytesIO(letterhead()))
    first: Any = sheet.sections[0]
    first.different_first_page_header_footer = True
    first._sectPr.append(element("pgNumType", start="1"))
    whole = BytesIO()
    sheet.save(whole)
    sections: Any = read(written(replace(SIGNED, own_file=whole.getvalue()))).sheet.sections
    assert [each.different_first_page_header_footer for each in sections] == [True, False, False]
    assert [len(each._sectPr.findall(".//*[@w:start]", each._sectPr.nsmap)) for each in sections] == [1, 0, 0]


def test_a_file_of_several_sections_and_one_that_is_turned_keep_their_pages(read: Reading) -> None:
    for change in (lambda sheet: sheet.add_section(), lambda sheet: turn(sheet.sections[0])):
        sheet = Document(BytesIO(letterhead()))
        change(sheet)
        before, whole = [each.page_width for each in sheet.sections], BytesIO()
        sheet.save(whole)
        found = read(written(replace(SIGNED, own_file=whole.getvalue()))).sheet.sections
        assert [each.page_width for each in found] == before


def test_a_draft_says_so_at_the_place_of_the_number(read: Reading) -> None:
    assert head_of(read(written(replace(SIGNED, number=""))))[0] == "省目标办 送审稿"


def test_a_file_without_title_gets_one_above_the_text(read: Reading) -> None:
    assert not OwnLetterhead(letterhead(PLACE), {}, {}).has_title
    found = read(written(replace(SIGNED, own_file=letterhead(PLACE))))
    assert found.lines[:2] == ["关于整改的通知", "省教育厅："]


def test_what_a_name_stands_for_is_text_even_if_it_looks_like_a_name(read: Reading) -> None:
    found = read(written(title="关于{{机关}}和<w:p/>的通知"))
    assert found.lines[0] == "关于{{机关}}和<w:p/>的通知"


def test_a_name_that_is_torn_between_runs_is_replaced(read: Reading) -> None:
    torn = replaced("word/document.xml", "{{标题}}", "《{{标</w:t></w:r><w:r><w:t>题}}》")
    assert read(written(replace(SIGNED, own_file=torn))).lines[0] == "《关于整改的通知》"


def test_equal_content_is_an_equal_file() -> None:
    assert written() == written() != written(title="另一通知")


def test_a_paper_of_ours_may_itself_be_the_letterhead(read: Reading) -> None:
    plain = Paper("底版", replace(SIGNED, own_file=b""))
    plain.text(PLACE)
    found = read(written(replace(SIGNED, own_file=plain.finished())))
    assert "省教育厅：" in found.lines


MARKED = replace(SIGNED, marks=PaperMarks("000001", "秘密★1年", Urgency.EXTREME))


def test_marks_stand_where_the_file_names_them(read: Reading) -> None:
    own = letterhead("{{份号}}", "{{密级和保密期限}} {{紧急程度}}", PLACE)
    assert read(written(replace(MARKED, own_file=own))).lines[:3] == ["000001", "秘密★1年 特急", "关于整改的通知"]
    assert read(written(replace(SIGNED, own_file=own))).lines[0].strip() == ""
    assert "秘密" not in "".join(read(written(replace(SIGNED, own_file=own))).lines)


def test_a_mark_that_the_file_does_not_name_is_not_lost_but_stands_above_everything(read: Reading) -> None:
    found = read(written(MARKED))
    assert [line.text for line in found.sheet.paragraphs[:4]] == ["000001", "秘密★1年", "特急", "关于整改的通知"]
    half = read(written(replace(MARKED, own_file=letterhead("密级：{{密级和保密期限}}", PLACE))))
    assert [line.text for line in half.sheet.paragraphs[:3]] == ["000001", "特急", "密级：秘密★1年"]
