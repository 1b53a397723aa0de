"""暗访清单 as a workbook: what is asked, columns to fill in, and nothing that is a formula."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from models.intake.covert import COLUMNS
from models.ledger.papers.covert_list import Asked, CovertPaper
from models.ledger.papers.signature import Signature
from notifications.documents.covert_list import workbook

ROAD = Asked(1, "T001", "=农村公路", "建成1000公里", Decimal("1000.5"), "公里", date(2026, 12, 31), "某县某镇")
PAPER = CovertPaper(
    "2026Q3-1", "中鼎评估公司", date(2026, 8, 31), "ab" * 32, (ROAD,), Signature("省目标办", date(2026, 8, 10))
)


def test_a_row_says_what_is_asked_and_leaves_room_for_what_is_seen() -> None:
    rows: list[Any] = list(load_workbook(BytesIO(workbook(PAPER)))["暗访清单"].iter_rows(values_only=True))
    titles, row = rows
    assert list(titles) == [column.name for column in COLUMNS]
    asked = ("2026Q3-1", 1, "T001", "=农村公路", "建成1000公里", 1000.5, "公里")
    assert row[:7] == asked
    assert (row[7].date(), row[8], row[9:15], row[15]) == (date(2026, 12, 31), "某县某镇", (None,) * 6, "ab" * 32)


def test_the_cover_says_how_it_is_filled_in_and_by_when_it_is_back() -> None:
    sheet: Any = load_workbook(BytesIO(workbook(PAPER)))["说明"]
    cover = [row[:2] for row in sheet.iter_rows(values_only=True)]
    assert cover[0][0] == "2026年第三季度第三方暗访清单（2026Q3-1）"
    assert ("交回日期", "2026年8月31日前") in cover
    assert any("代号" in (words or "") and "不填姓名" in words for _, words in cover[6:])


def test_the_same_list_is_the_same_file_and_text_is_never_a_formula() -> None:
    book = load_workbook(BytesIO(workbook(PAPER)))
    assert workbook(PAPER) == workbook(PAPER)
    assert "f" not in {cell.data_type for sheet in book for row in sheet for cell in row}
