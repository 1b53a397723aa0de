"""How a table is written and printed: the widest one of eleven points still has nine on an A4 page."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from notifications.documents.looks import Look
from notifications.documents.printed_page import MARGINS, WIDEST, PrintedBook, count_lines, count_pages
from tests.column_widths import widths_of

if TYPE_CHECKING:
    from pathlib import Path

A4_WIDE, INCH, CHARACTER = 297, 25.4, 7 / 96  # millimetres; inches in one of the default font


def test_the_widest_table_is_printed_with_nine_points() -> None:
    room = A4_WIDE / INCH - MARGINS["left"] - MARGINS["right"]
    assert 11 * room / (WIDEST * CHARACTER) >= 9


def read(widths: Sequence[float], *rows: Sequence[tuple[Any, Look]], below: Sequence[Look] = (), name: str = "") -> Any:
    """Returns a sheet as openpyxl reads it."""
    book = PrintedBook("题", "办")
    page = book.add_page("甲", widths, below)
    for row in rows:
        page.append(row)
    page.label(name)
    return load_workbook(BytesIO(book.finished()))["甲"]


def test_a_sheet_is_one_a4_page_wide_with_lines() -> None:
    sheet = read([8, 20.5])
    assert widths_of(sheet) == pytest.approx([8, 20.5], abs=0.08)  # half a pixel
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (
        9,
        "landscape",
        0,
    )
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.print_options.gridLines) == (True, True)
    assert {name: getattr(sheet.page_margins, name) for name in MARGINS} == MARGINS


def test_what_is_typed_below_the_rows_has_the_look_of_its_column() -> None:
    sheet = read([8, 8], [("甲", Look.GREY)] * 2, below=[Look.BELOW_TEXT, Look.BELOW_DAY])
    seen = [sheet.column_dimensions[letter] for letter in "AB"]
    assert [(each.protection.locked, each.number_format) for each in seen] == [
        (False, "@"),
        (False, 'yyyy"年"m"月"d"日"'),
    ]
    assert sheet["A1"].protection.locked


@pytest.mark.parametrize(
    "text", ["=1+1", "{=1+1}", "https://x.cn", "_x0041_", "_x005F_x0041_", "<r><t>甲</t></r>", " 前后 "]
)
def test_a_text_stays_as_it_is_and_is_never_a_formula_link_or_markup(text: str) -> None:
    cell = read([30], [(text, Look.TEXT)])["A1"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert cell.value.replace("_x005F_", "_") == text


@pytest.mark.parametrize(("name", "shown"), [("甲&乙", "甲&&乙"), ("R&G所", "R&&G所"), ("长" * 300, "长" * 200)])
def test_the_header_is_the_name_as_far_as_excel_takes_it(name: str, shown: str) -> None:
    sheet = read([8], name=name)
    assert (sheet.oddHeader.center.text, sheet.oddFooter.center.text) == (shown, "— &P —")


def test_nothing_of_a_book_stays_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    read([8], [("甲", Look.TEXT)])
    assert list(tmp_path.iterdir()) == []


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
    sheet = read(widths)
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
    small = [("一二三四五", Look.GREY_SMALL)]  # eight points of eleven
    rows: tuple[list[tuple[Any, Look]], ...] = (
        [("一", Look.TEXT), (3, Look.TEXT), (None, Look.TEXT)],
        [("一二三四", Look.TEXT), ("一二三四五六七", Look.TEXT)],
        [("长" * 500, Look.TEXT)],
        [],
        [("一二三四", Look.TITLE)],
        small,
    )
    found = {number: each.height for number, each in read([8, 8, 8], *rows).row_dimensions.items() if each.height}
    assert found == pytest.approx({2: 32, 3: 409, 5: 20.4}, abs=0.4)  # in pixels
