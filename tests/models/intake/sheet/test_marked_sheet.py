"""What goes back: wrong cells are red with their reason, and only these; a .csv says it at the end of the line."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from models.intake.complaints import Complaint
from models.intake.sheet.marked_sheet import RED, returned, returned_text
from models.rules.answer_form import CODE

SAVED = Path(__file__).parents[3] / "data" / "answers"


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


def reds(content: bytes) -> list[str]:
    page: Any = load_workbook(BytesIO(content)).active
    return [cell.coordinate for row in page.iter_rows() for cell in row if cell.fill.fgColor.rgb == RED.fgColor.rgb]


def test_a_cell_in_the_last_row_of_a_sheet_makes_no_others() -> None:
    book, buffer = Workbook(), BytesIO()
    page: Any = book.active
    page.title = "三月"
    page["A1"], page["XFD1048576"] = "进度", "x"
    book.create_sheet("其他")["XFD1048576"] = "x"
    book.save(buffer)
    tracemalloc.start()
    marked = returned(buffer.getvalue(), [Complaint("三月", "B1", "", "有误", "表.xlsx")], "省目标办")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 20_000_000
    again: Any = load_workbook(BytesIO(marked))["三月"]
    assert again["B1"].comment.text == "有误"


def test_what_was_mended_is_red_no_longer() -> None:
    book, buffer = Workbook(), BytesIO()
    page: Any = book.active
    page.title = "三月"
    page.append(["进度", 150, "快了"])
    book.save(buffer)
    first = [Complaint("三月", cell, "", "有误", "表.xlsx") for cell in ("B1", "C1")]
    once = returned(buffer.getvalue(), first, "省目标办")
    assert reds(once) == ["B1", "C1"]
    twice = returned(once, first[1:], "省目标办")
    assert reds(twice) == ["C1"]
    again: Any = load_workbook(BytesIO(twice)).active
    assert (again["B1"].comment, again["C1"].comment.text) == (None, "有误")


def test_a_fault_of_the_whole_sheet_paints_no_code_red() -> None:
    book, buffer = Workbook(), BytesIO()
    page: Any = book.active
    page.title = "三月"
    page.append([CODE, "ABC"])
    book.save(buffer)
    back = returned(buffer.getvalue(), [Complaint("三月", "B1", "", "没有填写任何一行", "表.xlsx")], "省目标办")
    assert reds(back) == []
    marked: Any = load_workbook(BytesIO(back)).active
    assert marked["B1"].comment.text == "没有填写任何一行"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_text_file_says_at_the_end_of_the_line_what_is_wrong(encoding: str, separator: str) -> None:
    lines = [["回复码", "ABC"], ["目标编号", "进度（%）"], ["T001", "150"], ["T002", "60"]]
    text = "\r\n".join(separator.join(line) for line in lines)
    wrong = [Complaint("", "B3", "150", "应在0到100之间", "表.csv")]
    back = returned_text(text.encode(encoding), wrong)
    shown = back.decode("utf-8-sig").splitlines()
    assert shown[2] == separator.join(["T001", "150", "请改正 B3：应在0到100之间"])
    assert shown[3] == separator.join(["T002", "60"])
    assert "请改正" not in returned_text(back, []).decode("utf-8-sig")
