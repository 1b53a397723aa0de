"""Dates of Excel's Chinese edition: cells whose format has only a number are read as dates."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from models.intake.complaints import ReadColumn
from models.intake.sheet.number_formats import CHINESE_FORMATS
from models.intake.sheet.reading import read_rows
from models.intake.values import day

if TYPE_CHECKING:
    from pathlib import Path

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


@pytest.mark.parametrize("number", sorted(set(CHINESE_FORMATS) - {32, 33, 34, 35, 55, 56}))
def test_a_date_in_a_format_of_the_chinese_excel_is_a_date(tmp_path: Path, number: int) -> None:
    assert day(first_value(tmp_path, number, date(2026, 3, 31))) == date(2026, 3, 31)


def test_a_number_in_another_format_stays_a_number(tmp_path: Path) -> None:
    assert first_value(tmp_path, 2, 46112) == 46112


def test_all_formats_of_the_chinese_excel_are_known() -> None:
    assert sorted(CHINESE_FORMATS) == [*range(27, 37), *range(50, 59)]
