"""The rows of a file are checked against their model; a code that stands twice is complained about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import Field

from models.intake.complaints import Heading, ReadColumn, Row, RowsOrigin, SheetRow
from models.intake.department import read_departments
from models.intake.row_checks import check_rows, columns_of, repeated
from models.intake.target import read_targets
from models.intake.values import Code, MaybeDay, code
from models.rules.sheet_check import CHECK

LEAD = "责任部门"
SHEET = RowsOrigin(
    "目标表.xlsx", "目标", 30, {LEAD: Heading(LEAD, 8, "H"), "密钥": Heading("密钥", 9, "I", secret=True)}
)


class Pair(SheetRow):
    lead: Code = Field(validation_alias=LEAD)
    secret: MaybeDay = Field(default=None, validation_alias="密钥")


class Marked(SheetRow):
    """A row with a field for the check code, as that of a review has."""

    lead: Code = Field(validation_alias=LEAD)
    mark: Code = Field(validation_alias=CHECK)


def row(lead: str | None = "省教育局", number: int = 12) -> Row:
    return Row(SHEET, number, {LEAD: lead, "密钥": None})


def test_checked_rows_store_their_place() -> None:
    (located,) = check_rows("目标表.xlsx", [row()], Pair).rows
    assert located.row.lead == "省教育局"
    assert located.complain(LEAD, "不在部门名单中").cell == "H12"


def test_every_row_is_checked_and_each_cell_complained_about_once() -> None:
    rows = [Row(SHEET, 2, {LEAD: None, "密钥": "昨天"}, {LEAD: "不能为空"}), row(number=3)]
    checked = check_rows("目标表.xlsx", rows, Pair, [rows[0].complain(LEAD, "重复")])
    assert [complaint.cell for complaint in checked.complaints] == ["H2", "I2"]
    assert checked.complaints[0].message == "责任部门不能为空"
    assert [located.source.number for located in checked.rows] == [3]


def test_a_row_with_a_fault_is_not_sound_even_when_its_model_is() -> None:
    assert check_rows("a.xlsx", [replace(row(), faults={LEAD: "含有Excel错误值"})], Pair).rows == ()


def test_repeated_keys_name_both_rows_at_the_later_one() -> None:
    rows = [row("A"), row("B", 13), row("Ａ", 14), row(None, 15), row(None, 16)]
    (complaint,) = repeated(rows, LEAD, lambda row: code(row.cells[LEAD]))
    assert str(complaint).endswith("H14：责任部门“Ａ”重复：第12行与第14行，请只保留一行")


def test_the_check_code_of_an_exported_row_is_not_for_a_model_without_one() -> None:
    coded = replace(row(), cells={LEAD: "A", CHECK: "ABCD-EF"})
    (located,) = check_rows("a.xlsx", [coded], Pair).rows
    assert located.row.lead == "A"
    assert located.source.cells[CHECK] == "ABCD-EF"


def test_a_model_with_a_check_code_reads_it() -> None:
    coded = replace(row(), cells={LEAD: "A", CHECK: "ABCD-EF"})
    (located,) = check_rows("a.xlsx", [coded], Marked).rows
    assert located.row.mark == "ABCD-EF"


def test_a_model_with_a_check_code_needs_it() -> None:
    (complaint,) = check_rows("a.xlsx", [replace(row(), cells={LEAD: "A", CHECK: None})], Marked).complaints
    assert complaint.message.startswith(CHECK)


def test_a_code_that_cannot_be_read_is_no_repetition() -> None:
    assert list(repeated([row(None), row(None, 13)], LEAD, lambda row: code(row.cells[LEAD]))) == []


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


class Measured(SheetRow):
    """A row whose second cell may be empty."""

    code: str = Field(validation_alias="编号")
    length: str = Field(default="", validation_alias="长度")
    unit: str = Field(validation_alias="单位")


def test_the_columns_of_a_row_follow_from_its_fields_and_special_ones_stand_in_their_place_or_last() -> None:
    length, check = ReadColumn("长度", ("里程",)), ReadColumn(CHECK)
    plain = ReadColumn("编号", required=True), ReadColumn("单位", required=True)
    assert columns_of(Measured, check, length) == (plain[0], length, plain[1], check)
