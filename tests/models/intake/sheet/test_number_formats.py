"""Dates of Excel's Chinese edition: cells whose format has only a number are read as dates."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from models.intake.complaints import ReadColumn
from models.intake.sheet.number_formats import CHINESE_FORMATS
from models.intake.sheet.reading import read_rows, rows_of
from models.intake.values import day

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Sheet


COLUMNS = (ReadColumn("编码", required=True), ReadColumn("日期"))
STYLES = "xl/styles.xml"


def book_with_format(number: int, value: object) -> bytes:
    """Returns a workbook whose date cell has this format number and no format code, as Excel writes it."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (["编码", "日期"], ["SJYT", value]):
        sheet.append(row)
    sheet["B2"].number_format = '"own"yyyy'
    workbook.save(own := io.BytesIO())
    with ZipFile(own) as before, ZipFile(changed := io.BytesIO(), "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == STYLES:
                content = re.sub(rb"<numFmts.*?</numFmts>", b"", content)
                content = re.sub(rb'numFmtId="16\d"', f'numFmtId="{number}"'.encode(), content)
            after.writestr(name, content)
    return changed.getvalue()


def first_value(folder: Path, number: int, value: object) -> Any:
    (folder / "部门.xlsx").write_bytes(book_with_format(number, value))
    [row] = read_rows(folder / "部门.xlsx", COLUMNS).rows
    return row.cells["日期"]


@pytest.mark.parametrize("number", [30, 31])
def test_a_date_in_a_format_of_the_chinese_excel_is_a_date(tmp_path: Path, number: int) -> None:
    assert day(first_value(tmp_path, number, date(2026, 3, 31))) == date(2026, 3, 31)


@pytest.mark.parametrize(("number", "shown"), [(27, "2026年3月"), (57, "2026年3月"), (28, "3月31日"), (58, "3月31日")])
def test_a_format_of_the_chinese_excel_may_lack_the_day_or_the_year(tmp_path: Path, number: int, shown: str) -> None:
    assert first_value(tmp_path, number, date(2026, 3, 31)) == shown


@pytest.mark.parametrize("number", [32, 55])
def test_a_day_whose_time_alone_is_shown_is_no_day(tmp_path: Path, number: int) -> None:
    assert first_value(tmp_path, number, datetime(2026, 3, 31, 8, 30)) == "08:30"  # noqa: DTZ001 - a cell has no zone


@pytest.mark.parametrize("code", ["[$-804]aaaa", "dddd", "aaa;@"])
def test_a_day_that_is_shown_as_its_weekday_is_no_day(tmp_path: Path, code: str) -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["编码", "日期"])
    workbook.active.append(["SJYT", date(2026, 3, 31)])
    workbook.active["B2"].number_format = code
    workbook.save(tmp_path / "部门.xlsx")
    [row] = read_rows(tmp_path / "部门.xlsx", COLUMNS).rows
    assert row.cells["日期"] == "星期二"


def test_a_number_in_another_format_stays_a_number(tmp_path: Path) -> None:
    assert first_value(tmp_path, 2, 46112) == 46112


def test_all_formats_of_the_chinese_excel_are_known() -> None:
    assert sorted(CHINESE_FORMATS) == [*range(27, 37), *range(50, 59)]


KEY = (ReadColumn("编码", required=True, code=True, key=True), ReadColumn("名称"))
REFERENCE = (ReadColumn("编码", required=True, code=True), ReadColumn("名称"))


def book(codes: list[Any], columns: tuple[ReadColumn, ...] = KEY, form: str = "General") -> Sheet:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["编码", "名称"])
    for row, code in enumerate(codes, 2):
        workbook.active.append([code, f"名{row}"])
        workbook.active.cell(row, 1).number_format = form
    workbook.save(stream := io.BytesIO())
    return rows_of("表.xlsx", stream.getvalue(), columns)


def codes(sheet: Sheet) -> list[Any]:
    return [row.cells["编码"] for row in sheet.rows]


def test_a_number_is_filled_up_to_the_length_of_the_other_codes() -> None:
    sheet = book(["0101", 102, "AGENCY", 1103, 7])
    assert codes(sheet) == ["0101", "0102", "AGENCY", 1103, "0007"]
    assert sheet.guessed == ("编码丢了前导零，已补：A3读作“0102”、A6读作“0007”",)


@pytest.mark.parametrize(
    "written",
    [
        [101, 102, 1103],  # no code shows its length
        ["0101", "00102", 103],  # codes of two lengths
        ["0101", "102"],  # typed as text: as it was meant
        ["0101", 101],  # one key twice, or two keys: asked about later
        ["B101", 102],
    ],
)
def test_without_proof_a_code_stays_as_it_is(written: list[Any]) -> None:
    sheet = book(written)
    assert (codes(sheet), sheet.guessed) == (written, ())


def test_a_reference_is_filled_up_also_to_a_code_that_the_sheet_has() -> None:
    assert codes(book(["0101", 101], REFERENCE)) == ["0101", "0101"]


def test_a_text_file_has_only_digits_to_go_by() -> None:
    sheet = rows_of("表.csv", "编码,名称\n0101,甲\n102,乙\nA3,丙\n".encode(), KEY)
    assert codes(sheet) == ["0101", "0102", "A3"]
    assert sheet.guessed == ("编码丢了前导零，已补：第3行“编码”列读作“0102”",)


def test_a_format_of_zeros_shows_the_code_as_people_see_it() -> None:
    sheet = book([101, 1102], form="0000")
    assert (codes(sheet), sheet.guessed) == (["0101", "1102"], ())


def test_at_most_five_restored_codes_are_listed() -> None:
    sheet = book(["0101", *range(2, 10)])
    assert sheet.guessed[0].count("读作") == 5
    assert sheet.guessed[0].endswith("等8格")


def test_a_column_of_other_values_is_left_alone() -> None:
    plain = (ReadColumn("编码", required=True), ReadColumn("名称"))
    assert codes(book(["0101", 102], plain)) == ["0101", 102]
