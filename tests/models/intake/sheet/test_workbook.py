"""Workbooks: typed cells, formulas, merged cells, headings and the choice of the sheet, each with its words."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from models.intake import calendar, contact, covert, department, report, review, target
from models.intake.complaints import ReadColumn
from models.intake.sheet.reading import read_rows
from models.rules.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from models.intake.complaints import Checked, Sheet

COLUMNS = (ReadColumn("编码", required=True), ReadColumn("名称", ("单位名称",)), ReadColumn("日期"))
HEADING = ["编码", "名称", "备注", "日期"]
MISSING = "请在表头中补齐后重新导入"
PENDING = "的公式没有计算结果，请用Excel打开并保存后重新导入"


def book(*rows: list[Any], change: Callable[[Worksheet], object] = lambda _: None, title: str = "部门") -> Workbook:
    workbook = Workbook()
    assert isinstance(workbook.active, Worksheet)
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    change(workbook.active)
    return workbook


def read(folder: Path, workbook: Workbook, name: str = "部门.xlsx") -> Sheet:
    workbook.save(stream := io.BytesIO())
    (folder / name).write_bytes(stream.getvalue())
    return read_rows(folder / name, COLUMNS)


def refusal(folder: Path, workbook: Workbook) -> str:
    with pytest.raises(Refused) as caught:
        read(folder, workbook)
    return caught.value.message


def complaints(sheet: Sheet) -> list[str]:
    return [str(complaint) for complaint in sheet.complaints]


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (7, 7),
        (0.1, 0.1),
        ("007", "007"),
        ("１２", "１２"),
        ("2026-06-30", "2026-06-30"),
        (datetime(2026, 6, 30, 8, 30), datetime(2026, 6, 30, 8, 30)),  # noqa: DTZ001 - as in the cell
        (time(8, 30), "08:30:00"),
        (False, "FALSE"),
        ("\u3000甲\n乙\u200b ", "甲\n乙"),
        ("教" * 32_767, "教" * 32_767),
        (CellRichText("省", TextBlock(InlineFont(b=True), "教育"), "厅"), "省教育厅"),
        ("_x0041_", "A"),
        ("_x005F_x0041_", "_x0041_"),
    ],
)
def test_a_cell_keeps_its_type_or_is_read_as_its_text(tmp_path: Path, value: object, seen: object) -> None:
    sheet = read(tmp_path, book(HEADING, ["A01", value]))
    assert (sheet.rows[0].cells["名称"], complaints(sheet)) == (seen, [])


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
def test_an_error_of_excel_is_named_at_its_cell(tmp_path: Path, error: str) -> None:
    sheet = read(tmp_path, book(HEADING, ["A01"], ["A02", error]))
    expected = f"部门.xlsx 工作表“部门” B3：名称“{error}”是Excel错误值，请改正公式后重新导入"
    assert complaints(sheet) == [expected]


@pytest.mark.parametrize("place", ["A2", "B3", "D4"])
def test_a_formula_without_a_result_is_named_at_its_cell(tmp_path: Path, place: str) -> None:
    rows = [["A01", "甲"], ["A02", "乙"], ["A03", "丙"]]
    sheet = read(tmp_path, book(HEADING, *rows, change=lambda sheet: sheet.__setitem__(place, "=UPPER(C1)")))
    title = {"A": "编码", "B": "名称", "D": "日期"}[place[0]]
    assert complaints(sheet) == [f"部门.xlsx 工作表“部门” {place}：{title}{PENDING}"]


def test_an_array_formula_without_a_result_is_named_too(tmp_path: Path) -> None:
    sheet = read(tmp_path, book(HEADING, ["A01", ArrayFormula("B2", "=SUM(C2:C9)")]))
    assert complaints(sheet) == [f"部门.xlsx 工作表“部门” B2：名称{PENDING}"]


@pytest.mark.parametrize("value", ["=1+1", "#REF!", "_x0007_"])
def test_a_fault_in_an_unknown_column_does_not_matter(tmp_path: Path, value: str) -> None:
    sheet = read(tmp_path, book(HEADING, ["A01", "甲", value], [None, None, value]))
    assert (len(sheet.rows), complaints(sheet), sheet.ignored) == (1, [], ("备注",))


def test_a_cell_merged_over_rows_has_its_value_in_each(tmp_path: Path) -> None:
    rows = [["A01", "甲"], ["A02"], ["A03"], ["A04", "乙"]]
    sheet = read(tmp_path, book(HEADING, *rows, change=lambda sheet: sheet.merge_cells("B2:B4")))
    assert [row.cells["名称"] for row in sheet.rows] == ["甲", "甲", "甲", "乙"]
    assert sheet.guessed == ("合并的单元格B2:B4，其中各行读作同一内容",)


def test_a_merged_cell_makes_no_row_of_blank_lines(tmp_path: Path) -> None:
    sheet = read(tmp_path, book(HEADING, ["A01", "甲"], change=lambda sheet: sheet.merge_cells("B2:B9")))
    assert [(row.number, row.cells["名称"]) for row in sheet.rows] == [(2, "甲")]


@pytest.mark.parametrize(("cells", "faulty"), [("B3:C3", ["B3"]), ("C3:D4", ["D3", "D4"]), ("A3:B3", ["A3", "B3"])])
def test_a_cell_merged_over_columns_is_a_fault_at_its_place(tmp_path: Path, cells: str, faulty: list[str]) -> None:
    rows: list[list[Any]] = [["A01", "甲"], ["A02", "乙", "略", None], ["A03", "丙"]]
    sheet = read(tmp_path, book(HEADING, *rows, change=lambda sheet: sheet.merge_cells(cells)))
    assert [complaint.cell for complaint in sheet.complaints] == faulty
    assert f"与其他列合并了（{cells}），看不出各列的内容" in complaints(sheet)[0]


def test_at_most_ten_merged_places_are_listed(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        for row in range(2, 26, 2):
            sheet.merge_cells(f"B{row}:B{row + 1}")

    rows: list[list[Any]] = [[f"A{number}"] for number in range(24)]
    sheet = read(tmp_path, book(HEADING, *rows, change=change))
    assert sheet.guessed[0].count("、") == 9
    assert "等12处" in sheet.guessed[0]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["2026年部门名单"], ["名称", "日期"], ["甲"]], f"缺少列：编码；第2行现有：名称、日期；{MISSING}"),
        ([[], []], f"缺少列：编码；第1行现有：空；{MISSING}"),
        ([["代码", 2026, date(2026, 1, 1)], ["A01"]], f"缺少列：编码；第1行现有：代码、2026、2026-01-01；{MISSING}"),
        (
            [["编码", "名称", "单位名称"], ["A01"]],
            "有几列表示同一内容（B1“名称”、C1“单位名称”），请只保留一列后重新导入",
        ),
        ([["编码", None, "编码*"], ["A01"]], "有几列表示同一内容（A1“编码”、C1“编码”），请只保留一列后重新导入"),
    ],
)
def test_a_wrong_heading_is_refused(tmp_path: Path, rows: list[list[Any]], words: str) -> None:
    assert refusal(tmp_path, book(*rows)) == f"未导入：“部门.xlsx”工作表“部门”{words}。"


@pytest.mark.parametrize("rows", [[HEADING], [HEADING, [None, "\u3000"], []], [HEADING, [None, None, "备注"]]])
def test_a_sheet_without_any_row_is_refused(tmp_path: Path, rows: list[list[Any]]) -> None:
    assert refusal(tmp_path, book(*rows)) == "未导入：“部门.xlsx”只有表头，没有数据，请填写后重新导入。"


SHEETS: list[tuple[Callable[[Path], Checked[Any]], tuple[ReadColumn, ...]]] = [
    (calendar.read_calendar, calendar.COLUMNS),
    (contact.read_contacts, contact.COLUMNS),
    (covert.read_covert_results, covert.COLUMNS),
    (department.read_departments, department.COLUMNS),
    (report.read_reports, report.COLUMNS),
    (review.read_reviews, review.COLUMNS),
    (target.read_targets, target.COLUMNS),
]


@pytest.mark.parametrize(("reader", "columns"), SHEETS)
def test_a_second_heading_is_refused_as_a_row(
    tmp_path: Path, reader: Callable[[Path], Checked[Any]], columns: tuple[ReadColumn, ...]
) -> None:
    heading: list[Any] = [column.name for column in columns]
    book(heading, heading).save(tmp_path / "表.xlsx")
    checked = reader(tmp_path / "表.xlsx")
    assert checked.rows == ()
    assert {complaint.cell[1:] for complaint in checked.complaints} == {"2"}


@pytest.mark.parametrize(
    ("title", "shown"),
    [("编码*", "编码"), ("编码＊ ", "编码"), ("编 码", "编 码"), ("编码 *", "编码"), ("\u200b编码", "编码")],
)
def test_a_heading_is_recognised_and_complaints_show_it_without_its_mark(
    tmp_path: Path, title: str, shown: str
) -> None:
    (complaint,) = complaints(read(tmp_path, book([title, "名称"], [None, "甲"])))
    assert complaint == f"部门.xlsx 工作表“部门” A2：{shown}不能为空"


@pytest.mark.parametrize("place", [1, 27, 52, 53, 200])
def test_a_place_far_to_the_right_has_the_letters_of_excel(tmp_path: Path, place: int) -> None:
    sheet = read(
        tmp_path,
        book(
            [None] * (place - 1) + ["编码", "日期"][: 200 - place + 1],
            change=lambda sheet: sheet.cell(9, place, "#N/A"),
        ),
    )
    letters = {1: "A", 27: "AA", 52: "AZ", 53: "BA", 200: "GR"}[place]
    assert [complaint.cell for complaint in sheet.complaints] == [f"{letters}9"]


def test_hidden_rows_and_columns_are_read(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = sheet.column_dimensions["B"].hidden = True
        sheet.auto_filter.ref = "A1:D3"

    sheet = read(tmp_path, book(HEADING, ["A01", "甲"], ["A02", "乙"], change=change))
    assert [row.cells["名称"] for row in sheet.rows] == ["甲", "乙"]
    assert sheet.guessed == ("第2行是隐藏或筛选掉的行，也已读入",)


def test_days_counted_from_1904_are_the_same_days(tmp_path: Path) -> None:
    workbook = book(HEADING)
    workbook.epoch = CALENDAR_MAC_1904
    workbook["部门"].append(["A01", None, None, date(2026, 6, 30)])
    assert read(tmp_path, workbook).rows[0].cells["日期"] == datetime(2026, 6, 30)  # noqa: DTZ001 - as in the cell


@pytest.mark.parametrize("first", [["说明"], ["名称", "日期"], [], ["编号", "名称"]])
def test_the_sheet_with_the_columns_is_found_behind_others(tmp_path: Path, first: list[str]) -> None:
    workbook = book(first, title="填表说明")
    for row in [HEADING, ["A01", "甲"]]:
        workbook["名单" if "名单" in workbook.sheetnames else workbook.create_sheet("名单").title].append(row)
    assert read(tmp_path, workbook).sheet == "名单"


def test_the_nearest_sheet_is_named_if_none_has_the_columns(tmp_path: Path) -> None:
    columns = (ReadColumn("编码", required=True), ReadColumn("名称", required=True))
    workbook = book(["说明"], title="填表说明")
    workbook.create_sheet("名单").append(["名称"])
    workbook.save(tmp_path / "部门.xlsx")
    with pytest.raises(Refused, match=f"^未导入：“部门.xlsx”工作表“名单”缺少列：编码；第1行现有：名称；{MISSING}。$"):
        read_rows(tmp_path / "部门.xlsx", columns)


def test_a_workbook_with_only_a_chart_to_see_is_refused(tmp_path: Path) -> None:
    workbook = book(HEADING, ["A01"], change=lambda sheet: setattr(sheet, "sheet_state", "hidden"))
    chart = BarChart()
    chart.add_data(Reference(workbook["部门"], min_col=1, min_row=1, max_row=2))
    workbook.create_chartsheet("图").add_chart(chart)
    workbook.active = 1
    assert refusal(tmp_path, workbook) == "未导入：“部门.xlsx”没有可见的工作表，请取消隐藏后重新导入。"
