"""回复表 as a workbook: white cells only where an office writes, a cover with five lines, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from models.ledger.answer.content import AnswerBook, AnswerRow, AnswerSheet
from models.ledger.papers.signature import Signature
from models.rules.answer_form import CHECK, CODE, COVER, GREY_TITLES, PACE
from models.rules.matter_form import ALL_FORMS
from models.rules.white_cells import Cell, plain_title
from notifications.documents.answer_sheet import asks_files, workbook
from tests.column_widths import widths_of

ROWS = (
    AnswerRow(
        "AAAA-BBBB", ("T001", "=农村公路", "建成1000公里", "1000公里", "2026年12月31日", "40%", "进行中"), pace="红"
    ),
    AnswerRow("CCCC-DDDD", ("T002", "目标T002（工作秘密）", "", "", "", "", ""), marked=True),
)
DUE, SIGNED = date(2026, 3, 31), Signature("省目标办", date(2026, 3, 5))


def sheet(key: str, rows: tuple[AnswerRow, ...] = (), title: str = "2026年3月月度检查") -> AnswerSheet:
    about = () if rows else (("目标编号", "T001"), ("目标名称", "农村公路"))
    return AnswerSheet(
        1, "CODE234", ALL_FORMS[key], "省交通运输厅", title, "逐项填报", DUE, "当月最后一日前填报。", about, rows
    )


def read(*sheets: AnswerSheet, signature: Signature = SIGNED) -> Any:
    book = AnswerBook("省交通运输厅", sheets, "王芳，13800000009", signature)
    return load_workbook(BytesIO(workbook(book)))


def white(page: Any) -> list[str]:
    return [cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked]


def test_only_the_cells_to_fill_are_white_and_a_marked_row_has_none() -> None:
    page = read(sheet("monthly_check", ROWS)).worksheets[1]
    assert page.protection.sheet
    assert white(page) == ["I6", "J6", "K6", "L6", "M6"]


@pytest.mark.parametrize("key", [key for key, form in ALL_FORMS.items() if form.fields])
def test_every_field_has_one_white_cell(key: str) -> None:
    page = read(sheet(key)).worksheets[1]
    assert len(white(page)) == len(ALL_FORMS[key].fields)
    assert {cell[0] for cell in white(page)} == {"B"}


def test_the_sheet_about_a_marked_target_has_no_white_cell_and_says_why() -> None:
    page = read(replace(sheet("cloud_monitoring"), marked=True)).worksheets[1]
    assert white(page) == []
    assert page.data_validations.dataValidation == []
    texts = [row[0] for row in page.iter_rows(values_only=True)]
    assert "该目标标有密级，不得在表中或邮件里填写，请按保密规定送纸质材料（4.7）。" in texts
    assert not any("附件的文件名" in str(text) for text in texts)


def test_a_sheet_without_a_date_asks_to_answer_soon() -> None:
    book = read(replace(sheet("liaison", title="指派联络员"), due=None, about=()))
    assert "指派联络员：尽快（当月最后一日前填报）" in book[COVER]["B3"].value
    assert book.worksheets[1]["A2"].value == "期限：尽快。当月最后一日前填报。"


@pytest.mark.parametrize("form", ALL_FORMS.values(), ids=lambda form: form.key)
def test_each_kind_of_white_cell_is_checked_while_it_is_filled_in(form: Any) -> None:
    page = read(sheet(form.key, ROWS if form.columns else ())).worksheets[1]
    asked = [each.cell.value for each in (*form.fields, *form.columns)]
    kinds = {"choice": "list", "percent": "decimal", "progress": "decimal", "day": "date", "quantity": "decimal"}
    rules = page.data_validations.dataValidation
    assert sorted(rule.type for rule in rules) == sorted(kinds[each] for each in asked if each in kinds)
    assert all(rule.showErrorMessage and rule.error for rule in rules)


def test_the_cover_has_five_lines() -> None:
    cover = [row[:2] for row in read(sheet("monthly_check", ROWS))[COVER].iter_rows(values_only=True)]
    assert cover[0][0] == "省交通运输厅回复表"
    assert [name for name, _ in cover[1:]] == ["办什么", "期限、依据", "怎样填", "怎样交回", "向谁咨询"]
    assert cover[2][1] == "2026年3月月度检查：2026年3月31日前（当月最后一日前填报）"
    assert cover[5][1] == "省目标办，王芳，13800000009"


def test_the_code_and_the_rows_stand_where_they_are_read() -> None:
    page = read(sheet("monthly_check", ROWS)).worksheets[1]
    rows = [[cell for cell in row if cell] for row in page.iter_rows(values_only=True)]
    assert [CODE, "CODE234"] in rows
    header = next(row for row in rows if CHECK in row)
    assert header[: len(GREY_TITLES)] == list(GREY_TITLES)
    assert rows[-1] == ["T002", "目标T002（工作秘密）", "CCCC-DDDD"]
    assert page.freeze_panes == "C5"


def test_a22_the_pace_stands_next_to_the_last_report_where_a_progress_is_asked() -> None:
    page = read(sheet("monthly_check", ROWS)).worksheets[1]
    assert [page.cell(row, len(GREY_TITLES) + 1).value for row in (4, 6, 7)] == [PACE, "红", None]
    assert page.cell(6, len(GREY_TITLES) + 1).protection.locked
    asked = read(sheet("consultation", ROWS)).worksheets[1]
    assert PACE not in [cell.value for row in asked.iter_rows() for cell in row]


def test_the_same_content_is_the_same_file_and_text_is_never_a_formula() -> None:
    book = AnswerBook("省交通运输厅", (sheet("monthly_check", ROWS),), "", SIGNED)
    assert workbook(book) == workbook(book)
    pages = load_workbook(BytesIO(workbook(book)))
    assert "f" not in {cell.data_type for page in pages for row in page for cell in row}


def test_sheets_of_one_name_and_names_that_excel_forbids_are_told_apart() -> None:
    titles = ["整改“A/B:*?[1]\\”", "整改“AB1”", "很长" * 30, "很长" * 30, "：/"[1:]]
    names = read(*(sheet("feedback", title=title) for title in titles)).sheetnames[1:]
    assert names == ["整改“AB1”", "整改“AB1”（2）", "很长" * 14, f"{('很长' * 13)[:25]}（2）", "整改反馈"]


def test_sheets_whose_names_differ_only_where_they_are_cut_are_told_apart() -> None:
    titles = [f"{'长' * 25}{end}" for end in ("甲甲甲", "甲甲甲", "乙乙乙", "乙乙乙")] + [COVER]
    names = read(*(sheet("quarterly_meeting", title=title) for title in titles)).sheetnames[1:]
    assert names == ["长" * 25 + end for end in ("甲甲甲", "（2）", "乙乙乙", "（3）")] + [f"{COVER}（2）"]


def test_a_rehearsal_says_so() -> None:
    signature = Signature("省目标办", date(2026, 3, 5), rehearsal=True)
    cover = read(sheet("feedback"), signature=signature)[COVER]
    assert cover["A1"].value.startswith("【演练】")


def test_a_page_is_one_a4_sheet_wide_with_the_header_on_every_page() -> None:
    page = read(sheet("monthly_check", ROWS)).worksheets[1]
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0
    assert page.print_title_rows == "$4:$4"


@pytest.mark.parametrize("key", [key for key, form in ALL_FORMS.items() if form.fields])
def test_the_name_of_a_white_cell_stands_on_one_line(key: str) -> None:
    page = read(sheet(key)).worksheets[1]
    names = [str(page[f"A{cell[1:]}"].value) for cell in white(page)]
    width = page.column_dimensions["A"].width
    assert [name for name in names if sum(2 if each > "ÿ" else 1 for each in name) * 1.05 > width] == []


@pytest.mark.parametrize(("key", "rows"), [("monthly_check", ROWS), ("opinion_feedback", ())])
def test_a_long_code_and_a_long_reason_stay_within_the_columns_in_as_many_lines_as_they_need(
    key: str, rows: Any
) -> None:
    why = "季度结束后15个工作日内；3月31日次日起算，4月4日至6日清明节放假不计。" * 5
    page = read(replace(sheet(key, rows), code="LMRDGMRR" * 40, why=why)).worksheets[1]
    widths = {get_column_letter(number): width for number, width in enumerate(widths_of(page), 1)}
    spans = {str(each).partition(":")[0]: each for each in page.merged_cells.ranges}
    top = [row for row in page.iter_rows(max_row=12) if row[0].value == CODE or str(row[0].value).startswith("期限")]
    for cell, letters in ((row[1] if row[0].value == CODE else row[0], row) for row in top):
        taken = sum(width for letter, width in widths.items() if letter >= cell.column_letter)
        assert spans[cell.coordinate].max_col == len(letters) == len(widths)
        assert cell.alignment.wrap_text
        assert page.row_dimensions[cell.row].height / 15 >= sum(2 if c > "ÿ" else 1 for c in cell.value) / taken


def test_widths_of_columns_and_rows_can_be_changed_without_a_password() -> None:
    page = read(sheet("quarterly_meeting")).worksheets[1]
    assert not page.protection.formatColumns
    assert not page.protection.formatRows
    assert page.protection.password is None


@pytest.mark.parametrize("key", ["quarterly_meeting", "remediation"])
def test_a_text_has_room_and_stays_a_text(key: str) -> None:
    page = read(sheet(key)).worksheets[1]
    texts = {white.heading for white in ALL_FORMS[key].fields if white.cell is Cell.TEXT}
    for title, cell in (row[:2] for row in page.iter_rows() if not row[1].protection.locked):
        height = page.row_dimensions[cell.row].height or 15
        assert height >= (30 if len(title.value) > 18 else 15)  # a longer title wraps
        assert plain_title(title.value) not in texts or height >= 60
        assert cell.number_format in ("@", 'yyyy"年"m"月"d"日"', "General")


def test_the_subject_of_a_remediation_stands_above_its_cells() -> None:
    rows = list(read(sheet("remediation", title="整改“农村公路”")).worksheets[1].iter_rows(values_only=True))
    assert [row[:2] for row in rows if row[0] in ("目标编号", "目标名称")] == [
        ("目标编号", "T001"),
        ("目标名称", "农村公路"),
    ]
    titles = [row[0] for row in rows]
    assert {
        "签收（可不填）",
        "整改情况（反馈）（可不填）",
        "申诉理由（可不填）",
        "申诉的印证材料（附件名）（可不填）",
    } < set(titles)
    assert "整改措施" in titles
    assert any("整改完成后填写" in str(row[0]) for row in rows)


def test_the_example_is_grey_and_carries_no_check_code() -> None:
    page = read(sheet("monthly_check", ROWS)).worksheets[1]
    example = [cell for cell in page[5] if cell.value]
    given = ["示例", "60", "进行中", "72", "已完成路基工程，正在铺设路面", "验收单.pdf、现场.jpg"]
    assert [cell.value for cell in example] == given
    assert all(cell.protection.locked and cell.font.italic for cell in example)


def test_several_duties_are_named_on_the_cover_each_with_its_limit() -> None:
    book = read(sheet("monthly_check", ROWS), sheet("quarterly_meeting", title="2026年第一季度分析会"))
    cover = dict(row[:2] for row in book[COVER].iter_rows(min_row=2, values_only=True))
    assert cover["办什么"] == "2026年3月月度检查：逐项填报；2026年第一季度分析会：逐项填报"
    assert cover["期限、依据"].count("2026年3月31日前") == 2


ALONE, WITH_FILES = "附上本文件。", "附上本文件；印证材料作为附件一并发来。"


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (("monthly_check",), WITH_FILES),
        (("self_check",), WITH_FILES),
        (("monthly_check", "self_check"), WITH_FILES),
        (("feedback",), ALONE),
        (("remediation",), WITH_FILES),
    ],
)
def test_the_cover_asks_for_files_only_where_a_sheet_has_a_place_for_them(keys: tuple[str, ...], words: str) -> None:
    cover = dict(row[:2] for row in read(*(sheet(key, ROWS) for key in keys))[COVER].iter_rows(values_only=True))
    assert cover["怎样交回"] == f"用WPS或Excel填好保存，直接回复来信，{words}"


def test_the_cover_says_in_what_unit_and_when_evidence_is_needed() -> None:
    books = (read(sheet("monthly_check", ROWS), sheet("self_check", ROWS)), read(sheet("quarterly_meeting")))
    both, meeting = (dict(row[:2] for row in book[COVER].iter_rows(values_only=True))["怎样填"] for book in books)
    assert both.count("完成数量填累计数，按“数量”一栏的单位，只填数字。") == 1
    assert "完成时限到期、申报已完成的目标须有印证材料" in both
    assert "完成数量" not in meeting


def test_a_sheet_that_takes_nothing_asks_for_no_files() -> None:
    book = AnswerBook("省厅", (replace(sheet("cloud_monitoring"), marked=True),), "", SIGNED)
    assert not asks_files(book)
    assert asks_files(replace(book, sheets=(sheet("cloud_monitoring"),)))


def test_without_a_person_to_phone_the_agency_is_named() -> None:
    book = AnswerBook("省厅", (sheet("feedback"),), "", SIGNED)
    assert load_workbook(BytesIO(workbook(book)))[COVER]["B6"].value == "省目标办"
