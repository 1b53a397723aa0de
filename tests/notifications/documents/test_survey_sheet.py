"""公众测评表 as a workbook: printed cells, cells to fill in, and nothing that is a formula."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from models.intake.survey import COLUMNS
from models.ledger.papers.signature import Signature
from models.ledger.papers.survey_sheet import SurveyLine, SurveyPaper
from notifications.documents.survey_sheet import workbook

LINE = SurveyLine(1, "D001", "=第一厅", "人大代表", "ab12-cd34-ef56-7890")
PAPER = SurveyPaper(
    "2026-1", "民意调查公司", "合同8，2026-10-12", "ab" * 32, (LINE,), Signature("省目标办", date(2026, 10, 15))
)


def test_a_row_says_who_is_asked_about_which_and_leaves_every_number_open() -> None:
    rows: list[Any] = list(load_workbook(BytesIO(workbook(PAPER)))["公众测评表"].iter_rows(values_only=True))
    titles, row = rows
    assert list(titles) == [column.name for column in COLUMNS]
    assert row == ("2026-1", 1, "D001", "=第一厅", "人大代表", *[None] * 15, "ab12-cd34-ef56-7890")


def test_the_cover_says_who_carries_it_out_and_how_it_is_filled_in() -> None:
    sheet: Any = load_workbook(BytesIO(workbook(PAPER)))["说明"]
    cover = [row[:2] for row in sheet.iter_rows(values_only=True)]
    assert cover[0][0] == "2026年公众测评表（2026-1）"
    assert ("承办", "民意调查公司") in cover
    assert any("不满意人数÷作答人数" in str(words) for _, words in cover)
    own: Any = load_workbook(BytesIO(workbook(replace(PAPER, third_party=""))))["说明"]
    assert ("承办", "省目标办") in [row[:2] for row in own.iter_rows(values_only=True)]


def test_the_same_sheet_is_the_same_file_and_text_is_never_a_formula() -> None:
    book = load_workbook(BytesIO(workbook(PAPER)))
    assert workbook(PAPER) == workbook(PAPER)
    assert "f" not in {cell.data_type for sheet in book for row in sheet for cell in row}
