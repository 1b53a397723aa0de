"""Old workbooks (.xls): samples written once by xlwt; what the format hides is stated; a hostile file is refused."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from datetime import time as timeofday
from pathlib import Path

import pytest

from models.intake.complaints import ReadColumn, Sheet
from models.intake.sheet import old_excel_reader
from models.intake.sheet.old_excel import BLIND
from models.intake.sheet.reading import read_rows, rows_of
from models.rules.errors import Refused

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
        ("0101", "教育厅", day, 40, 0.95, "TRUE"),
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
            "编码丢了前导零，已补：A5读作“0102”",
        ),
    )


def test_a_workbook_with_a_password_is_named_as_such() -> None:
    data = (DATA / "targets.xls").read_bytes()
    second = data.index(b"\x09\x08\x10\x00\x00\x06\x05") + 20
    locked = data[:second] + b"\x2f\x00\x36\x00" + data[second + 4 :]  # a FILEPASS record
    with pytest.raises(Refused, match="设有打开密码，请取消密码后重新导入"):
        rows_of("targets.xls", locked, COLUMNS)


def test_a_workbook_with_a_format_that_scales_numbers_is_refused() -> None:
    code = "0!.0,"
    record = b"\x1e\x04" + (5 + len(code)).to_bytes(2, "little") + b"\xa4\0" + bytes([len(code), 0, 0]) + code.encode()
    with pytest.raises(Refused, match=r"有按千、万或亿显示数字的格式（0!\.0,），旧版\.xls中看不出是哪些格"):
        rows_of("targets.xls", (DATA / "targets.xls").read_bytes() + record, COLUMNS)


def test_a_number_that_may_be_a_percentage_is_asked_about_at_its_cell() -> None:
    expected = (
        "targets.xls 工作表“目标” E4：进度“0.95”在.xls中看不出是0.95还是95%，请写成文字（如95%）或另存为.xlsx后重新导入"
    )
    assert [str(complaint) for complaint in read("targets.xls").complaints] == [expected]


def test_a_hidden_sheet_is_read_only_by_its_name() -> None:
    assert [row.cells["编码"] for row in read("targets.xls", "隐藏").rows] == ["H1"]


def test_a_value_in_the_last_cell_is_refused_and_costs_no_memory() -> None:
    began = time.monotonic()
    with pytest.raises(Refused, match="已损坏、过大或不是完整的旧版Excel文件"):
        read("far.xls")
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("kept", [8, 600, 3000, 5000])
def test_a_damaged_old_workbook_is_refused_or_read(kept: int) -> None:
    data = (DATA / "targets.xls").read_bytes()
    with pytest.raises(Refused, match="已损坏、过大或不是完整的旧版Excel文件"):
        rows_of("a.xls", data[:kept], COLUMNS)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (date(2026, 6, 30), ["2026-06-30"]),
        (datetime(2026, 6, 30, 8), ["2026-06-30T08:00:00"]),  # noqa: DTZ001 - as in the cell
        (True, "TRUE"),
        (timeofday(8, 30), "08:30:00"),
        (timedelta(hours=30), "1 DAY, 6:00:00"),
        (40.0, 40),
        (1.5, 1.5),
        ("", None),
        ("甲", "甲"),
    ],
)
def test_a_cell_travels_as_json(cell: object, written: object) -> None:
    assert old_excel_reader.cell_json(cell) == written
