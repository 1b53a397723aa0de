"""检查填报: the sheet in which offices report progress."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.intake.complaints import Checked
from models.intake.report import COLUMNS, ReportRow, read_reports
from models.rules.kinds import LineStatus

LINE = ["GZ01", "2026-03", "T-01", 85, "进行中", "按计划推进"]


def read(folder: Path, *lines: list[Any], form: str = "General") -> Checked[ReportRow]:
    workbook = Workbook()
    assert isinstance(workbook.active, Worksheet)
    for line in [[column.name for column in COLUMNS], *lines]:
        workbook.active.append(line)
    workbook.active["D2"].number_format = form
    workbook.save(folder / "填报.xlsx")
    return read_reports(folder / "填报.xlsx")


def test_every_column_of_a_report_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, [*LINE]).rows[0].row == ReportRow(
        department="GZ01",
        period="2026-03",
        target="T-01",
        progress=Decimal(85),
        status=LineStatus.IN_PROGRESS,
        remark="按计划推进",
    )


@pytest.mark.parametrize(("value", "form"), [(0.85, "0%"), (0.85, "0.00%"), ("85%", "General"), (85, "General")])
def test_a_progress_is_the_value_that_people_see_in_the_cell(tmp_path: Path, value: object, form: str) -> None:
    assert read(tmp_path, [*LINE[:3], value], form=form).rows[0].row.progress == 85


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (["GZ01", "2026-03", "T-01", 130], "D2：进度“130”应在0到100之间"),
        (["GZ01", "2026-03", "T-01", None], "D2：进度不能为空"),
        (["GZ01", "2026H1", "T-01", 50], "B2：期间“2026H1”不是月份或季度，请写成2026-03或2026Q1"),
        (["GZ01", "2026-03", "T-01", 50, "顺利"], "E2：状态“顺利”不在可选范围内，可填：已完成、进行中、未开展、受阻"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, line: list[object], text: str) -> None:
    (complaint,) = read(tmp_path, line).complaints
    assert text in str(complaint)


def test_a_target_is_reported_once_for_a_department_and_month(tmp_path: Path) -> None:
    others: list[list[object]] = [["GZ02", *LINE[1:]], ["GZ01", "2026-04", *LINE[2:]], ["GZ01", "2026-03", "T-02", 1]]
    checked = read(tmp_path, [*LINE], *others, ["GZ01", "2026年3月", "Ｔ-01", 90])
    (complaint,) = checked.complaints
    assert complaint.cell == "C6"
    assert "重复：第2行与第6行" in complaint.message
