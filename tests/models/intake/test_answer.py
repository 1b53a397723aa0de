"""回复表 that come back: codes, cells and rows found by their titles; other sheets and files are refused or skipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.intake.answer import Enclosed, GivenSheet, parse_sheet
from models.intake.complaints import Content
from models.rules.answer_form import CHECK, CODE, GREY_TITLES
from models.rules.errors import Refused

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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("照片（第1张，共2张）.jpg、验收单.pdf", ["照片（第1张，共2张）.jpg", "验收单.pdf"]),
        ("验收单；照片（第1张，共2张）", ["验收单.pdf", "照片（第1张，共2张）.jpg"]),
        ("一、二.txt，一.txt\n验收单.pdf", ["一、二.txt", "一.txt", "验收单.pdf"]),
        ("一.txt、一.txt", ["一.txt"]),
        ("", []),
    ],
)
def test_a_mark_between_names_may_stand_within_the_name_of_a_file_that_came(
    tmp_path: Path, text: str, names: list[str]
) -> None:
    came = ("照片（第1张，共2张）.jpg", "验收单.pdf", "一、二.txt", "一.txt")
    assert Enclosed(tmp_path / name for name in came).named(text) == [tmp_path / name for name in names]
