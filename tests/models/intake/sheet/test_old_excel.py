"""Old workbooks (.xls): samples written once by xlwt; a hostile file is refused."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest
import xlrd

from models.intake.complaints import ReadColumn, Sheet
from models.intake.sheet import old_excel_reader
from models.intake.sheet.old_excel import BLIND
from models.intake.sheet.over_cells import over_cells
from models.intake.sheet.reading import read_rows, rows_of
from models.rules.errors import Refused
from tests.models.intake.sheet.pictured import BLUE, RED

pytestmark = pytest.mark.process  # .xls is read in a process with limits

DATA = Path(__file__).parents[3] / "data" / "sheets"
COLUMNS = (
    ReadColumn("编码", required=True, code=True, key=True),
    ReadColumn("名称"),
    ReadColumn("日期"),
    ReadColumn("数量"),
    ReadColumn("进度", share=True),
    ReadColumn("备注"),
)


def read(name: str, sheet: str = "") -> Sheet:
    return read_rows(DATA / name, COLUMNS, sheet)


def test_an_old_workbook_is_read_with_what_was_guessed() -> None:
    sheet = read("targets.xls")
    day = datetime(2026, 6, 30)  # noqa: DTZ001 - as in the cell
    assert [tuple(row.cells.values()) for row in sheet.rows] == [
        ("0101", "教育厅", day, 40, "95%", "TRUE"),
        ("0102", "水利厅", "2026.6.30", 1.5, None, None),
        ("0103", "合并厅", None, None, "95%", None),
        ("0104", "合并厅", None, None, 60, None),
    ]
    assert (sheet.sheet, sheet.guessed) == (
        "目标",
        (
            BLIND,
            "表头在第3行，其上的第1行未导入",
            "第9行是合计，未导入",
            "合并的单元格B6:B7，其中各行读作同一内容",
        ),
    )


def test_a_workbook_with_a_password_is_named_as_such() -> None:
    data = (DATA / "targets.xls").read_bytes()
    second = data.index(b"\x09\x08\x10\x00\x00\x06\x05") + 20
    locked = data[:second] + b"\x2f\x00\x36\x00" + data[second + 4 :]  # a FILEPASS record
    with pytest.raises(Refused, match="设有打开密码，请取消密码后重新导入"):
        rows_of("targets.xls", locked, COLUMNS)


def test_numbers_and_days_are_what_their_formats_show_and_hidden_rows_are_named() -> None:
    """Written once by LibreOffice."""
    sheet = read("formats.xls")
    day = datetime(2026, 6, 30)  # noqa: DTZ001 - as in the cell
    shown = [tuple(str(cell) for cell in list(row.cells.values())[2:]) for row in sheet.rows]
    assert shown == [
        ("2026年6月", "1.2", "95%", "None"),
        ("6月30日", "1.5万", "0.5", "TRUE"),
        (str(day), "40", "95", "None"),
    ]
    assert "第4行是隐藏或筛选掉的行，也已读入" in sheet.guessed


def test_comments_are_read_with_their_cells() -> None:
    """LibreOffice writes no authors."""
    found = over_cells("表.xls", (DATA / "formats.xls").read_bytes()).comments
    assert found == [("表", "B2", "批注：李明:正在验收"), ("表", "B3", "批注：请填写")]


def test_pictures_are_counted() -> None:
    assert len(over_cells("表.xls", (DATA / "targets.xls").read_bytes() + RED + BLUE).pictures) == 2


@pytest.mark.parametrize(("code", "own"), [("utf-8", True), ("gbk", True), ("utf-16-le", True), ("utf-16-be", False)])
def test_the_maker_of_a_workbook_is_known_in_the_encodings_of_programs(code: str, *, own: bool) -> None:
    name = "目标办".encode(code)
    numbers = (60, 2, 1, 24, 4, 32, 2, 936, 30, len(name) + 1)  # size, count, two ids with places, two values
    summary = bytes(44) + b"".join(each.to_bytes(4, "little") for each in (48, *numbers)) + name + b"\0"
    maker = old_excel_reader.maker_in(summary)
    assert (maker, old_excel_reader.is_by("目标办", maker)) == (name, own)
    assert not old_excel_reader.is_by("", old_excel_reader.maker_in(summary[:44]))


def test_a_hidden_sheet_is_read_only_by_its_name() -> None:
    assert [row.cells["编码"] for row in read("targets.xls", "隐藏").rows] == ["H1"]


def test_a_value_in_the_last_cell_is_refused_and_costs_no_memory() -> None:
    began = time.monotonic()
    with pytest.raises(Refused, match="超过50000行或200列"):
        read("far.xls")
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("kept", [8, 600, 3000, 5000])
def test_a_damaged_old_workbook_is_refused_or_read(kept: int) -> None:
    data = (DATA / "targets.xls").read_bytes()
    with pytest.raises(Refused, match="已损坏、过大或不是完整的旧版Excel文件"):
        rows_of("a.xls", data[:kept], COLUMNS)


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (xlrd.XL_CELL_DATE, 46203.0, ["46203", 7]),
        (xlrd.XL_CELL_NUMBER, 1.5, ["1.5", 7]),
        (xlrd.XL_CELL_BOOLEAN, 1, "TRUE"),
        (xlrd.XL_CELL_ERROR, 7, "#DIV/0!"),
        (xlrd.XL_CELL_EMPTY, "", None),
        (xlrd.XL_CELL_TEXT, "甲", "甲"),
    ],
)
def test_a_cell_travels_as_json(kind: int, value: object, written: object) -> None:
    assert old_excel_reader.cell_json(xlrd.sheet.Cell(kind, value, 7)) == written
