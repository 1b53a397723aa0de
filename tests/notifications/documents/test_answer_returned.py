"""A returned sheet: the wrong cells are red and say why; everything else is as the office sent it."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook, load_workbook

from models.intake.complaints import Complaint
from notifications.documents.answer_returned import RED, returned


def test_wrong_cells_are_red_with_the_reason_and_others_stay() -> None:
    book, buffer = Workbook(), BytesIO()
    page = book.active
    assert page is not None
    page.title = "三月"
    page.append(["进度", 150])
    book.save(buffer)
    complaints = [
        Complaint("三月", "B1", "150", "应在0到100之间", "表.xlsx"),
        Complaint("别的表", "A1", "", "不在这个文件里", "表.xlsx"),
    ]
    page = load_workbook(BytesIO(returned(buffer.getvalue(), complaints, "省目标办")))["三月"]
    assert page["B1"].fill.fgColor.rgb == RED.fgColor.rgb
    assert page["B1"].comment is not None
    assert page["B1"].comment.text == "应在0到100之间"
    assert (page["A1"].value, page["A1"].comment, page["B1"].value) == ("进度", None, 150)
