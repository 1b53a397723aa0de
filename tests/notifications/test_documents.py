"""Workbooks of tables: widths, numbers, covers and page headers, read back from the bytes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from models.ledger.papers.signature import Signature
from notifications.documents.department_ledger import (
    ANSWERS,
    CONTESTS,
    DUTIES_OWED,
    ENTRY_WIDTHS,
    FINDINGS,
    TARGET_WIDTHS,
)
from notifications.documents.grid import COVER, Grid
from tests.column_widths import widths_of

SIGNED = Signature("省目标办", date(2026, 9, 10))


def book_of(rows: list[list[Any]], columns: dict[str, int]) -> Any:
    grid = Grid("表", SIGNED)
    grid.sheet("数据", columns, rows)
    return load_workbook(BytesIO(grid.finished()))


@pytest.mark.parametrize("columns", [TARGET_WIDTHS, DUTIES_OWED, ANSWERS, FINDINGS, ENTRY_WIDTHS, CONTESTS])
def test_a_sheet_of_the_ledger_has_the_widths_of_its_columns(columns: dict[str, int]) -> None:
    sheet = book_of([["x"] * len(columns)], columns)["数据"]
    assert widths_of(sheet) == list(columns.values())
    assert [cell.value for cell in sheet[1]] == list(columns)
    assert sheet.auto_filter.ref == f"A1:{get_column_letter(len(columns))}2"


@pytest.mark.parametrize("columns", [TARGET_WIDTHS, DUTIES_OWED, ANSWERS, FINDINGS, ENTRY_WIDTHS, CONTESTS])
def test_a_column_of_the_ledger_is_wide_enough_for_its_title(columns: dict[str, int]) -> None:
    assert [title for title, width in columns.items() if len(title) > width] == []


@pytest.mark.parametrize(
    ("value", "stored", "kind"),
    [
        (0, 0, "n"),
        (-3, -3, "n"),
        (Decimal("86.5"), 86.5, "n"),
        (Decimal("0.1"), 0.1, "n"),
        (10**12, 10**12, "n"),
        ("0", "0", "s"),
        ("", None, "n"),
        (None, None, "n"),
    ],
)
def test_a_number_stays_a_number_and_nothing_stays_empty(value: Any, stored: Any, kind: str) -> None:
    cell = book_of([[value, "末"]], {"值": 10, "末": 10})["数据"]["A2"]
    assert (cell.value, cell.data_type) == (stored, kind)


@pytest.mark.parametrize("rows", [0, 1, 500])
def test_a_sheet_holds_every_row_and_filters_them(rows: int) -> None:
    sheet = book_of([[f"第{number}行"] for number in range(rows)], {"名称": 20})["数据"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        f"第{number}行" for number in range(rows)
    ]
    assert sheet.auto_filter.ref == (f"A1:A{rows + 1}" if rows else "A1")


def test_a_cover_has_its_two_widths_and_bold_names() -> None:
    grid = Grid("台账", SIGNED)
    grid.cover("说明", [("部门", "=甲")], ["一句话"])
    sheet: Any = load_workbook(BytesIO(grid.finished()))["说明"]
    assert tuple(widths_of(sheet)) == COVER
    assert [sheet[cell].font.bold for cell in ("A1", "A2", "B2", "B3")] == [True, True, False, False]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=甲", "s")


@pytest.mark.parametrize("title", ["甲&乙", "&P", "&&", "甲"])
def test_an_ampersand_in_a_title_is_no_code_of_the_page_header(title: str) -> None:
    grid = Grid(title, SIGNED)
    grid.sheet("表", {"名": 10}, [])
    sheet: Any = load_workbook(BytesIO(grid.finished()))["表"]
    assert sheet.oddHeader.center.text == f"{title}·表".replace("&", "&&")
