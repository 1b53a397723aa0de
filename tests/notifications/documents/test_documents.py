"""Papers and workbooks in general: fonts, widths, headings, equal bytes, hostile names, never a formula."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl import load_workbook

from models.intake.covert import COLUMNS
from models.intake.survey import COLUMNS as SURVEY_COLUMNS
from models.ledger.papers.adjustment import AdjustmentPaper
from models.ledger.papers.covert_list import AskedProject, CovertPaper
from models.ledger.papers.issued_list import IssuedListPaper, IssuedTarget
from models.ledger.papers.negative_list import EntryOfList, ListPaper
from models.ledger.papers.quality_report import QualityPaper
from models.ledger.papers.sample import SamplePaper
from models.ledger.papers.signature import Signature
from models.ledger.papers.survey_sheet import SurveyLine, SurveyPaper
from models.ledger.papers.urging import UrgingPaper
from models.rules.chinese_dates import in_full
from models.rules.kinds import AdjustmentGround, Category
from models.rules.quality import Figure, Section
from models.rules.reminders import UrgingMethod
from models.rules.sampling import Purpose
from models.rules.states import EntryState
from notifications.documents import adjustment, covert_list, issued_list, negative_list, quality_report, sample, urging
from notifications.documents.adjustment import document
from notifications.documents.covert_list import workbook
from notifications.documents.grid import Grid
from notifications.documents.office_file import CORE, TYPES, pack
from notifications.documents.official_paper.page import (
    BODY_FONT,
    BOLD_CELL,
    CELL,
    CHARACTER,
    FONTS,
    HEADING_FONT,
    LATIN_FONT,
    TEXT,
    TITLE,
    TITLE_FONT,
    WIDE_CELL,
    WIDE_HEAD,
    blank,
)
from notifications.documents.official_paper.paper import PROPERTY, Paper
from notifications.documents.survey_sheet import workbook as survey_sheet_workbook
from notifications.documents.words import lines_of, numeral, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document as Sheet
    from docx.text.run import Run

    from tests.notifications.documents.conftest import Reading


DAY = date(2026, 9, 10)
SIGNED = Signature("省目标办", DAY)
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "<b>&amp;", "'1", "#N/A", "TRUE", "007"]
HOSTILE += ["2026-09-10", "1e9", "𠮷🙂", "长" * 3000, "一\n二", " 空格 "]
LINE = EntryOfList(
    1, "省教育厅", "T001", "学位", 1, "缺200个", DAY, DAY, EntryState.REMEDYING, 1, DAY, Decimal(-1), None, "2026Q3"
)  # fmt: skip
URGED = "2026年9月1日电话询问：称本周报送"
LETTER = UrgingPaper(
    4, 1, "省教育厅", "", "8月检查", date(2026, 8, 31), "已逾期8个工作日", "每月检查。", "逐项填报", (URGED,), SIGNED
)  # fmt: skip
ASKED = AskedProject(1, "T001", "学位", "新增200个", Decimal("200.5"), "个", date(2026, 12, 31), "某县")
COVERT = CovertPaper("2026Q3-1", "中鼎公司", date(2026, 9, 30), "ab" * 32, (ASKED,), SIGNED)
FIGURE = Figure(Section.COMPLETION, "全部目标", "自查完成", ("2026/T001",))
REPORT = QualityPaper("2026Q3", 7, 3, {Section.PLANS: "按月调度"}, (FIGURE,), SIGNED)
LIST = ListPaper("2026Q3", 7, "", (LINE,), SIGNED)
BY_HEAD, BY_LEADER = "王建国2026年9月1日同意（厅签〔2026〕8号）", "赵立2026年9月7日同意（签字页存本机构）"
ADJUSTED = AdjustmentPaper(
    2026, "T001", "学位", 1, "", "省教育厅", AdjustmentGround.MAJOR_POLICY, "调减年度任务", DAY, BY_HEAD, BY_LEADER, 2,
    (("数量", "1000", "860"),), SIGNED,
)  # fmt: skip
GIVEN = IssuedTarget(
    code="T001",
    name="学位",
    requirement="新增200个",
    quantity="200个",
    deadline=DAY,
    source="本级目标\n省政府工作报告",
    weight="7.5",
    indicators=("指标1 小学：不少于90个",),
)
ISSUED = IssuedListPaper(2026, Category.FUNCTIONAL, "省教育厅", (GIVEN,), SIGNED)
# What is published of a sample at its commitment, and what a draw adds.
COMMITTED: dict[str, Any] = {
    "marks": ["仅凭抽取方保证"], "reason": "", "committed_on": "2026-09-01", "rule_words": "每层抽1项",
    "titles": {"D001": "第001厅"}, "population": [["D001", 1, ["2026/T001", "2026/T002"]]],
    "commitment_hash": "12" * 32, "population_hash": "ab" * 32, "secret_hash": "cd" * 32, "number_kind": "",
    "number_name": "", "known_on": None, "number": "", "drawn_on": None, "drawn": [], "mistyped": [], "earlier": [],
    "related": [], "secret": "", "revealed_on": None,
}  # fmt: skip
DRAWN = COMMITTED | {
    "drawn_on": "2026-09-09", "revealed_on": "2026-09-10", "secret": "ef" * 32, "drawn": [["D001", ["2026/T002"]]],
}  # fmt: skip
COMMITMENT = SamplePaper("2026-3", Purpose.TARGETS, 1, result=False, document=COMMITTED, signature=SIGNED)
RESULT = SamplePaper("2026-3", Purpose.TARGETS, 1, result=True, document=DRAWN, signature=SIGNED)
PAPERS: dict[str, Callable[[], bytes]] = {
    "negative_list": lambda: negative_list.document(LIST),
    "urging": lambda: urging.document(LETTER),
    "quality_report": lambda: quality_report.document(REPORT),
    "adjustment": lambda: adjustment.document(ADJUSTED),
    "issued_list": lambda: issued_list.document(ISSUED),
    "sample_commitment": lambda: sample.document(COMMITMENT),
    "sample_result": lambda: sample.document(RESULT),
}
BOOKS: dict[str, Callable[[], bytes]] = {
    "negative_list": lambda: negative_list.workbook(LIST),
    "covert_list": lambda: covert_list.workbook(COVERT),
    "quality_report": lambda: quality_report.workbook(REPORT),
}
EVERY: dict[str, Callable[[], bytes]] = {f"{name}.docx": make for name, make in PAPERS.items()} | {
    f"{name}.xlsx": make for name, make in BOOKS.items()
}


@cache
def made(name: str) -> bytes:
    return EVERY[name]()


def paper_of(*steps: Any, wide: bool = False) -> bytes:
    """A paper, or one of a turned appendix alone, to which each step adds something."""
    paper = Paper("标题", SIGNED)
    if wide:
        paper.appendix("附表", wide=True)
    for step in steps:
        step(paper)
    return paper.finished()


def book_of(rows: list[list[Any]], columns: dict[str, int] | None = None) -> Any:
    grid = Grid("表", SIGNED)
    grid.sheet("数据", columns or {"名称": 20}, rows)
    return load_workbook(BytesIO(grid.finished()))


def asian_font(run: Run) -> str:
    fonts = run._element.find(".//" + qn("w:rFonts"))
    return "" if fonts is None else str(fonts.get(qn("w:eastAsia")) or "")


def room_of(sheet: Sheet) -> int:
    section = sheet.sections[-1]
    return (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)


# Every file


@pytest.mark.parametrize("name", EVERY)
def test_a_file_made_twice_is_the_same_to_the_byte(name: str) -> None:
    assert made(name) == EVERY[name]()


@pytest.mark.parametrize("name", EVERY)
def test_a_file_bears_the_day_of_the_paper_and_no_other_time(name: str) -> None:
    with ZipFile(BytesIO(made(name))) as file:
        core = file.read("docProps/core.xml").decode()
        assert {part.date_time for part in file.infolist()} == {(2026, 9, 10, 0, 0, 0)}
        assert {part.compress_type for part in file.infolist()} == {ZIP_STORED}
    assert set(re.findall(r"20\d\d-\d\d-\d\dT[\d:]+Z", core)) == {"2026-09-10T00:00:00Z"}


@pytest.mark.parametrize("name", EVERY)
def test_a_file_names_no_library_and_no_machine(name: str) -> None:
    with ZipFile(BytesIO(made(name))) as file:
        whole = b"".join(file.read(part) for part in file.namelist())
    for word in (b"python-docx", b"openpyxl", b"/work/", b"http://x"):
        assert word not in whole


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_ends_with_agency_and_day(name: str, read: Reading) -> None:
    lines = read(made(f"{name}.docx")).lines
    assert "省目标办" in lines
    assert lines[lines.index("省目标办") + 1] == "2026年9月10日"


@pytest.mark.parametrize("name", PAPERS)
def test_the_properties_of_a_paper_are_its_title_and_agency(name: str, read: Reading) -> None:
    found = read(made(f"{name}.docx"))
    assert found.sheet.core_properties.title == found.lines[0].replace("\n", "")  # a long one has two lines
    assert found.sheet.core_properties.author == "省目标办"
    assert found.sheet.core_properties.language == "zh-CN"


@pytest.mark.parametrize("name", BOOKS)
def test_no_cell_of_a_workbook_is_a_formula(name: str) -> None:
    book = load_workbook(BytesIO(made(f"{name}.xlsx")))
    assert "f" not in {cell.data_type for sheet in book for row in sheet for cell in row}


@pytest.mark.parametrize("name", BOOKS)
def test_every_sheet_of_a_workbook_prints_on_a4_across(name: str) -> None:
    sheets: list[Any] = load_workbook(BytesIO(made(f"{name}.xlsx"))).worksheets
    for sheet in sheets:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.oddFooter.center.text == "— &P —"


# Words that people wrote


def test_a_hostile_cell_is_text_and_comes_back_as_it_was() -> None:
    sheet = book_of([[words] for words in HOSTILE])["数据"]
    assert [(cell.value, cell.data_type) for (cell,) in sheet.iter_rows(min_row=2)] == [(each, "s") for each in HOSTILE]


def test_a_hostile_department_target_or_finding_is_text_in_the_negative_list() -> None:
    lines = tuple(replace(LINE, department=each, target=each, finding=each) for each in HOSTILE)
    sheet: Any = load_workbook(BytesIO(negative_list.workbook(replace(LIST, lines=lines)))).active
    for number, words in enumerate(HOSTILE, 2):
        cells = [sheet[f"{column}{number}"] for column in "BDE"]
        assert [(cell.value, cell.data_type) for cell in cells] == [(words, "s")] * 3


def test_hostile_words_in_a_paper_are_words(read: Reading) -> None:
    whole = [each for each in HOSTILE if lines_of(each) == [each]]
    texts = [partial(Paper.text, words=words) for words in whole]
    found = read(paper_of(*texts, lambda paper: paper.facts([("名", words) for words in whole])))
    assert found.lines == ["标题", *whole]
    assert found.tables == [[["名", words] for words in whole]]


@pytest.mark.parametrize("odd", ["\x00", "\x01", "\x1b", "\ufffe", "\ud83d"])
def test_a_character_that_no_file_holds_is_left_out_of_papers_and_books(odd: str, read: Reading) -> None:
    assert book_of([[f"甲{odd}乙"]])["数据"]["A2"].value == "甲乙"
    found = read(paper_of(lambda paper: paper.text(f"甲{odd}乙"), lambda paper: paper.emphasis(f"丙{odd}丁")))
    assert found.lines[1:] == ["甲乙", "丙丁"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_makes_a_paragraph_in_a_paper_and_a_line_feed_in_a_cell(end: str, read: Reading) -> None:
    assert read(paper_of(lambda paper: paper.text(f"甲{end}乙"))).lines[1:] == ["甲", "乙"]
    assert plain(f"甲{end}乙") == "甲\n乙"
    assert lines_of(f"{end}甲{end}{end} 乙 {end}") == ["甲", "乙"]


# Papers


@pytest.mark.parametrize(("count", "last"), [(1, "一、"), (5, "五、"), (10, "十、"), (21, "二十一、")])
def test_headings_are_numbered_in_order(count: int, last: str, read: Reading) -> None:
    headings = [lambda paper: paper.heading("名称")] * count
    lines = read(paper_of(*headings)).lines[1:]
    assert lines == [f"{numeral(number)}、名称" for number in range(1, count + 1)]
    assert lines[-1] == f"{last}名称"


@pytest.mark.parametrize(
    ("step", "font", "size"),
    [
        (lambda paper: paper.heading("字"), HEADING_FONT, 16),
        (lambda paper: paper.emphasis("字"), HEADING_FONT, 16),
        (lambda paper: paper.code("名", "字"), BODY_FONT, 12),
    ],
)
def test_a_heading_an_emphasis_and_a_code_have_their_font(step: Any, font: str, size: int, read: Reading) -> None:
    run = read(paper_of(step)).sheet.paragraphs[-1].runs[0]
    assert (asian_font(run), run.font.name, run.font.size) == (font, LATIN_FONT, Pt(size))


def test_the_title_has_its_font_and_stands_in_the_middle(read: Reading) -> None:
    title = next(line for line in read(paper_of()).sheet.paragraphs if line.text == "标题")
    style: Any = title.style
    assert style.name == TITLE
    assert style.element.find(".//" + qn("w:rFonts")).get(qn("w:eastAsia")) == TITLE_FONT
    assert (style.font.size, style.paragraph_format.line_spacing) == (Pt(22), Pt(34))
    assert style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER


@pytest.mark.parametrize(
    ("name", "font", "size"),
    [("Normal", BODY_FONT, 16), (TEXT, BODY_FONT, 16), (CELL, BODY_FONT, 12), (BOLD_CELL, HEADING_FONT, 12)],
)
def test_each_style_has_a_font_for_both_scripts(name: str, font: str, size: float) -> None:
    style: Any = blank().styles[name]
    assert style.element.find(".//" + qn("w:rFonts")).get(qn("w:eastAsia")) == font
    assert (style.font.name, style.font.size) == (LATIN_FONT, Pt(size))


def test_a_wide_page_has_smaller_cells(read: Reading) -> None:
    styles: Any = blank().styles
    assert [styles[name].font.size for name in (WIDE_CELL, WIDE_HEAD, CELL)] == [Pt(10.5), Pt(10.5), Pt(12)]
    table = read(paper_of(lambda paper: paper.table((("名", 1),), [["值"]]), wide=True)).sheet.tables[0]
    cells: list[Any] = [row.cells[0].paragraphs[0].style for row in table.rows]
    assert [style.name for style in cells] == [WIDE_HEAD, WIDE_CELL]


@pytest.mark.parametrize("name", FONTS)
def test_every_font_has_a_substitute_that_is_free(name: str) -> None:
    others, family, charset = FONTS[name]
    assert others.split(",")[-1].startswith(("Noto", "Liberation"))
    assert (family in {"modern", "roman"}, len(charset)) == (True, 2)


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("shares", [(1,), (20, 80), tuple(range(1, 12))])
def test_columns_share_the_width_of_the_text(shares: tuple[int, ...], read: Reading, *, wide: bool) -> None:
    columns = [(f"列{number}", share) for number, share in enumerate(shares)]
    sheet = read(paper_of(lambda paper: paper.table(columns, [["值"] * len(shares)]), wide=wide)).sheet
    room, cells = room_of(sheet), sheet.tables[0].rows[0].cells
    wanted = [room * share / sum(shares) for share in shares]
    assert [cell.width or 0 for cell in cells] == pytest.approx(wanted, abs=Pt(1))


@pytest.mark.parametrize(("wide", "room"), [(False, 156), (True, 225)])
def test_the_type_area_is_that_of_an_official_document(room: int, read: Reading, *, wide: bool) -> None:
    sheet = read(paper_of(wide=wide)).sheet
    assert room_of(sheet) == pytest.approx(Mm(room), abs=Pt(1))
    assert sheet.sections[-1].orientation == (WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT)


@pytest.mark.parametrize("rows", [0, 1, 40])
def test_a_table_has_its_head_and_every_row(rows: int, read: Reading) -> None:
    values = [[str(number), f"第{number}行"] for number in range(rows)]
    found = read(paper_of(lambda paper: paper.table((("号", 20), ("名", 80)), values)))
    assert found.tables == [[["号", "名"], *values]]
    head = found.sheet.tables[0].rows[0].cells[0].paragraphs[0]
    assert head.style
    assert head.style.name == BOLD_CELL


@pytest.mark.parametrize("row", [["一"], ["一", "二", "三"], []])
def test_a_row_of_another_width_is_an_error(row: list[str]) -> None:
    with pytest.raises(ValueError, match="zip"):
        paper_of(lambda paper: paper.table((("号", 20), ("名", 80)), [row]))


@pytest.mark.parametrize("words", ["", "\n", " \n "])
def test_an_empty_cell_is_a_cell_and_empty_text_is_no_paragraph(words: str, read: Reading) -> None:
    found = read(paper_of(lambda paper: paper.facts([("名", words)]), lambda paper: paper.text(words)))
    assert found.tables == [[["名", ""]]]
    assert found.lines == ["标题"]


def test_the_signature_is_indented_from_the_right(read: Reading) -> None:
    lines = read(paper_of(lambda paper: paper.signed())).sheet.paragraphs[-2:]
    assert [line.text for line in lines] == ["省目标办", "2026年9月10日"]
    assert [line.alignment for line in lines] == [WD_ALIGN_PARAGRAPH.RIGHT] * 2
    assert [round((line.paragraph_format.right_indent or 0) / CHARACTER, 1) for line in lines] == [5.9, 4]


@pytest.mark.parametrize(
    ("notes", "lines"),
    [([], []), (["甲"], ["（甲）"]), (["甲\n乙", "丙"], ["（甲 乙）", "（丙）"]), ([" 甲 "], ["（甲）"])],
)
def test_notes_stand_in_brackets_below(notes: list[str], lines: list[str], read: Reading) -> None:
    assert read(paper_of(lambda paper: paper.notes(notes))).lines[1:] == lines


@pytest.mark.parametrize("length", [PROPERTY - 1, PROPERTY, PROPERTY + 1, 2000])
def test_a_long_title_is_whole_on_the_paper_and_cut_in_the_properties(length: int, read: Reading) -> None:
    found = read(Paper("长" * length, SIGNED).finished())
    assert found.lines == ["长" * length]
    assert found.sheet.core_properties.title == "长" * min(length, PROPERTY)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 1), "2026年1月1日"),
        (date(2026, 12, 31), "2026年12月31日"),
        (date(2028, 2, 29), "2028年2月29日"),
    ],
)
def test_a_date_is_written_in_full(day: date, words: str) -> None:
    assert in_full(day) == words


# Particular papers


@pytest.mark.parametrize(("entries", "subject"), [(1, "共1项"), (30, "共30项")])
def test_the_list_counts_its_entries_in_the_first_sentence(entries: int, subject: str, read: Reading) -> None:
    found = read(negative_list.document(replace(LIST, lines=(LINE,) * entries)))
    assert f"列入负面清单{subject}" in found.lines[2]
    assert len(found.tables[0]) == entries + 1


@pytest.mark.parametrize(
    ("otherwise", "column", "shown"),
    [
        ({"occurrence": 1}, "目标", "学位"),
        ({"occurrence": 3}, "目标", "学位（第3次列入）"),
        ({"round": None}, "状态", "整改中"),
        ({"round": 1}, "状态", "整改中"),
        ({"round": 2}, "状态", "整改中（第2轮）"),
        ({"limit": None}, "整改时限", "未明确"),
        ({"points": None}, "记分", "未设定"),
        ({"points": Decimal("-2.50")}, "记分", "-2.5"),
        ({"points": Decimal("-10")}, "记分", "-10"),
        ({"points": Decimal("0")}, "记分", "0"),
        ({"before": None}, "较上期", "本季新列入"),
        ({"before": EntryState.REMEDYING}, "较上期", "与上期相同"),
    ],
)
def test_a_cell_of_the_list_says_it_in_words(otherwise: dict[str, Any], column: str, shown: str) -> None:
    values = negative_list._format_values(replace(LINE, **otherwise))
    assert dict(zip([title for title, *_ in negative_list.COLUMNS], values, strict=True))[column] == shown


def test_an_urging_letter_lists_what_was_done_before(read: Reading) -> None:
    earlier = tuple(f"2026年9月3日{method.label}：无人接听" for method in UrgingMethod)
    rows = dict(read(urging.document(replace(LETTER, earlier=earlier))).tables[0])
    assert rows["此前催办"].splitlines() == [f"2026年9月3日{method.label}：无人接听" for method in UrgingMethod]
    assert rows["期限"] == "2026年8月31日，已逾期8个工作日"


def test_a_report_has_each_section_with_its_number(read: Reading) -> None:
    numbered = [f"{numeral(number)}、{section.label}" for number, section in enumerate(Section, 1)]
    assert [line for line in read(made("quality_report.docx")).lines if line in numbered] == numbered


@pytest.mark.parametrize(
    ("done", "left", "shares"),
    [(1, 1, ["50.0%", "50.0%"]), (1, 2, ["33.3%", "66.7%"]), (3, 0, ["100.0%", "0.0%"]), (0, 0, ["", ""])],
)
def test_the_shares_of_a_group_are_of_its_total(done: int, left: int, shares: list[str], read: Reading) -> None:
    rows = tuple(str(number) for number in range(done + left))
    figures = (replace(FIGURE, rows=rows[:done]), replace(FIGURE, name="自查未完成", rows=rows[done:]))
    table = read(quality_report.document(replace(REPORT, figures=figures))).tables[0]
    assert [row[3] for row in table[1:]] == shares


@pytest.mark.parametrize("mean", ["0", "62.5", "100"])
def test_a_mean_is_given_instead_of_a_share(mean: str, read: Reading) -> None:
    table = read(quality_report.document(replace(REPORT, figures=(replace(FIGURE, mean=mean),)))).tables[0]
    assert table[1] == ["全部目标", "自查完成", "1", f"{mean}%"]


@pytest.mark.parametrize("asked", [1, 2, 60])
def test_a_covert_list_has_a_row_per_project_with_its_seal(asked: int) -> None:
    projects = tuple(replace(ASKED, position=number) for number in range(1, asked + 1))
    sheet: Any = load_workbook(BytesIO(covert_list.workbook(replace(COVERT, projects=projects))))["暗访清单"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == list(range(1, asked + 1))
    assert {(row[0], row[-1]) for row in rows} == {(COVERT.key, COVERT.digest)}


def test_the_paper_word_for_word(read: Reading) -> None:
    found, day = read(document(ADJUSTED)), "2026年9月10日"
    assert found.lines == [
        "关于“学位”目标调整备案的通知",
        "省教育厅：",
        f"你单位{day}申请的2026年目标“学位”（T001）第1次调整，已于{day}备案（《目标管控》6.1.7），自当日起按调整后的要求执行。",
        "一、调整内容",
        "调整前为第1版，调整后为第2版。备案前已开启的填报仍按原要求。",
        "二、调整原因",
        "重大政策：调减年度任务。",
        "三、同意情况",
        "主要领导王建国2026年9月1日同意（厅签〔2026〕8号）。",
        "分管省领导赵立2026年9月7日同意（签字页存本机构）。",
        "省目标办",
        "2026年9月10日",
    ]
    assert found.tables == [[["内容", "调整前", "调整后"], ["数量", "1000", "860"]]]


def test_an_adjusted_leaf_is_named(read: Reading) -> None:
    assert "（T001）指标1-1第1次调整" in read(document(replace(ADJUSTED, indicator="1-1"))).lines[2]


ABOUT = '<cp:c><dcterms:created xsi:type="t">{}</dcterms:created><dcterms:modified>{}</dcterms:modified></cp:c>'


def made_of_office_file(*names: str, at: str = "2026-11-20T18:00:00Z") -> bytes:
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, ABOUT.format(at, at) if name == CORE else f"part {name}")
    return whole.getvalue()


def test_neither_the_order_nor_the_hour_of_the_making_matters() -> None:
    one = pack(made_of_office_file("b.xml", TYPES, CORE), DAY)
    assert pack(made_of_office_file(CORE, "b.xml", TYPES, at="2027-01-01T00:00:00Z"), DAY) == one
    assert pack(one, DAY) == one
    assert pack(one, date(2026, 9, 11)) != one


def test_the_parts_stand_in_order_with_the_day_of_the_paper_and_are_not_compressed() -> None:
    with ZipFile(BytesIO(pack(made_of_office_file("b.xml", CORE, TYPES), DAY))) as file:
        assert file.namelist() == [TYPES, "b.xml", CORE]
        assert {(part.date_time, part.compress_type) for part in file.infolist()} == {
            ((2026, 9, 10, 0, 0, 0), ZIP_STORED)
        }
        assert file.read("b.xml") == b"part b.xml"
        assert file.read(CORE).decode() == ABOUT.format("2026-09-10T00:00:00Z", "2026-09-10T00:00:00Z")


ROAD = AskedProject(1, "T001", "=农村公路", "建成1000公里", Decimal("1000.5"), "公里", date(2026, 12, 31), "某县某镇")
PAPER = CovertPaper(
    "2026Q3-1", "中鼎评估公司", date(2026, 8, 31), "ab" * 32, (ROAD,), Signature("省目标办", date(2026, 8, 10))
)


def test_a_row_says_what_is_asked_and_leaves_room_for_what_is_seen() -> None:
    rows: list[Any] = list(load_workbook(BytesIO(workbook(PAPER)))["暗访清单"].iter_rows(values_only=True))
    titles, row = rows
    assert list(titles) == [column.name for column in COLUMNS]
    asked = ("2026Q3-1", 1, "T001", "=农村公路", "建成1000公里", 1000.5, "公里")
    assert row[:7] == asked
    assert (row[7].date(), row[8], row[9:15], row[15]) == (date(2026, 12, 31), "某县某镇", (None,) * 6, "ab" * 32)


def test_the_cover_says_how_it_is_filled_in_and_by_when_it_is_back() -> None:
    sheet: Any = load_workbook(BytesIO(workbook(PAPER)))["说明"]
    cover = [row[:2] for row in sheet.iter_rows(values_only=True)]
    assert cover[0][0] == "2026年第三季度第三方暗访清单（2026Q3-1）"
    assert ("交回日期", "2026年8月31日前") in cover
    assert any("代号" in (words or "") and "不填姓名" in words for _, words in cover[6:])


def test_the_same_list_is_the_same_file_and_text_is_never_a_formula() -> None:
    book = load_workbook(BytesIO(workbook(PAPER)))
    assert workbook(PAPER) == workbook(PAPER)
    assert "f" not in {cell.data_type for sheet in book for row in sheet for cell in row}


LINE_OF_SURVEY_SHEET = SurveyLine(1, "D001", "=第一厅", "人大代表", "ab12-cd34-ef56-7890")
PAPER_OF_SURVEY_SHEET = SurveyPaper(
    "2026-1",
    "民意调查公司",
    "合同8，2026-10-12",
    "ab" * 32,
    (LINE_OF_SURVEY_SHEET,),
    Signature("省目标办", date(2026, 10, 15)),
)


def test_a_row_says_who_is_asked_about_which_and_leaves_every_number_open() -> None:
    rows: list[Any] = list(
        load_workbook(BytesIO(survey_sheet_workbook(PAPER_OF_SURVEY_SHEET)))["公众测评表"].iter_rows(values_only=True)
    )
    titles, row = rows
    assert list(titles) == [column.name for column in SURVEY_COLUMNS]
    assert row == ("2026-1", 1, "D001", "=第一厅", "人大代表", *[None] * 15, "ab12-cd34-ef56-7890")


def test_the_cover_says_who_carries_it_out_and_how_it_is_filled_in() -> None:
    sheet: Any = load_workbook(BytesIO(survey_sheet_workbook(PAPER_OF_SURVEY_SHEET)))["说明"]
    cover = [row[:2] for row in sheet.iter_rows(values_only=True)]
    assert cover[0][0] == "2026年公众测评表（2026-1）"
    assert ("承办", "民意调查公司") in cover
    assert any("不满意人数÷作答人数" in str(words) for _, words in cover)
    own: Any = load_workbook(BytesIO(survey_sheet_workbook(replace(PAPER_OF_SURVEY_SHEET, third_party=""))))["说明"]
    assert ("承办", "省目标办") in [row[:2] for row in own.iter_rows(values_only=True)]


def test_the_same_sheet_is_the_same_file_and_text_is_never_a_formula() -> None:
    book = load_workbook(BytesIO(survey_sheet_workbook(PAPER_OF_SURVEY_SHEET)))
    assert survey_sheet_workbook(PAPER_OF_SURVEY_SHEET) == survey_sheet_workbook(PAPER_OF_SURVEY_SHEET)
    assert "f" not in {cell.data_type for sheet in book for row in sheet for cell in row}
