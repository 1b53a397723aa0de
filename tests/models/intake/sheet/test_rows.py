"""Rows under the header: totals, notes, headings of sections, hidden rows, texts written as formulas."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from models.intake.complaints import ReadColumn
from models.intake.sheet.reading import rows_of

if TYPE_CHECKING:
    from models.intake.complaints import Sheet

COLUMNS = (ReadColumn("编号", required=True), ReadColumn("名称", required=True), ReadColumn("数量"))
HEADING = ["编号", "名称", "数量"]


def read(*rows: list[Any], merged: tuple[str, ...] = (), hidden: tuple[int, ...] = ()) -> Sheet:
    workbook = Workbook()
    assert workbook.active is not None
    for row in (HEADING, *rows):
        workbook.active.append(row)
    for cells in merged:
        workbook.active.merge_cells(cells)
    for number in hidden:
        workbook.active.row_dimensions[number].hidden = True
    workbook.save(stream := io.BytesIO())
    return rows_of("表.xlsx", stream.getvalue(), COLUMNS)


@pytest.mark.parametrize("word", ["合计", "合 计", "总计：", "小计", "合计（万元）", "\u3000共计", "累计数"])
@pytest.mark.parametrize("place", [0, 1])
def test_a_total_is_no_row_and_named(word: str, place: int) -> None:
    total = [None] * place + [word] + [None] * (1 - place) + [7]
    sheet = read(["A1", "甲", 3], total, ["A2", "乙", 4], total)
    assert [row.cells["编号"] for row in sheet.rows] == ["A1", "A2"]
    assert sheet.guessed == ("第3、5行是合计，未导入",)


@pytest.mark.parametrize("row", [["A9", "合计"], ["合计办", "甲"], ["A9", "小计局", 3]])
def test_a_row_that_only_looks_like_a_total_is_a_row(row: list[Any]) -> None:
    sheet = read(row)
    assert (len(sheet.rows), sheet.guessed) == (1, ())


@pytest.mark.parametrize(
    "note", ["注：数量为预计数", "填表人：张三 审核人：李四", "说明:见附件", "注1：同上", "联系电话：123"]
)
def test_a_note_under_the_rows_is_no_row_and_named(note: str) -> None:
    sheet = read(["A1", "甲"], [], [note])
    assert [row.cells["编号"] for row in sheet.rows] == ["A1"]
    assert sheet.guessed == ("第4行是分节标题或表下的说明，未导入",)


def test_a_row_that_begins_like_a_note_but_is_complete_is_a_row() -> None:
    assert [row.cells["编号"] for row in read(["注：1", "甲"]).rows] == ["注：1"]


def test_the_heading_of_a_section_over_the_columns_is_no_row_and_named() -> None:
    sheet = read(["一、教育类"], ["A1", "甲"], ["二、水利类"], ["A2", "乙"], merged=("A2:C2", "A4:B4"))
    assert [row.cells["编号"] for row in sheet.rows] == ["A1", "A2"]
    assert sheet.guessed == ("第2、4行是分节标题或表下的说明，未导入",)


def test_a_text_alone_in_its_row_is_a_row_with_faults() -> None:
    sheet = read(["A1", "甲"], ["一、教育类"])
    assert [complaint.cell for complaint in sheet.complaints] == ["B3"]


def test_hidden_rows_are_read_and_named() -> None:
    sheet = read(*[[f"A{number}", "甲"] for number in range(2, 20)], hidden=tuple(range(3, 15)))
    assert len(sheet.rows) == 18
    assert sheet.guessed == ("第3、4、5、6、7、8、9、10、11、12行等12行是隐藏或筛选掉的行，也已读入",)


def test_a_hidden_blank_row_or_total_is_not_named_as_read() -> None:
    sheet = read(["A1", "甲"], [], ["合计"], hidden=(3, 4))
    assert sheet.guessed == ("第4行是合计，未导入",)


@pytest.mark.parametrize(
    ("written", "value"), [('="0101"', "0101"), ('="a""b"', 'a"b'), ('=""', None), ("=1+1", "=1+1")]
)
def test_a_text_written_as_a_formula_is_its_text(written: str, value: object) -> None:
    quoted = written.replace('"', '""')
    sheet = rows_of("表.csv", f'编号,名称,数量\nA1,甲,"{quoted}"\n'.encode(), COLUMNS)
    assert sheet.rows[0].cells["数量"] == value
    unwrapped = ("写成=“……”的格第2行“数量”列，按引号中的文字读取",)
    assert sheet.guessed == (() if written == "=1+1" else unwrapped)


def test_a_text_written_as_a_formula_in_a_column_without_meaning_is_not_named() -> None:
    assert rows_of("表.csv", '编号,名称,其他\nA1,甲,="01"\n'.encode(), COLUMNS).guessed == ()
