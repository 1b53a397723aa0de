"""Leading zeros that a program cut are restored where the column shows how long its codes are, and named."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from models.intake.complaints import ReadColumn
from models.intake.sheet.reading import rows_of

if TYPE_CHECKING:
    from models.intake.complaints import Sheet

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
