"""Days without a year, with a time of day, of another zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from models.intake.complaints import ReadColumn
from models.intake.days import ShownDay, day_remark, has_time, moment_in, settled, with_year
from models.intake.sheet.reading import read_rows
from models.intake.values import code, day, month_or_quarter, year
from tests.models.intake.sheet.written import ods, ods_row

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Sheet

COLUMNS = (ReadColumn("编码", required=True), ReadColumn("日期"))
JUNE = date(2026, 6, 30)


def book(folder: Path, value: object, form: str) -> Sheet:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["编码", "日期", "时间"])
    workbook.active.append(["X1", value, 0.5])
    workbook.active["B2"].number_format, workbook.active["C2"].number_format = form, "h:mm"
    workbook.save(folder / "表.xlsx")
    return read_rows(folder / "表.xlsx", COLUMNS)


@pytest.mark.parametrize("form", ['yyyy"年"m"月"', "yyyy-mm", "mmm-yy", '[DBNum1][$-804]yyyy"年"m"月"', "e/m"])
def test_a_month_is_no_day(tmp_path: Path, form: str) -> None:
    [row] = book(tmp_path, date(2026, 6, 1), form).rows
    assert month_or_quarter(row.cells["日期"]) == "2026-06"
    with pytest.raises(ValueError, match="“2026年6月”不是有效日期"):
        day(row.cells["日期"])


@pytest.mark.parametrize(
    "form", ["yyyy-mm-dd", "dddd, mmmm dd, yyyy", "m/d/yy h:mm", 'yyyy"年"m"月"d"日"', "d-mmm-yy", "e/m/d"]
)
def test_a_whole_date_is_a_day(tmp_path: Path, form: str) -> None:
    [row] = book(tmp_path, JUNE, form).rows
    assert day(row.cells["日期"]) == JUNE


@pytest.mark.parametrize("form", ['yyyy"年"', "yyyy"])
def test_a_date_that_shows_a_year_is_a_year(tmp_path: Path, form: str) -> None:
    [row] = book(tmp_path, date(2026, 1, 1), form).rows
    assert year(row.cells["日期"]) == 2026


@pytest.mark.parametrize("form", ['m"月"d"日"', "d-mmm", "m/d"])
def test_a_day_without_its_year_is_taken_only_in_a_sheet_whose_year_is_known(tmp_path: Path, form: str) -> None:
    [row] = book(tmp_path, JUNE, form).rows
    cell = row.cells["日期"]
    with pytest.raises(ValueError, match="“6月30日”不是有效日期"):
        day(cell)
    with pytest.raises(ValueError, match="“6月30日”被存成了日期"):
        code(cell)
    assert [with_year(cell, near) for near in (2025, 2026, 2027, 2024)] == [JUNE, JUNE, JUNE, "6月30日"]
    assert day_remark(cell, JUNE) == "“6月30日”没有写年份，读作2026年6月30日"


@pytest.mark.parametrize("text", ["11月27日", "11-27", "11月27", "11/27", "11月27号"])
def test_a_typed_day_without_its_year_is_of_the_year_of_the_sheet(text: str) -> None:
    assert with_year(text, 2026) == date(2026, 11, 27)
    assert day_remark(text, date(2026, 11, 27)) == f"“{text}”没有写年份，读作2026年11月27日"


@pytest.mark.parametrize("cell", ["2月30日", "月底", None, JUNE, "2026-06-30"])
def test_what_is_no_day_without_a_year_stays(cell: object) -> None:
    assert with_year(cell, 2026) == cell


def test_a_whole_date_needs_no_remark() -> None:
    assert [day_remark(cell, JUNE) for cell in (JUNE, "2026-06-30", "2026年6月30日")] == ["", "", ""]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-06-30 08:00", datetime(2026, 6, 30, 8)),  # noqa: DTZ001 - as in the cell
        ("2026/6/30 0:00", datetime(2026, 6, 30)),  # noqa: DTZ001
        ("2026-06-29 23:59:30", datetime(2026, 6, 30)),  # noqa: DTZ001
        ("2026-06-29T16:00:00Z", datetime(2026, 6, 30)),  # noqa: DTZ001
        ("2026-06-29T16:00:00.000Z", datetime(2026, 6, 30)),  # noqa: DTZ001
        ("2026-06-30T08:00:00+08:00", datetime(2026, 6, 30, 8)),  # noqa: DTZ001
        ("2026-06-31 08:00", None),
        ("2026-06-30", None),
        ("时间：上午", None),
    ],
)
def test_an_instant_is_that_of_shanghai(text: str, at: datetime | None) -> None:
    assert moment_in(text) == at
    assert has_time(text) is (at is not None and at.hour > 0)


def test_less_than_a_minute_before_midnight_is_the_day_that_begins() -> None:
    midnight = datetime(2026, 6, 30)  # noqa: DTZ001 - as in the cell
    assert settled(midnight - timedelta(seconds=60)) == settled(midnight - timedelta(seconds=1)) == midnight
    assert settled(midnight - timedelta(seconds=61)).date() == date(2026, 6, 29)


def test_another_time_of_day_keeps_its_date_and_is_noted(tmp_path: Path) -> None:
    sheet = book(tmp_path, datetime(2026, 6, 30, 14, 30), "yyyy-mm-dd h:mm")  # noqa: DTZ001 - as in the cell
    assert day(sheet.rows[0].cells["日期"]) == JUNE
    assert sheet.guessed == ("带有时刻的日期B2，只取日期",)
    assert book(tmp_path, datetime(2026, 6, 29, 23, 59, 59), "yyyy-mm-dd").guessed == ()  # noqa: DTZ001 - the same
    assert day("2026-06-30 14:30:00") == JUNE


@pytest.mark.parametrize(("written", "read"), [("2026年6月", "2026年6月"), ("6月30日", "6月30日"), ("2026", "2026")])
def test_a_document_shows_in_its_text_what_a_date_lacks(tmp_path: Path, written: str, read: str) -> None:
    typed = ' office:value-type="date" office:date-value="2026-06-30"'
    cell = f"<table:table-cell{typed}><text:p>{written}</text:p></table:table-cell>"
    (tmp_path / "表.ods").write_bytes(ods(("表", ods_row(["编码", "日期"]) + ods_row(["X1", cell]))))
    [row] = read_rows(tmp_path / "表.ods", COLUMNS).rows
    assert row.cells["日期"] == read
    assert isinstance(row.cells["日期"], ShownDay)
