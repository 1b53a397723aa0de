"""The workbook of a sheet: grey and white cells, drop-downs, one A4 width, texts as texts, the same bytes."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from models.ledger.agency_sheet.content import AgencySheet
from models.ledger.agency_sheet.kind import Listed, SheetKind, written
from models.ledger.agency_sheet.kinds import SHEETS
from models.ledger.agency_sheet.registers import REGISTERS
from models.ledger.papers.signature import Signature
from models.rules.secrecy import Secrets
from notifications.documents.agency_sheet import COVER_WIDTHS, workbook
from notifications.documents.printed_page import LINE_HEIGHT, count_lines

KINDS = [kind for kind, _ in (*SHEETS.values(), *REGISTERS.values())]
SIGNED = Signature("省直目标办", date(2026, 3, 5))
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)


def made(kind: SheetKind, **fields: Any) -> bytes:
    listed = Listed("k", "甲", fields, {column.of: "=1+1" for column in kind.columns if column.of})
    return workbook(AgencySheet(kind, (written(kind, listed, Secrets()),), SIGNED))


def page(kind: SheetKind, **fields: Any) -> Any:
    return load_workbook(BytesIO(made(kind, **fields))).worksheets[0]


@every_kind
def test_the_same_content_has_the_same_bytes(kind: SheetKind) -> None:
    assert made(kind) == made(kind)


@every_kind
def test_only_what_is_to_be_filled_in_is_unlocked_and_white(kind: SheetKind) -> None:
    cells = dict(zip([column.title for column in kind.layout], page(kind)[2][1:-1], strict=True))
    for column in kind.layout:
        grey = not column.field or column.key
        assert cells[column.title].protection.locked == grey
        assert (cells[column.title].fill.fill_type == "solid") == grey


@every_kind
def test_it_is_one_a4_wide_with_a_frozen_header_and_a_lock_without_password(kind: SheetKind) -> None:
    sheet = page(kind)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.freeze_panes == "B2"
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    locked = sheet.protection
    assert (locked.formatColumns, locked.formatRows, locked.autoFilter, locked.objects) == (False,) * 4
    assert not sheet.column_dimensions["A"].protection.locked  # new rows are typed below


@every_kind
def test_every_list_of_choices_is_a_drop_down_and_every_day_is_checked(kind: SheetKind) -> None:
    rules = {rule.errorTitle: rule for rule in page(kind).data_validations.dataValidation}
    for column in kind.layout:
        if column.choices and len(",".join(column.choices)) < 255:
            assert rules[column.title].formula1 == f'"{",".join(column.choices)}"'


@every_kind
def test_no_text_is_a_formula(kind: SheetKind) -> None:
    texts = {column.field: "=1+1" for column in kind.read if not column.choices}
    for row in page(kind, **texts).iter_rows():
        assert {cell.data_type for cell in row} <= {"s", "n", "inlineStr"}


@every_kind
def test_the_second_sheet_explains_each_column_and_how_to_import(kind: SheetKind) -> None:
    cover = load_workbook(BytesIO(made(kind)))["填写说明"]
    words = "\n".join(str(cell.value) for row in cover.iter_rows() for cell in row if cell.value)
    assert f"mubiao import {kind.key} 文件名.xlsx" in words
    assert ("新的一项写在表的末尾" in words) is kind.grows
    assert all(column.title in words for column in kind.read)


@every_kind
def test_an_explanation_of_several_lines_is_not_cut_off(kind: SheetKind) -> None:
    """Not every program finds the height of a row: LibreOffice does not."""
    cover = load_workbook(BytesIO(made(kind)))["填写说明"]
    for number, row in enumerate(cover.iter_rows(min_row=2, values_only=True), 2):
        lines = max(count_lines(str(text or ""), width) for text, width in zip(row, COVER_WIDTHS, strict=True))
        assert lines == 1 or cover.row_dimensions[number].height == pytest.approx(LINE_HEIGHT * lines, abs=0.4)


@every_kind
def test_a_sheet_that_others_fill_in_asks_them_to_return_it_not_to_import_it(kind: SheetKind) -> None:
    words = [row[1] for row in load_workbook(BytesIO(made(kind)))["填写说明"].iter_rows(values_only=True)]
    returned = any(str(each).startswith("保存后交回省直目标办，由其执行：mubiao import") for each in words)
    assert returned is not any("在下载它的那一页发回" in str(each) for each in words)
    assert returned is (kind.key in {"approvals", "result-receipts", "result-uses", "leader-ratings"})
