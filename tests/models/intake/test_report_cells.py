"""检查填报: every column of the sheet with good and bad cells, each complaint with its place and words."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.intake.report import COLUMNS, ReportRow, read_reports
from models.rules.kinds import LineStatus

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Checked

GOOD: dict[str, Any] = {"部门编码": "GZ01", "期间": "2026-03", "目标编号": "T-01", "进度": "85"}
TITLES = [column.name for column in COLUMNS]
PERIOD = "不是月份或季度，请写成2026-03或2026Q1"
PROGRESS = "应在0到100之间，请填数字或百分数"
UNFOUNDED = "应在0到100之间；超额完成的，须另填完成数量"


def read(folder: Path, *rows: dict[str, Any]) -> Checked[ReportRow]:
    with (folder / "填报.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, TITLES)
        writer.writeheader()
        writer.writerows(GOOD | row for row in rows)
    return read_reports(folder / "填报.csv")


def read_workbook(folder: Path, value: object, *, column: str, form: str = "General") -> Checked[ReportRow]:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.append(TITLES)
    sheet.append([(GOOD | {column: value}).get(name) for name in TITLES])
    sheet.cell(2, TITLES.index(column) + 1).number_format = form
    workbook.save(folder / "填报.xlsx")
    return read_reports(folder / "填报.xlsx")


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("部门编码", "", "不能为空"),
        ("期间", "", "不能为空"),
        ("期间", "2026", f"“2026”{PERIOD}"),
        ("期间", "2026年", f"“2026年”{PERIOD}"),
        ("期间", "2026H1", f"“2026H1”{PERIOD}"),
        ("期间", "3月", f"“3月”{PERIOD}"),
        ("期间", "2026年三月", f"“2026年三月”{PERIOD}"),
        ("期间", "2026/03", f"“2026/03”{PERIOD}"),
        ("期间", "2026-03-01", f"“2026-03-01”{PERIOD}"),
        ("期间", "2026Q5", f"“2026Q5”{PERIOD}"),
        ("期间", "2026年五季度", f"“2026年五季度”{PERIOD}"),
        ("期间", "2026-13", "“2026-13”不是有效日期"),
        ("期间", "2026-00", "“2026-00”不是有效日期"),
        ("目标编号", "\u200b", "不能为空"),
        ("进度", "", "不能为空"),
        ("进度", "100.01", f"“100.01”{UNFOUNDED}"),
        ("进度", "-0.01", f"“-0.01”{PROGRESS}"),
        ("进度", "101%", f"“101”{UNFOUNDED}"),
        ("进度", "1001", "“1001”超过1000%，请核对"),
        ("进度", "八成五", f"“八成五”{PROGRESS}"),
        ("进度", "85/100", f"“85/100”{PROGRESS}"),
        ("进度", "%", f"“%”{PROGRESS}"),
        ("进度", "85‰", f"“85‰”{PROGRESS}"),
        ("状态", "完成", "“完成”不在可选范围内，可填：已完成、进行中、未开展、受阻"),
        ("状态", "已完成、受阻", "“已完成、受阻”不在可选范围内，可填：已完成、进行中、未开展、受阻"),
        ("说明", "按计划\x7f推进", "含有看不见的控制字符（U+007F），请删除后重新导入"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(tmp_path: Path, column: str, cell: str, words: str) -> None:
    checked = read(tmp_path, {"目标编号": "T-00"}, {column: cell})
    assert [str(each) for each in checked.complaints] == [f"填报.csv 第3行“{column}”列：{column}{words}"]
    assert [located.row.target for located in checked.rows] == ["T-00"]


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("期间", "２０２６年１２月", "period", "2026-12"),
        ("期间", "2026年第二季度", "period", "2026Q2"),
        ("期间", "2026年4季度", "period", "2026Q4"),
        ("期间", "2026q3", "period", "2026Q3"),
        ("进度", "0", "progress", Decimal(0)),
        ("进度", "１００％", "progress", Decimal(100)),
        ("进度", "85 %", "progress", Decimal(85)),
        ("进度", "33.335", "progress", Decimal("33.34")),
        ("进度", "99.995", "progress", Decimal("100.00")),
        ("状态", "not_started", "status", LineStatus.NOT_STARTED),
        ("状态", "", "status", None),
        ("说明", " 第一行\r\n第二行 ", "remark", "第一行\n第二行"),
        ("说明", '=HYPERLINK("http://x")', "remark", '=HYPERLINK("http://x")'),
        ("说明", "推" * 30_000, "remark", "推" * 30_000),
    ],
)
def test_a_good_cell_is_normalised(tmp_path: Path, column: str, cell: str, field: str, value: object) -> None:
    checked = read(tmp_path, {column: cell})
    assert checked.complaints == ()
    assert getattr(checked.rows[0].row, field) == value


@pytest.mark.parametrize(
    ("value", "form", "progress"),
    [
        (85, "General", "85"),
        (85.125, "0.00", "85.13"),
        (0.85, "0%", "85"),
        (0.12345, "0.00%", "12.35"),
        (1, "0%", "100"),
        (0.85, "[Red]0%;[Blue]-0%", "85"),
        (85, '0"%"', "85"),
        (85, r"0\%", "85"),
        (0.1 + 0.2, "General", "0.3"),
    ],
)
def test_a_progress_is_what_excel_shows(tmp_path: Path, value: float, form: str, progress: str) -> None:
    checked = read_workbook(tmp_path, value, column="进度", form=form)
    assert [located.row.progress for located in checked.rows] == [Decimal(progress)]


@pytest.mark.parametrize(
    ("column", "value", "form", "complaint"),
    [
        ("进度", 1.01, "0%", f"D2：进度“101”{UNFOUNDED}"),
        ("进度", True, "General", f"D2：进度“TRUE”{PROGRESS}"),
        ("进度", date(2026, 3, 31), "yyyy-mm-dd", f"D2：进度“2026-03-31”{PROGRESS}"),
        ("期间", date(2026, 3, 2), "yyyy-mm", f"B2：期间“2026-03-02”{PERIOD}"),
        ("期间", 202603, "General", f"B2：期间“202603”{PERIOD}"),
        ("期间", 2026.03, "0.00", f"B2：期间“2026.03”{PERIOD}"),
        ("目标编号", date(2026, 1, 1), "m-d", "C2：目标编号“2026-01-01”被存成了日期，请把单元格改为文本格式后重新填写"),
    ],
)
def test_a_bad_typed_cell_is_named_by_its_letter(
    tmp_path: Path, column: str, value: object, form: str, complaint: str
) -> None:
    checked = read_workbook(tmp_path, value, column=column, form=form)
    assert [str(each) for each in checked.complaints] == [f"填报.xlsx 工作表“Sheet” {complaint}"]


@pytest.mark.parametrize(("cell", "progress"), [("104%", 104), ("133", 133), ("187.9", Decimal("187.9"))])
def test_more_than_all_is_taken_with_its_quantity(tmp_path: Path, cell: str, progress: Decimal) -> None:
    checked = read(tmp_path, {"进度": cell, "完成数量": "52242"})
    assert checked.complaints == ()
    assert [located.row.progress for located in checked.rows] == [progress]


def test_an_unreadable_quantity_is_the_only_fault_of_its_row(tmp_path: Path) -> None:
    checked = read(tmp_path, {"进度": "104", "完成数量": "多"})
    [fault] = map(str, checked.complaints)
    assert fault.startswith("填报.csv 第2行“完成数量”列：完成数量“多”不是数")


@pytest.mark.parametrize(
    ("rows", "complaints"),
    [
        ([{}, {"期间": "2026Q1"}, {"部门编码": "GZ02"}, {"目标编号": "T-02"}], []),
        ([{}, {"期间": "2026年3月", "进度": "90"}], ["第3行“目标编号”列"]),
        ([{"期间": "2026Q1"}, {"期间": "2026年第一季度"}], ["第3行“目标编号”列"]),
        ([{}, {"期间": "三月"}, {}], ["第3行“期间”列", "第4行“目标编号”列"]),
    ],
)
def test_a_line_is_unique_by_department_period_and_target(
    tmp_path: Path, rows: list[dict[str, str]], complaints: list[str]
) -> None:
    assert [each.cell for each in read(tmp_path, *rows).complaints] == complaints
