"""Several sheets: the one with the columns and rows is read, others are named, of two the reader is asked."""

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

COLUMNS = (ReadColumn("编码", required=True), ReadColumn("名称"))
FULL = [["编码", "名称"], ["A01", "甲"]]


def read(sheets: dict[str, list[list[Any]]], name: str = "", hidden: tuple[str, ...] = ()) -> Sheet:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    workbook.save(stream := io.BytesIO())
    return rows_of("表.xlsx", stream.getvalue(), COLUMNS, name)


def test_of_two_sheets_with_rows_the_reader_is_asked() -> None:
    with pytest.raises(Refused, match="有多个工作表符合要求（“甲”、“乙”），请用 --sheet 名称 写明用哪一个"):
        read({"甲": FULL, "乙": FULL})


@pytest.mark.parametrize("name", ["甲", "乙", "藏"])
def test_the_named_sheet_is_read(name: str) -> None:
    sheet = read({"甲": FULL, "乙": FULL, "藏": FULL}, name, hidden=("藏",))
    assert (sheet.sheet, len(sheet.rows)) == (name, 1)


def test_a_sheet_without_rows_is_no_question_and_the_others_are_named() -> None:
    sheet = read({"空": FULL[:1], "乙": FULL, "说明": [["填表说明"]], "Sheet3": []})
    assert (sheet.sheet, sheet.guessed) == ("乙", ("读的是工作表“乙”，其他工作表（空、说明）未导入",))


def test_a_name_that_no_sheet_has_is_refused_with_the_names() -> None:
    with pytest.raises(Refused, match="没有名为“丙”的工作表，现有：甲、乙"):
        read({"甲": FULL, "乙": FULL}, "丙")


def test_only_empty_sheets_with_the_columns_have_no_data() -> None:
    with pytest.raises(Refused, match="只有表头，没有数据"):
        read({"甲": FULL[:1], "乙": FULL[:1]})


def test_a_text_file_has_no_sheet_to_name() -> None:
    with pytest.raises(Refused, match="是文本文件，没有工作表，请去掉 --sheet"):
        rows_of("表.csv", "编码\nA01\n".encode(), COLUMNS, "甲")


def test_the_separator_with_the_columns_is_taken() -> None:
    sheet = rows_of("表.txt", '编码;名称\nA01;"甲,乙\n丙"\n'.encode(), COLUMNS)
    assert sheet.rows[0].cells["名称"] == "甲,乙\n丙"
