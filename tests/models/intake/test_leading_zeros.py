"""Codes of one sheet that differ only by leading zeros are asked about."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.intake.department import read_departments
from models.intake.target import read_targets

ASKED = "只差前导零，是不是同一个？是的，两处写成同样的编码；不是的，分两张表导入"


def book(folder: Path, *rows: tuple[str | int, ...]) -> Path:
    workbook = Workbook()
    assert isinstance(workbook.active, Worksheet)
    for row in rows:
        workbook.active.append(row)
    workbook.save(folder / "表.xlsx")
    return folder / "表.xlsx"


def test_two_departments_whose_codes_differ_by_a_zero_are_asked_about_with_both_cells(tmp_path: Path) -> None:
    file = book(tmp_path, ("名称", "编码"), ("教育厅", "0901"), ("水利厅", 902), ("教育局", 901))
    [complaint] = read_departments(file).complaints
    assert (complaint.cell, complaint.message) == ("B4", f"编码“901”与B2的“0901”{ASKED}")


@pytest.mark.parametrize(
    ("codes", "found"), [(("0", "00"), 1), (("10", "1"), 0), (("A01", "A1"), 0), (("01", "1", "001"), 2)]
)
def test_only_leading_zeros_are_asked_about(tmp_path: Path, codes: tuple[str, ...], found: int) -> None:
    file = book(tmp_path, ("编码", "名称"), *((code, f"第{place}局") for place, code in enumerate(codes)))
    assert len(read_departments(file).complaints) == found


def test_codes_that_differ_only_by_case_are_asked_about(tmp_path: Path) -> None:
    file = book(tmp_path, ("名称", "编码"), ("教育厅", "X22"), ("水利厅", "x22"), ("教育局", "X23"))
    [complaint] = read_departments(file).complaints
    assert complaint.cell == "B3"
    assert complaint.message.startswith("编码“x22”与B2的“X22”只差大小写，是不是同一个？")


def test_targets_are_asked_about_within_their_year(tmp_path: Path) -> None:
    title = ("编号", "目标名称", "年度", "责任部门", "下达日期")
    rows = (("0901", "甲", 2026), ("901", "乙", 2025), (901, "丙", 2026), ("坏", "丁", "何年"))
    file = book(tmp_path, title, *((*row, "D001", "2026-02-27") for row in rows))
    asked = [each for each in read_targets(file).complaints if "前导零" in each.message]
    assert [(each.cell, each.message) for each in asked] == [("A4", f"编号“901”与A2的“0901”{ASKED}")]
