"""A workbook of tables: heads that stay in sight, days as days, text that is never a formula."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from models.ledger.papers.signature import Signature
from notifications.documents.grid import Grid
from tests.column_widths import widths_of

SIGNATURE = Signature("省目标办", date(2026, 4, 2))
ROWS: list[list[Any]] = [
    ["=1+1", date(2026, 3, 31), Decimal("86.5"), None],
    ["农村\x00公\x0b路", None, 0, ""],
]


def made(title: str = "甲&乙台账") -> bytes:
    grid = Grid(title, SIGNATURE)
    grid.cover("说明", [("部门", "省教育厅"), ("导出日期", date(2026, 4, 2)), ("年度", 2026)], ["第一句", "第二句"])
    grid.sheet("目标", {"目标": 30, "期限": 12, "进度": 10, "备注": 20}, ROWS)
    grid.sheet("空表", {"目标": 30}, [])
    return grid.finished()


def book() -> Any:
    return load_workbook(BytesIO(made()))


def test_the_cover_lists_title_facts_and_explanation() -> None:
    assert [list(row) for row in book()["说明"].iter_rows(values_only=True)] == [
        ["甲&乙台账", None],
        ["部门", "省教育厅"],
        ["导出日期", datetime(2026, 4, 2)],  # noqa: DTZ001 - as openpyxl reads a day
        ["年度", 2026],
        [None, "第一句"],
        [None, "第二句"],
    ]


def test_numbers_and_days_keep_their_type_and_empty_cells_stay_empty() -> None:
    day = datetime(2026, 3, 31)  # noqa: DTZ001 - as openpyxl reads a day
    assert [list(row) for row in book()["目标"].iter_rows(values_only=True)] == [
        ["目标", "期限", "进度", "备注"],
        ["=1+1", day, 86.5, None],
        ["农村公\n路", None, 0, None],
    ]
    assert book()["目标"]["B2"].number_format == "yyyy-mm-dd"


def test_a_name_that_begins_with_an_equals_sign_is_no_formula() -> None:
    cell = book()["目标"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_sheet_keeps_its_head_in_sight_and_prints_on_a4() -> None:
    sheet = book()["目标"]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref) == ("A2", "$1:$1", "A1:D3")
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert widths_of(sheet) == [30, 12, 10, 20]
    assert (sheet["A1"].font.bold, sheet["A2"].font.bold, sheet["A2"].alignment.wrap_text) == (True, False, True)
    assert sheet.oddHeader.center.text == "甲&&乙台账·目标"


def test_an_empty_sheet_has_its_head() -> None:
    assert [list(row) for row in book()["空表"].iter_rows(values_only=True)] == [["目标"]]


def test_equal_content_makes_equal_files() -> None:
    assert made() == made() != made("丙台账")


def test_the_title_of_the_cover_is_not_cut_off_and_its_values_stand_at_the_left() -> None:
    cover = book()["说明"]
    assert not cover["A1"].alignment.wrap_text
    assert [cover[f"B{row}"].alignment.horizontal for row in (2, 3, 4)] == ["left"] * 3
    assert cover["B3"].number_format == 'yyyy"年"m"月"d"日"'


def test_points_have_two_digits_and_other_numbers_their_own() -> None:
    grid = Grid("表", SIGNATURE)
    grid.sheet("得分", {"位次": 8, "合计": 8}, [[1, Decimal("97.50")], [2, "未设定"]], points={"合计"})
    sheet = load_workbook(BytesIO(grid.finished()))["得分"]
    assert [sheet[place].number_format for place in ("A2", "B2", "B3")] == ["General", "0.00", "General"]
