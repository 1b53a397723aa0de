"""回复表 that come back: codes, cells and rows found by their titles; other sheets and files are refused or skipped."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from models.intake.answer import Enclosed, GivenSheet, parse_sheet, read_answer, sheets_of
from models.intake.complaints import Content
from models.rules.answer_form import CHECK, CODE, GREY_TITLES
from models.rules.errors import Refused

SAVED = Path(__file__).parents[2] / "data" / "answers"
Rows = list[list[Any]]
MEETING: Rows = [["第001厅 分析会"], [CODE, "ABC"], ["召开日期", "2026-04-09", "示例"], ["参加人员（可不填）", None]]
HEADER: list[Any] = [*GREY_TITLES, "进度（%）", "状态", CHECK]
MONTH: Rows = [["标题"], [CODE, "ABC"], HEADER, ["示例"], ["T001", *[""] * 6, 40, "进行中", "XYZ"], [], [None]]


def parsed(rows: Rows) -> GivenSheet | None:
    lines = [(number, [Content(value) for value in row]) for number, row in enumerate(rows, 1)]
    return parse_sheet("表.xlsx", "三月", lines)


def test_single_cells_are_found_by_their_title() -> None:
    sheet = parsed(MEETING)
    assert sheet
    assert (sheet.code.value, sheet.code.address, sheet.rows) == ("ABC", "B2", ())
    assert {title: (cell.value, cell.address) for title, cell in sheet.fields.items()} == {
        "召开日期": ("2026-04-09", "B3"),
        "参加人员": (None, "B4"),
    }


def test_rows_have_their_check_code_their_grey_texts_and_other_cells_by_title() -> None:
    sheet = parsed(MONTH)
    assert sheet
    example, row = sheet.rows
    assert (example.shown[0], example.check.filled) == ("示例", False)
    assert (row.place, row.check.value, row.check.address, row.shown[0]) == ("第5行", "XYZ", "J5", "T001")
    assert {title: cell.value for title, cell in row.cells.items()} == {"进度(%)": 40, "状态": "进行中"}


@pytest.mark.parametrize("rows", [[], [["填写说明"]], [["回复码在下面"]], [[""]] * 60 + [[CODE, "ABC"]]])
def test_a_sheet_without_code_is_none(rows: Rows) -> None:
    assert parsed(rows) is None


def test_a_title_that_stands_twice_is_refused() -> None:
    with pytest.raises(Refused, match="第5行：“召开日期”出现两次"):
        parsed([*MEETING, ["召 开\n日期", "2026-04-10"]])


def test_a_column_that_stands_twice_is_refused() -> None:
    header = [*HEADER[:-1], "进度 (%)", CHECK]
    with pytest.raises(Refused, match=r"工作表“三月”J3：“进度\(%\)”一栏出现两次"):
        parsed([*MONTH[:2], header, ["T001", *[""] * 6, 40, "进行中", 90, "XYZ"]])


def test_a_row_shorter_than_its_header_has_empty_cells() -> None:
    sheet = parsed([*MONTH[:4], ["T001"]])
    assert sheet
    assert [cell.value for cell in sheet.rows[-1].cells.values()] == [None, None]


@pytest.mark.parametrize("name", ["验收单.pdf", "验收单"])
def test_a_file_is_found_with_or_without_its_ending(tmp_path: Path, name: str) -> None:
    assert Enclosed([tmp_path / "验收单.pdf", tmp_path / "照片.jpg"]).find(name) == tmp_path / "验收单.pdf"


@pytest.mark.parametrize("name", ["照片", "没有.jpg"])
def test_a_file_that_did_not_come_or_is_not_clear_is_asked_for(tmp_path: Path, name: str) -> None:
    files = Enclosed([tmp_path / "照片.jpg", tmp_path / "照片.png"])
    with pytest.raises(ValueError, match=f"“{name}”没有随表交来，请把文件放在一起，文件名写全"):
        files.find(name)
    assert str(files) == ""


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
    assert [len(sheet.rows) for sheet in sheets] == [0, 2]
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
    far: Rows = [*MONTH, *[[None]] * 100, ["T002", *[""] * 6, 50, "进行中", "XYY"]]
    (sheet,) = read_answer(write(tmp_path / "远.xlsx", far))[0]
    assert [row.shown[0] for row in sheet.rows] == ["示例", "T001", "T002"]
    many: Rows = [*MEETING, *[["行"]] * 50_100]
    with pytest.raises(Refused, match=r"“多\.xlsx”超过50000行"):
        read_answer(write(tmp_path / "多.xlsx", many))


def test_a_workbook_without_code_has_no_sheets_however_many_rows_it_has(tmp_path: Path) -> None:
    data = write(tmp_path / "证明.xlsx", [["说明"]] * 50_100).read_bytes()
    assert sheets_of("证明.xlsx", data) == []
