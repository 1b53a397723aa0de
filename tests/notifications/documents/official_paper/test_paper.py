"""A document from top to bottom, with equal bytes each time it is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from models.ledger.papers.signature import Signature
from models.rules.letterhead import Letterhead
from notifications.documents.official_paper.page import CHARACTER, LINE
from notifications.documents.official_paper.paper import Paper
from notifications.documents.official_paper.seal import GAPS
from notifications.documents.words import width_of

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
    assert read(whole()).head == ["省目标办", "黔目标办〔2026〕20号"]
    assert read(whole()).lines == [
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
    assert read(whole()).tables[:2] == [
        [["姓名", "职务"], ["王文", "处长"], ["李天", "第一行\n第二行"]],
        [["期限", "2026年9月30日"]],
    ]


@pytest.mark.parametrize(("goes", "lines"), [({"upward": True}, ["（联系人：李明 0851-86800000）"]), ({}, [])])
def test_only_a_paper_upward_names_a_contact_under_its_date(
    goes: dict[str, Any], lines: list[str], read: Reading
) -> None:
    layout = Letterhead(contact="李明 0851-86800000")
    paper = Paper("请示", replace(SIGNED, letterhead=layout), **goes)
    paper.text("妥否，请批示。")
    paper.signed()
    assert read(paper.finished()).lines == ["请示", "妥否，请批示。", "省目标办", "2026年9月10日", *lines]


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
    title: Any = lines["第三季度核查方案"].style
    assert title.font.size == Pt(22)
    assert lines["核实数量"].paragraph_format.first_line_indent == pytest.approx(2 * CHARACTER, abs=Pt(0.1))


def test_quotation_marks_are_chinese_ones_everywhere(read: Reading) -> None:
    runs = read(whole()).sheet.element.body.findall(".//" + qn("w:r"))
    assert len(runs) > 10
    assert {run.find(".//" + qn("w:rFonts")).get(qn("w:hint")) for run in runs} == {"eastAsia"}


def test_the_signature_is_not_torn_from_the_text(read: Reading) -> None:
    lines = read(whole()).sheet.paragraphs
    listed = [line.paragraph_format.keep_with_next for line in lines]
    day = next(number for number, line in enumerate(lines) if line.text == "2026年9月10日")
    assert (listed[day - 2 : day + 1], listed[-1] or False) == ([True, True, True], False)


def test_a_note_is_not_alone_on_a_page_unless_the_first_page_would_have_no_text(read: Reading) -> None:
    for words, kept in (("甲\n乙", True), ("甲", None)):
        file = made(lambda paper, words=words: paper.text(words), Paper.signed, lambda paper: paper.notes(["注"]))
        assert line_of(file, "2026年9月10日", read).paragraph_format.keep_with_next is kept


def test_a_table_at_the_end_of_the_text_is_on_the_page_of_the_signature(read: Reading) -> None:
    """A short one is kept whole; of a long one its last row, so that it begins under its heading."""
    for count, rows in ((2, [True] * 3), (30, [True, *[None] * 29, True])):
        values = [[str(number)] for number in range(count)]
        file = made(lambda paper, values=values: paper.table((("号", 1),), values), Paper.signed)
        cells = [row.cells[0].paragraphs[0] for row in read(file).sheet.tables[0].rows]
        assert [cell.paragraph_format.keep_with_next for cell in cells] == rows


def test_a_line_before_a_long_code_is_not_torn_to_the_full_width(read: Reading) -> None:
    file = made(lambda paper: paper.text(f"校验码{'ab' * 32}\n校验码见下"))
    aligned = [line_of(file, words, read).alignment for words in (f"校验码{'ab' * 32}", "校验码见下")]
    assert aligned == [WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY]


def test_the_appendices_are_not_torn_from_the_end_of_the_text(read: Reading) -> None:
    file = made(lambda paper: paper.text("正文"), lambda paper: paper.attached(["清单"]), Paper.signed)
    kept = [line_of(file, words, read).paragraph_format.keep_with_next for words in ("正文", "附件：清单", "省目标办")]
    assert kept == [True, True, True]


def test_the_head_of_a_table_comes_again_on_each_page_and_no_row_is_torn(read: Reading) -> None:
    table = read(whole()).sheet.tables[0]
    assert [len(row._tr.findall(".//" + qn("w:tblHeader"))) for row in table.rows] == [1, 0, 0]
    assert [len(row._tr.findall(".//" + qn("w:cantSplit"))) for row in table.rows] == [1, 1, 1]


def test_a_table_is_as_wide_as_the_text_for_any_shares(read: Reading) -> None:
    sheet = read(whole()).sheet
    section = sheet.sections[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    widths = [sum(cell.width or 0 for cell in table.rows[0].cells) for table in sheet.tables[:2]]
    assert widths == pytest.approx([room, room], abs=Pt(2))


def test_forbidden_characters_do_not_make_a_document_fail(read: Reading) -> None:
    paper = Paper("核查\x00方案", Signature("省\ufffe办", DAY), number="20\x08号")
    paper.addressee("省\x1b厅")
    paper.heading("目\x0b的")
    paper.facts([("认\x01定", "86\x02公里")])
    paper.signed()
    found = read(paper.finished())
    assert found.head == ["省办", "20号"]
    assert found.lines == ["核查方案", "省厅：", "一、目\n的", "省办", "2026年9月10日"]
    assert found.tables[0] == [["认定", "86公里"]]


def line_of(file: bytes, words: str, read: Reading) -> Any:
    return [line for line in read(file).sheet.paragraphs if line.text == words][-1]


def made(*steps: Any, **layout: Any) -> bytes:
    """A paper of the agency with this layout, to which each step adds something."""
    paper = Paper("通知", replace(SIGNED, letterhead=Letterhead(**layout)), number="黔目标办〔2026〕20号")
    for step in steps:
        step(paper)
    return paper.finished()


def characters(length: Any) -> float:
    return round((length or 0) / CHARACTER, 2)


def test_the_title_stands_two_lines_under_the_red_line_and_one_over_the_addressee(read: Reading) -> None:
    shape = line_of(made(), "通知", read).paragraph_format
    assert [shape.space_before, shape.space_after] == pytest.approx([2 * LINE, LINE], abs=Pt(0.1))


def test_the_addressee_is_flush_left_with_a_wide_colon(read: Reading) -> None:
    shape = line_of(whole(), "各纳入管理部门：", read).paragraph_format
    assert (shape.first_line_indent, shape.left_indent) == (None, None)


def test_headings_have_four_levels_that_begin_again_under_a_higher_one(read: Reading) -> None:
    levels = (1, 2, 2, 3, 4, 3, 1, 2)
    lines = read(made(lambda paper: [paper.heading("名", level) for level in levels])).lines[1:]
    assert lines == ["一、名", "（一）名", "（二）名", "1. 名", "（1）名", "2. 名", "二、名", "（一）名"]


@pytest.mark.parametrize(("level", "font"), [(1, "黑体"), (2, "楷体_GB2312"), (3, "仿宋_GB2312"), (4, "仿宋_GB2312")])
def test_each_level_of_headings_has_its_font(level: int, font: str, read: Reading) -> None:
    [*_, line, _] = read(made(lambda paper: paper.heading("名", level))).sheet.paragraphs
    found: Any = line.runs[0]._element.find(".//" + qn("w:rFonts"))
    assert (found.get(qn("w:eastAsia")), line.runs[0].font.size) == (font, Pt(16))


@pytest.mark.parametrize(
    ("names", "lines"),
    [(["清单"], ["附件：清单"]), (["清单", "方案"], ["附件：1. 清单", "2. 方案"]), ([], [])],
)
def test_appendices_are_named_a_blank_line_under_the_text(names: list[str], lines: list[str], read: Reading) -> None:
    found = [line for line in read(made(lambda paper: paper.attached(names))).sheet.paragraphs[3:] if line.text]
    assert [line.text for line in found] == lines
    assert [line.paragraph_format.space_before for line in found[:1]] == [LINE] * len(found[:1])
    first = [characters(line.paragraph_format.left_indent or 0) for line in found]
    assert first == [5] * len(found)


def test_an_appendix_begins_on_a_new_page_with_its_number_and_its_title_in_the_third_line(read: Reading) -> None:
    file = made(
        lambda paper: paper.attached(["甲", "乙"]),
        Paper.signed,
        lambda paper: paper.appendix("甲"),
        lambda paper: paper.appendix("乙"),
    )
    assert read(file).lines[-4:] == ["附件1", "甲", "附件2", "乙"]
    mark = line_of(file, "附件2", read)
    assert mark.paragraph_format.page_break_before
    assert mark.runs[0]._element.find(".//" + qn("w:rFonts")).get(qn("w:eastAsia")) == "黑体"
    assert line_of(file, "乙", read).paragraph_format.space_before == LINE


def test_fonts_of_headings_are_those_that_the_agency_has_set(read: Reading) -> None:
    fonts = ("小标宋", "楷体加粗", "宋体", "仿宋")
    file = made(lambda paper: [paper.heading("名", level) for level in (1, 2, 3, 4)], heading_fonts=fonts)
    runs = [line_of(file, words, read).runs[0] for words in ("一、名", "（一）名", "1. 名", "（1）名")]
    named: Any = [run._element.find(".//" + qn("w:rFonts")).get(qn("w:eastAsia")) for run in runs]
    assert named == ["方正小标宋简体", "楷体_GB2312", "宋体", "仿宋_GB2312"]
    assert [run.font.bold for run in runs] == [None, True, None, None]


def test_appendices_are_numbered_and_placed_as_the_agency_has_set(read: Reading) -> None:
    file = made(
        lambda paper: paper.attached(["甲", "乙"]),
        lambda paper: paper.appendix("丙"),
        numbering="1．",
        appendix_lines=Decimal(2),
    )
    assert read(file).lines[1:3] == ["附件：1．甲", "2．乙"]
    assert line_of(file, "丙", read).paragraph_format.space_before == 2 * LINE


def test_notes_are_indented_and_an_unsealed_name_placed_as_the_agency_has_set(read: Reading) -> None:
    file = made(Paper.signed, lambda paper: paper.notes(["注"]), notes=Decimal(0), unsealed=Decimal(3), seal=Decimal(0))
    assert line_of(file, "（注）", read).paragraph_format.first_line_indent is None
    assert characters(line_of(file, "2026年9月10日", read).paragraph_format.right_indent) == 3


def test_the_head_of_the_ledger_ends_the_text_and_stands_before_the_appendix(read: Reading) -> None:
    paper = Paper("通知", replace(SIGNED, head="7:abcd"))
    paper.signed()
    paper.appendix("清单", wide=True)
    assert read(paper.finished()).lines[2:] == ["2026年9月10日", "（成文前台账末块 7:abcd）", "附件", "清单"]


def test_with_a_seal_the_day_stands_four_characters_in_and_the_name_is_centred_over_it(read: Reading) -> None:
    file = made(lambda paper: paper.text("正文"), Paper.signed)
    name, day = (line_of(file, words, read).paragraph_format for words in ("省目标办", "2026年9月10日"))
    assert characters(day.right_indent) == 4
    assert characters(name.right_indent) == 5.88  # the day is 6.5 characters wide and 1.25 of gaps, the name four
    assert characters(name.space_before) == characters(LINE)  # a seal of 42 mm reaches up to the text


@pytest.mark.parametrize(("seal", "lines"), [("0", 1), ("38", 1), ("42", 1), ("44", 2), ("50", 2), ("60", 2)])
def test_the_upper_edge_of_a_seal_is_within_one_line_of_the_text(seal: str, lines: int, read: Reading) -> None:
    paper = Paper("通知", replace(SIGNED, letterhead=Letterhead(seal=Decimal(seal))))
    paper.text("正文")
    paper.signed()
    name = read(paper.finished()).sheet.paragraphs[-2].paragraph_format
    assert name.space_before == pytest.approx(lines * LINE, abs=Pt(0.1))
    over = (lines + 1) * LINE - Mm(float(seal) / 2)  # of the seal, whose middle lies between name and day
    assert seal == "0" or -Mm(1) <= over <= LINE


@pytest.mark.parametrize(("agency", "ends"), [("省目标办", "day"), ("省目标绩效管理领导小组办公室", "name")])
def test_without_a_seal_the_day_begins_two_characters_right_of_the_name(agency: str, ends: str, read: Reading) -> None:
    paper = Paper("通知", replace(SIGNED, agency=agency, letterhead=Letterhead(seal=Decimal(0))))
    paper.signed()
    name, day = read(paper.finished()).sheet.paragraphs[-2:]
    right = {
        "name": characters(name.paragraph_format.right_indent),
        "day": characters(day.paragraph_format.right_indent),
    }
    assert min(right, key=lambda key: right[key]) == ends
    assert right[ends] == 2
    begins = width_of(name.text) + right["name"] - width_of(day.text) - GAPS - right["day"]
    assert begins == pytest.approx(2, abs=0.05)


def test_a_draft_says_so_and_has_no_imprint(read: Reading) -> None:
    paper = Paper("通知", SIGNED)
    paper.signed()
    found = read(paper.finished())
    assert (found.head, found.tables) == (["省目标办", "送审稿"], [])
