"""A document from top to bottom, with equal bytes each time it is written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from models.ledger.papers.signature import Signature
from notifications.documents.paper import Paper

if TYPE_CHECKING:
    from tests.notifications.documents.conftest import Reading

DAY = date(2026, 9, 10)
SIGNED = Signature("省目标办", DAY)


def whole(title: str = "第三季度核查方案", number: str = "黔目标办〔2026〕20号") -> bytes:
    paper = Paper(title, SIGNED, number=number)
    paper.addressee("各纳入管理部门")
    paper.heading("核查目的")
    paper.text("核实数量\n核实质量")
    paper.heading("核查组")
    paper.table((("姓名", 30), ("职务", 70)), [["王文", "处长"], ["李天", "第一行\n第二行"]])
    paper.emphasis("整改时限 2026-10-20")
    paper.facts([("期限", "2026年9月30日")])
    paper.code("校验码", "ab" * 32)
    paper.signed()
    paper.notes(["事项编号：12\n续"])
    return paper.finished()


def test_everything_stands_in_its_order(read: Reading) -> None:
    assert read(whole()).lines == [
        "黔目标办〔2026〕20号",
        "第三季度核查方案",
        "各纳入管理部门：",
        "一、核查目的",
        "核实数量",
        "核实质量",
        "二、核查组",
        "整改时限 2026-10-20",
        "校验码：",
        "ab" * 32,
        "省目标办",
        "2026年9月10日",
        "（事项编号：12 续）",
    ]
    assert read(whole()).tables == [
        [["姓名", "职务"], ["王文", "处长"], ["李天", "第一行\n第二行"]],
        [["期限", "2026年9月30日"]],
    ]


def test_a_paper_without_number_and_notes_has_no_lines_for_them(read: Reading) -> None:
    paper = Paper("催办函", SIGNED)
    paper.text("请抓紧办理。")
    paper.signed()
    paper.notes([])
    assert read(paper.finished()).lines == ["催办函", "请抓紧办理。", "省目标办", "2026年9月10日"]


def test_a_paper_of_a_rehearsal_says_so_in_its_title(read: Reading) -> None:
    paper = Paper("催办函", Signature("省目标办", DAY, rehearsal=True))
    found = read(paper.finished())
    assert (found.lines, found.sheet.core_properties.title) == (["【演练】催办函"], "【演练】催办函")


def test_equal_content_is_an_equal_file() -> None:
    assert whole() == whole()
    assert whole() != whole(number="黔目标办〔2026〕21号")


def test_its_properties_come_from_the_paper(read: Reading) -> None:
    about = read(whole(title="长" * 300)).sheet.core_properties
    midnight = datetime(2026, 9, 10, tzinfo=UTC)
    assert (about.created, about.modified) == (midnight, midnight)
    assert (about.author, about.last_modified_by, about.identifier) == ("省目标办", "省目标办", "黔目标办〔2026〕20号")
    assert (about.title, about.comments) == ("长" * 255, "")


def test_the_title_is_large_and_a_paragraph_is_indented_by_two_characters(read: Reading) -> None:
    lines = {line.text: line for line in read(whole()).sheet.paragraphs}
    assert lines["第三季度核查方案"].runs[0].font.size == Pt(22)
    assert lines["核实数量"].paragraph_format.first_line_indent == Pt(32)
    assert lines["省目标办"].paragraph_format.right_indent == Pt(32)
    assert lines["2026年9月10日"].paragraph_format.right_indent == Pt(64)


def test_quotation_marks_are_chinese_ones_everywhere(read: Reading) -> None:
    runs = read(whole()).sheet.element.body.findall(".//" + qn("w:r"))
    assert len(runs) > 10
    assert {run.find(".//" + qn("w:rFonts")).get(qn("w:hint")) for run in runs} == {"eastAsia"}


def test_the_signature_is_not_torn_from_the_text(read: Reading) -> None:
    lines = read(whole()).sheet.paragraphs
    listed = [line.paragraph_format.keep_with_next for line in lines]
    day = next(number for number, line in enumerate(lines) if line.text == "2026年9月10日")
    assert listed[day - 3 : day + 1] == [True, True, True, False]


def test_the_head_of_a_table_comes_again_on_each_page_and_no_row_is_torn(read: Reading) -> None:
    table = read(whole()).sheet.tables[0]
    assert [len(row._tr.findall(".//" + qn("w:tblHeader"))) for row in table.rows] == [1, 0, 0]
    assert [len(row._tr.findall(".//" + qn("w:cantSplit"))) for row in table.rows] == [1, 1, 1]


def test_a_table_is_as_wide_as_the_text_for_any_shares(read: Reading) -> None:
    sheet = read(whole()).sheet
    section = sheet.sections[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    widths = [sum(cell.width or 0 for cell in table.rows[0].cells) for table in sheet.tables]
    assert widths == pytest.approx([room, room], abs=Pt(2))


def test_forbidden_characters_do_not_make_a_document_fail(read: Reading) -> None:
    paper = Paper("核查\x00方案", Signature("省\ufffe办", DAY), number="20\x08号")
    paper.addressee("省\x1b厅")
    paper.heading("目\x0b的")
    paper.facts([("认\x01定", "86\x02公里")])
    paper.signed()
    found = read(paper.finished())
    assert found.lines == ["20号", "核查方案", "省厅：", "一、目\n的", "省办", "2026年9月10日"]
    assert found.tables == [[["认定", "86公里"]]]
