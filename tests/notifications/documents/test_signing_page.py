"""阅签页: each report with its facts, and the place to sign; the same bytes each time."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from docx import Document

from notifications.documents.signing_page import TITLE, signing_page

REPORTS = [("2026年3月月度检查", "共2项目标，平均进度50.0%。"), ("2026年第一季度自查", "共2项目标。")]


def test_the_page_has_each_report_and_the_place_to_sign() -> None:
    page = signing_page(TITLE, REPORTS, date(2026, 3, 11))
    told, empty = Document(BytesIO(page)).tables
    assert [tuple(cell.text for cell in row.cells) for row in told.rows] == REPORTS
    assert [row.cells[0].text for row in empty.rows] == ["阅签意见", "签字", "日期"]
    assert page == signing_page(TITLE, REPORTS, date(2026, 3, 11))
