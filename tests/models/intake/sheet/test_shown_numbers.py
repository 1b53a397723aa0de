"""Numbers that a format scales or gives a unit: read in the scale that people see, never rounded."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook

from models.intake.complaints import Content, ReadColumn
from models.intake.sheet.reading import rows_of
from models.intake.sheet.shown_numbers import content_as_written, scaled_content, sections_of
from tests.models.intake.sheet.written import ods, ods_row

COLUMNS = (ReadColumn("编码", required=True), ReadColumn("数量"))


def seen(value: Any, code: str) -> Any:
    """Returns what is read from a cell with this value and this format in a workbook."""
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["编码", "数量"])
    workbook.active.append(["X1", value])
    workbook.active["B2"].number_format = code
    workbook.save(stream := io.BytesIO())
    [row] = rows_of("表.xlsx", stream.getvalue(), COLUMNS).rows
    return row.faults.get("数量") or row.cells["数量"]


@pytest.mark.parametrize(
    ("value", "code", "read"),
    [
        (12000, "0!.0,", 1.2),
        (12345, "0!.0,", 1.2345),  # shown as 1.2
        (12000, r"0\.0,", 1.2),
        (12000, '0"."0,', 1.2),
        (12345, "#!.0000", 1.2345),
        (300000000, "0!.00,,", 3),
        (150000000, "0!.00,,", 1.5),
        (3500000, "0.00,,", 3.5),
        (3500000, "#,##0.00,", 3500),
        (12345678, "0.00,,\n%", 1234.5678),  # the line break hides the percent sign
        (12345678, "0.00,,%", "1234.5678%"),
        (1.2, '0.0"万"', "1.2万"),
        (300000000, '0!.00,,"亿元"', "3亿元"),
        (12000, '[>=10000]0!.0,"万";0', "1.2万"),
        (9000, '[>=10000]0!.0,"万";0', 9000),
        (-5, '[>=10000]0!.0,"万";0', -5),
        (0.6667, "0%", "66.67%"),
        (50, '0"%"', "50%"),
        (12, "0*万", "12万"),  # the sign after * fills the cell
        (12, "0_万", 12),
        (50, "0!%", "50%"),
        (2026, '0"年"', "2026年"),
        (7, '"第"00"号"', "第07号"),
        (5, "000", "005"),
        (20260630, "0000-00-00", "2026-06-30"),
        (1234.5, "#,##0.00", 1234.5),
        (1200, r"#\ ##0", 1200),
        (1234.5, '"¥"#,##0.00', 1234.5),
        (1234.5, "[$¥-804]#,##0.00", 1234.5),
        (1234.5, "[$$-409]#,##0.00", "$1234.5"),
        (-5, "0_);(0)", -5),
        (-5, "0;[Red]-0", -5),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 0),
        (1.5, "# ?/?", 1.5),
        (12000, "0.00E+00", 12000),
        (12, "[DBNum2][$-804]General", 12),
        (12, 'General"人"', "12人"),
        (12, "G/通用格式", 12),
    ],
)
def test_a_number_has_the_scale_that_its_format_shows(value: Any, code: str, read: Any) -> None:
    assert (seen(value, code), type(seen(value, code))) == (read, type(read))


@pytest.mark.parametrize(
    ("value", "code", "stored", "shows"),
    [
        (-5, "0;0", "-5", "5"),
        (-5, "0;[Red]0", "-5", "5"),
        (5, '"已完成"', "5", "已完成"),
        (5, ";;;", "5", ""),
        (0, "0;-0;;@", "0", ""),
        (-20260630, "0000-00-00", "-20260630", "-2026-06-30"),
    ],
)
def test_a_number_that_is_shown_as_another_is_refused_with_both(value: Any, code: str, stored: str, shows: str) -> None:
    fault = seen(value, code)
    assert fault.startswith(f"存的是“{stored}”，显示的是“{shows}”"), fault


@pytest.mark.parametrize(
    ("value", "written", "read"),
    [
        ("12000", "1.2", 1.2),
        ("12345", "1.2", 1.2345),
        ("150000000", "1.50亿元", "1.5亿元"),
        ("0.6667", "0.67", 0.6667),
        ("1234567", "1,234,567", 1234567),
        ("-5", "(5)", -5),
        ("-5", "-5.0", -5),
        ("1200", "￥1 200.00", 1200),
        ("12000", "1.20E+04", 12000),
        ("0.04", "0.0", 0.04),
    ],
)
def test_a_document_shows_the_scale_in_its_text(value: str, written: str, read: Any) -> None:
    assert content_as_written(Decimal(value), written) == Content(read)


@pytest.mark.parametrize(
    ("value", "written"), [("-5", "5"), ("12000", "13"), ("12", "0.0"), ("5", "已完成"), ("0", "")]
)
def test_a_text_that_says_another_number_is_refused_with_both(value: str, written: str) -> None:
    assert content_as_written(Decimal(value), written).fault.startswith(f"存的是“{value}”，显示的是“{written}”")


def test_a_cell_of_a_document_is_read_as_it_is_shown() -> None:
    cell = '<table:table-cell office:value-type="float" office:value="12000"><text:p>1.2</text:p></table:table-cell>'
    [row] = rows_of("表.ods", ods(("表", ods_row(["编码", "数量"]) + ods_row(["X1", cell]))), COLUMNS).rows
    assert row.cells["数量"] == 1.2


def test_no_section_is_kept_for_a_format_that_shows_the_value() -> None:
    assert [sections_of(code) for code in ("General", "0.00", "#,##0", "@", "0_ ")] == [()] * 5
    assert scaled_content("5", sections_of('0"人"')) == Content("5人")
