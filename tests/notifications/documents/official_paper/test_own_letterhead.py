"""The agency's own .docx: head, foot and margins kept, the text between, names replaced as text and not evaluated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from docx.shared import Mm, Pt

from models.ledger.papers.signature import Signature
from models.rules.paper_marks import PaperMarks, Urgency
from notifications.documents.official_paper.own_letterhead import OwnLetterhead
from notifications.documents.official_paper.page import CELL, WIDE_CELL
from notifications.documents.official_paper.paper import Paper
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


def test_head_foot_and_margins_are_kept_and_no_page_is_turned(read: Reading) -> None:
    found = read(written())
    assert head_of(found) == ("省目标办 黔目标办发〔2026〕1号", "地址：延安中路1号")
    [section] = found.sheet.sections
    assert section.left_margin == pytest.approx(Mm(40), abs=Pt(1))
    styles = [table.rows[-1].cells[-1].paragraphs[0].style for table in found.sheet.tables]
    assert [style.name for style in styles if style] == [CELL, WIDE_CELL]  # a wide table has small characters instead


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
