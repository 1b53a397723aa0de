"""Measures how fast sheets are read: ten thousand targets with all their columns, as .xlsx and as .csv."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from xlsxwriter import Workbook

from deployments.bench.measurements import BenchFigure, Say, seconds_of
from models.intake.row_checks import check_sheet
from models.intake.sheet.reading import rows_of
from models.intake.target import COLUMNS, TargetRow

ROWS, TARGET = 10_000, 4
GIVEN: dict[str, object] = {"年度": 2026, "数量": 40, "是否重点项目": "是", "目标类别": "职能绩效目标"}
GIVEN |= {"建设目标分类": None, "党建项目": None, "管理方式": "初始目标", "发文日期": date(2026, 2, 27)}
GIVEN |= {"目标来源": "本级目标", "完成时限": date(2026, 6, 30), "下达日期": date(2026, 2, 27), "可加": "是"}


def reading(say: Say, rows: int = ROWS) -> Iterator[BenchFigure]:
    """Measure the reading of a file of targets with all its cells filled, and the check of its rows."""
    say(f"读入{rows}行{len(COLUMNS)}列的表格……")
    lines = list(_lines(rows))
    for suffix, data in ((".xlsx", _workbook(lines)), (".csv", _text(lines))):
        seconds = min(seconds_of(lambda data=data, suffix=suffix: _read(suffix, data, rows)) for _ in range(3))  # type: ignore[misc]
        yield BenchFigure(f"sheet{suffix}", f"读入{rows}行{len(COLUMNS)}列的{suffix}", 0, 0, seconds, target=TARGET)


def _lines(rows: int) -> Iterator[list[object]]:
    titles = [column.name for column in COLUMNS]
    yield list(titles)
    for number in range(rows):
        yield [f"A{number:05d}", *(GIVEN.get(title, f"{title}{number}") for title in titles[1:])]


def _workbook(lines: list[list[object]]) -> bytes:
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with Workbook(stream := io.BytesIO(), options) as book:
        sheet = book.add_worksheet("目标")
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    return stream.getvalue()


def _text(lines: list[list[object]]) -> bytes:
    csv.writer(stream := io.StringIO(newline="")).writerows(lines)
    return stream.getvalue().encode()


def _read(suffix: str, data: bytes, rows: int) -> None:
    checked = check_sheet(rows_of(f"目标{suffix}", data, COLUMNS), TargetRow)
    assert len(checked.rows) == rows  # noqa: S101 - a figure for less would be wrong
