"""Headers as people write them: under titles, of two rows, with remarks and line breaks."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from models.intake.complaints import ReadColumn
from models.intake.sheet.reading import rows_of
from models.rules.errors import Refused

if TYPE_CHECKING:
    from models.intake.complaints import Sheet

COLUMNS = (
    ReadColumn("编号", required=True),
    ReadColumn("责任部门", ("责任单位",), required=True),
    ReadColumn("完成时限"),
    ReadColumn("数量"),
    ReadColumn("单位"),
)
PLAIN = ["编号", "责任部门", "完成时限", "数量", "单位"]
ROW = ["A1", "甲", "2026-06-30", 3, "所"]


def read(rows: list[list[Any]], *merged: str) -> Sheet:
    workbook = Workbook()
    assert workbook.active is not None
    for row in rows:
        workbook.active.append(row)
    for cells in merged:
        workbook.active.merge_cells(cells)
    workbook.save(stream := io.BytesIO())
    return rows_of("目标.xlsx", stream.getvalue(), COLUMNS)


@pytest.mark.parametrize(
    ("above", "merged", "guessed"),
    [
        ([], [], ()),
        ([["2026年度绩效目标"]], ["A1:E1"], ("表头在第2行，其上的第1行未导入",)),
        ([[], ["2026年度绩效目标"], ["单位：省教育厅", None, "编号：12"]], [], ("表头在第4行，其上的第2、3行未导入",)),
        ([[None, "基本情况", None, "任务"]], ["D1:E1"], ("表头在第2行，其上的第1行未导入",)),
        ([["编号"]], [], ("表头在第2行，其上的第1行未导入",)),
    ],
)
def test_rows_above_the_header_are_left_out_and_named(
    above: list[list[Any]], merged: list[str], guessed: tuple[str, ...]
) -> None:
    sheet = read([*above, PLAIN, ROW], *merged)
    assert [list(row.cells.values()) for row in sheet.rows] == [ROW]
    assert sheet.guessed == guessed


TWO = [["编号", "责任单位", "完成时限", "任务量", None], [None, None, None, "数量", "单位"]]


@pytest.mark.parametrize(
    ("header", "merged"),
    [
        (TWO, ["A1:A2", "B1:B2", "C1:C2", "D1:E1"]),
        (TWO, []),
        ([["编号", "责任单位", "完成", "任务量", None], [None, None, "时限", "数量", "单位"]], ["A1:A2", "D1:E1"]),
        ([["目标", None, "要求", None, None], ["编号", "责任部门", "完成时限", "数量", "单位"]], ["A1:B1", "C1:E1"]),
        (
            [["责任", None, "完成时限", "任务", None], ["编号", "部门", "（年/月/日）", "数量", "单位"]],
            ["A1:B1", "D1:E1"],
        ),
    ],
)
def test_a_header_of_two_rows_is_read(header: list[list[Any]], merged: list[str]) -> None:
    sheet = read([*header, ROW], *merged)
    assert [list(row.cells.values()) for row in sheet.rows] == [ROW]
    assert [row.number for row in sheet.rows] == [3]
    assert sheet.guessed[0] in ("第1、2行读作两行表头", "表头在第2行，其上的第1行未导入")


def test_a_header_of_two_rows_under_a_title_is_read() -> None:
    sheet = read([["目标一览表"], *TWO, ROW], "A1:E1", "A2:A3", "B2:B3", "C2:C3", "D2:E2")
    assert [list(row.cells.values()) for row in sheet.rows] == [ROW]
    assert sheet.guessed == ("表头在第2行，其上的第1行未导入", "第2、3行读作两行表头")


def test_titles_of_a_header_of_two_rows_that_are_not_known_are_listed_with_both() -> None:
    header = [["编号", "责任单位", "联系方式", None], [None, None, "手机", "邮箱"]]
    assert read([*header, ["A1", "甲", "1", "2"]], "A1:A2", "B1:B2", "C1:D1").ignored == (
        "联系方式/手机",
        "联系方式/邮箱",
    )


def test_one_title_above_two_columns_of_one_meaning_is_refused_with_both_cells() -> None:
    header = [["编号", "责任部门", None], [None, "牵头", "配合"]]
    with pytest.raises(Refused, match="有几列表示同一内容（B2“责任部门”、C2“责任部门”）"):
        read([*header, ["A1", "甲", "乙"]], "A1:A2", "B1:C1")


def test_a_row_under_a_complete_header_that_has_required_cells_is_a_row() -> None:
    sheet = read([PLAIN, ["A1", None, None, "数量", "单位"]])
    assert (sheet.rows[0].number, sheet.guessed) == (2, ())


@pytest.mark.parametrize(
    "title",
    [
        "完成时限（年/月/日）",
        "完成时限(年/月/日)",
        "完成时限【必填】",
        "完成\n时限",
        "完 成 时 限：",
        "*完成时限[选填]",
        "（选填）完成时限",
    ],
)
def test_a_heading_with_a_remark_is_its_column(title: str) -> None:
    sheet = read([["编号", "责任部门", title], ROW[:3]])
    assert (sheet.rows[0].cells["完成时限"], sheet.ignored) == ("2026-06-30", ())
    written = title.replace("\n", "")
    expected = (f"“{written}”列读作“完成时限”",) if any(mark in title for mark in "(（【[") else ()
    assert sheet.guessed == expected


def test_two_columns_that_differ_by_a_remark_are_refused_with_both_cells() -> None:
    with pytest.raises(Refused, match="有几列表示同一内容（C1“数量”、D1“数量（新）”），请只保留一列"):
        read([["编号", "责任部门", "数量", "数量（新）"], ["A1", "甲", 1, 2]])


@pytest.mark.parametrize("title", ["编号", "编号*", "编 号", "编号＊", "\ufeff编号", "ＩＤ"])
def test_a_heading_is_found_however_it_is_spaced(title: str) -> None:
    sheet = rows_of("a.csv", f"名称,{title}\n甲,1\n".encode(), [ReadColumn("编号", ("id",), required=True)])
    assert (sheet.rows[0].cells["编号"], sheet.rows[0].origin.headings["编号"].letters) == ("1", "B")


def test_a_header_further_down_than_fifty_rows_is_not_looked_for() -> None:
    with pytest.raises(Refused, match="缺少列：编号、责任部门；第1行现有：说明；"):
        read([*[["说明"]] * 50, PLAIN, ROW])


@pytest.mark.parametrize("title", ["序号", "序 号", "序号*", "序号："])
def test_the_numbers_of_the_rows_are_known_and_say_nothing(title: str) -> None:
    sheet = read([[title, "编号", "责任部门", "备忘"], ["1", *ROW[:2], "甲"]])
    assert (len(sheet.rows), sheet.ignored) == (1, ("备忘",))
