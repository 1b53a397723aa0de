"""The file of 回复表: its sheets are read, pictures and comments over cells are of their row or named."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from models.intake.answer_file import AnswerFile, answer_in, read_answer
from models.rules.answer_form import CHECK, CODE, GREY_TITLES
from models.rules.errors import Refused

SAVED = Path(__file__).parents[2] / "data" / "answers"
Rows = list[list[Any]]
MEETING: Rows = [["第001厅 分析会"], [CODE, "ABC"], ["召开日期", "2026-04-09", "示例"], ["参加人员（可不填）", None]]
HEADER: list[Any] = [*GREY_TITLES, "进度（%）", "状态", "说明", "印证材料（附件名）", CHECK]
MONTH: Rows = [["标题"], [CODE, "ABC"], HEADER, ["示例"], ["T001", *[""] * 6, 40, "进行中", "", "", "XYZ"], [], [None]]
MONTH += [["T002", *[""] * 6, 50, "进行中", "路基", "验收单.pdf", "XYY"], ["T003", *[""] * 10, "XYX"]]


def write(place: Path, *pages: Rows) -> Path:
    book = Workbook()
    for rows in pages:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(place)
    return place


def test_every_answer_sheet_of_a_file_is_read(tmp_path: Path) -> None:
    place = write(tmp_path / "表.xlsx", [["说明"]], MEETING, MONTH)
    sheets, digest = read_answer(place)
    assert [len(sheet.rows) for sheet in sheets] == [0, 4]
    assert digest == sha256(place.read_bytes()).hexdigest()


def test_a_file_without_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"“表\.xlsx”里没有回复码，不是本系统发出的回复表"):
        read_answer(write(tmp_path / "表.xlsx", [["说明"]]))


def test_another_file_is_refused(tmp_path: Path) -> None:
    (place := tmp_path / "表.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(Refused, match=r"表\.xlsx"):
        read_answer(place)


@pytest.mark.process
@pytest.mark.parametrize("ending", ["xlsx", pytest.param("xls", marks=pytest.mark.process), "ods"])
def test_a_sheet_that_libreoffice_saved_reads_the_same(ending: str) -> None:
    sheets, _ = read_answer(SAVED / f"回复表.{ending}")
    month, meeting = sheets
    assert [sheet.code.value for sheet in sheets] == ["CODE2345", "CODE6777"]
    example, road, parking = month.rows
    assert (example.shown[0], example.check.filled) == ("示例", False)
    assert (road.check.value, road.check.address) == ("AAAAAAAAAAAAAAAA-BBBBBBBB", "K6")
    assert road.shown == ("T001", "=农村公路", "建成1000公里", "1000公里", "2026年12月31日", "40%", "进行中")
    assert parking.shown[0] == "0012"
    assert [cell.value for cell in road.cells.values()] == [60, "进行中", "已开工\n三处"]
    assert [cell.value for cell in parking.cells.values()] == [100, "已完成", "验收3-4标段"]
    filled = {title: cell.value for title, cell in meeting.fields.items() if cell.filled}
    assert filled == {"召开日期": datetime(2026, 4, 9), "参加人员": "张三、李四"}  # noqa: DTZ001 - as a cell has it


def test_a_sheet_with_more_rows_than_are_read_is_refused_and_blank_rows_do_not_count(tmp_path: Path) -> None:
    far: Rows = [*MONTH, *[[None]] * 100, ["T004", *[""] * 6, 50, "进行中", "", "", "XYW"]]
    (sheet,) = read_answer(write(tmp_path / "远.xlsx", far))[0]
    assert [row.shown[0] for row in sheet.rows] == ["示例", "T001", "T002", "T003", "T004"]
    many: Rows = [*MEETING, *[["行"]] * 50_100]
    with pytest.raises(Refused, match=r"“多\.xlsx”超过50000行"):
        read_answer(write(tmp_path / "多.xlsx", many))


def test_a_workbook_without_code_has_no_sheets_however_many_rows_it_has(tmp_path: Path) -> None:
    data = write(tmp_path / "证明.xlsx", [["说明"]] * 50_100).read_bytes()
    assert answer_in("证明.xlsx", data) == AnswerFile()
