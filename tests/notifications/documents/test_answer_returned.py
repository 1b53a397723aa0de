"""A returned sheet: the wrong cells are red and say why; everything else is as the office sent it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from models.intake.complaints import Complaint
from notifications.documents.answer_returned import RED, returned

SAVED = Path(__file__).parents[2] / "data" / "answers"


def test_wrong_cells_are_red_with_the_reason_and_others_stay() -> None:
    book, buffer = Workbook(), BytesIO()
    page = book.active
    assert page is not None
    page.title = "三月"
    page.append(["进度", 150])
    book.save(buffer)
    complaints = [Complaint("三月", "B1", "150", "应在0到100之间", "表.xlsx")]
    page = load_workbook(BytesIO(returned(buffer.getvalue(), complaints, "省目标办")))["三月"]
    assert page["B1"].fill.fgColor.rgb == RED.fgColor.rgb
    assert page["B1"].comment is not None
    assert page["B1"].comment.text == "应在0到100之间"
    assert (page["A1"].value, page["A1"].comment, page["B1"].value) == ("进度", None, 150)


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_of_another_format_the_wrong_cells_are_listed(ending: str) -> None:
    complaints = [Complaint("三月", "B1", "150", "应在0到100之间", "表.xls")]
    page = load_workbook(BytesIO(returned((SAVED / f"回复表.{ending}").read_bytes(), complaints, "省目标办"))).active
    assert page is not None
    assert list(page.iter_rows(values_only=True)) == [("工作表", "单元格", "原因"), ("三月", "B1", "应在0到100之间")]


def test_of_a_workbook_that_cannot_be_marked_the_wrong_cells_are_listed_too() -> None:
    book, buffer = Workbook(), BytesIO()
    book.save(buffer)
    for file in (buffer.getvalue(), buffer.getvalue()[:200], b""):
        page = load_workbook(BytesIO(returned(file, [Complaint("三月", "B1", "", "不能为空", "表.xlsx")], "省"))).active
        assert page is not None
        assert page["C2"].value == "不能为空"
