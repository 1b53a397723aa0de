"""How a table is printed: the widest one of eleven points still has nine on an A4 page."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from notifications.documents.printed_page import MARGINS, WIDEST, count_lines, count_pages, set_height, set_up_page

A4_WIDE, INCH, CHARACTER = 297, 25.4, 7 / 96  # millimetres; inches in one of the default font


def test_the_widest_table_is_printed_with_nine_points() -> None:
    room = A4_WIDE / INCH - MARGINS.left - MARGINS.right
    assert 11 * room / (WIDEST * CHARACTER) >= 9


def test_a_sheet_is_one_a4_page_wide_with_lines() -> None:
    sheet = Workbook(write_only=True).create_sheet("甲")
    set_up_page(sheet, [8, 20.5])
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [8, 20.5]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (
        9,
        "landscape",
        0,
    )
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.print_options.gridLines) == (True, True)
    assert sheet.page_margins is MARGINS


@pytest.mark.parametrize(
    ("widths", "pages"),
    [
        ([WIDEST], 1),
        ([100, 82], 1),
        ([100, 83], 2),
        ([20, 100, 100, 100], 3),
        ([10, 10, *[81] * 4], 2),
        ([10, 10, *[81] * 5], 3),
    ],
)
def test_a_wide_table_takes_pages_side_by_side_that_repeat_its_first_columns(widths: list[float], pages: int) -> None:
    assert count_pages(widths) == pages
    sheet = Workbook(write_only=True).create_sheet("甲")
    set_up_page(sheet, widths)
    assert sheet.page_setup.fitToWidth == (None if pages == 1 else pages)
    assert sheet.print_title_cols == (None if pages == 1 else "$A:$B")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 8, 1),
        ("2026-06-30", 11, 1),
        ("一二三", 8, 1),
        ("一二三四", 8, 2),
        ("甲\n乙", 8, 2),
        ("甲\n\n一二三四", 8, 4),
    ],
)
def test_a_text_takes_as_many_lines_as_its_column_is_narrow(text: str, width: float, lines: int) -> None:
    assert count_lines(text, width) == lines


def test_a_row_is_as_high_as_its_longest_text_and_never_higher_than_a_row_may_be() -> None:
    sheet = Workbook(write_only=True).create_sheet("甲")
    set_height(sheet, 1, ["一", 3, None], [8, 8, 8])
    set_height(sheet, 2, ["一二三四", "一二三四五六七"], [8, 8])
    set_height(sheet, 3, ["长" * 500], [8])
    set_height(sheet, 4, [], [])
    assert {number: each.height for number, each in sheet.row_dimensions.items()} == {2: 32, 3: 409}
