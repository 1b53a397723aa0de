"""The rows of a file are checked against their model; a code that stands twice is complained about."""

from __future__ import annotations

from dataclasses import replace

from pydantic import Field

from models.intake.complaints import Heading, Row, RowsOrigin, SheetRow
from models.intake.row_checks import check_rows, repeated
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
