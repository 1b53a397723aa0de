"""The workbook that words fill in: one sheet of it, only what the words say, and the same bytes each time."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from models.intake.answer import GivenCell, GivenRow
from models.intake.answer_file import answer_in
from models.intake.worded_sheet import filled, names_of, rows_of
from models.rules.worded import WordedRow
from tests.answers import duty_number, fill_in, sent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

SAID = {1: WordedRow(Decimal(60), "受阻", "=1+1")}


@pytest.fixture
def book(march: Acting, sql: Sql, tmp_path: Path) -> bytes:
    """The sheet of a month with cells that were filled in before."""
    place = sent(march, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    return fill_in(place, rows={"T001": {"进度（%）": 30, "印证材料（附件名）": "旧.pdf"}}).read_bytes()


def test_only_what_was_said_is_filled_in(book: bytes) -> None:
    [sheet] = answer_in("a.xlsx", book).sheets
    assert [names_of(row)[1] for row in rows_of(sheet)] == ["T001", "T002"]
    [given] = answer_in("b.xlsx", filled(book, sheet, SAID)).sheets
    cells = [{title: cell.value for title, cell in row.cells.items() if cell.filled} for row in rows_of(given)]
    assert cells == [{}, {"进度(%)": 60, "状态": "受阻", "说明": "=1+1"}]
    assert load_workbook(BytesIO(filled(book, sheet, SAID))).sheetnames == ["填写说明", sheet.name]


def test_the_bytes_are_the_same_each_time(book: bytes) -> None:
    [sheet] = answer_in("a.xlsx", book).sheets
    assert filled(book, sheet, SAID) == filled(book, sheet, SAID)


def test_the_row_of_a_leaf_is_named_by_target_and_leaf() -> None:
    row = GivenRow("第9行", GivenCell("", "N9"), ("T001", "公路（指标1-2 通车里程）", ""), {})
    assert names_of(row) == ("9", "T001指标1-2")
