"""A sheet of a public survey as it is filled in and returned."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from models.database import begin
from models.intake.survey import COLUMNS, read_survey_results
from models.ledger.papers.survey_sheet import survey_paper
from models.rules.survey import Dimension
from notifications.documents.survey_sheet import workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.ledger.acts import Summary
    from tests.conftest import Acting

GROUPS = "人大代表、社会公众"
PARTY = {"credit_code": "91520100MA6DL0001X", "qualification": "社会调查甲级", "independence": "无隶属关系"}
NUMBERS = {"调查人数": 100, "作答人数": 80, "不满意人数": 4}
Rows = dict[int, dict[str, Any]]


def commission(agency: Acting, contract: str, **more: Any) -> Summary:
    """Set two groups, register the third party and hand the sheet of 2026 out."""
    agency.do("set_policy", key="survey_groups", value=GROUPS, basis="黔目标办〔2026〕31号", valid_from="2026-01-01")
    agency.do("register_third_party", name="民意调查公司", **PARTY)
    paper = {"number": "合同2026-8", "dated": "2026-10-12", "evidence": contract}
    return agency.do("hand_out_survey", **{"year": 2026, "third_party": "民意调查公司", **paper, **more})


def filled_survey(folder: Path, key: str = "2026-1", rows: Rows | None = None, name: str = "测评表.xlsx") -> Path:
    """Return the sheet with `NUMBERS` in each cell, or what `rows` say by position and title."""
    with begin() as session:
        book = load_workbook(BytesIO(workbook(survey_paper(session, key))))
    sheet: Any = book["公众测评表"]
    titles = [cell.value for cell in sheet[1]]
    for number in range(2, sheet.max_row + 1):
        own = (rows or {}).get(number - 1, {})
        for place, title in enumerate(titles, 1):
            if title in own or "·" in title:
                sheet.cell(number, place).value = own.get(title, NUMBERS.get(title.partition("·")[2]))
    book.save(folder / name)
    return folder / name


def edited(path: Path, edit: Callable[[Any], object]) -> Path:
    """Return a sheet after a change by hand."""
    book = load_workbook(path)
    edit(book["公众测评表"])
    book.save(path)
    return path


def give_back(agency: Acting, path: Path, reason: str = "", *, match_rows: bool = False) -> Summary:
    """Import a sheet that came back."""
    checked = replace(read_survey_results(path), reason=reason, match_rows=match_rows)
    return agency.given(checked, "return_survey_results")


def of_all(value: int, title: str, *, dimensions: Mapping[str, Any] | tuple[str, ...]) -> dict[str, int]:
    """Return one number for several dimensions by title."""
    return {f"{dimension}·{title}": value for dimension in dimensions}


def surveyed(acting: Acting, contract: str) -> None:
    """The agency itself asks the public about each department of 2026; its sheet comes back the same day."""
    acting.do("set_policy", key="survey_groups", value=GROUPS, basis="黔目标办〔2026〕31号", valid_from="2026-01-01")
    acting.do("hand_out_survey", year=2026, number="黔目标办〔2026〕32号", dated="2026-10-12", evidence=contract)
    with begin() as session:
        lines = survey_paper(session, "2026-1").lines
    with TemporaryDirectory() as folder:
        place = Path(folder) / "测评表.csv"
        with place.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(column.name for column in COLUMNS)
            numbers = list(NUMBERS.values()) * len(Dimension)
            writer.writerows(
                ["2026-1", each.position, each.code, each.name, each.respondents, *numbers, each.check]
                for each in lines
            )
        give_back(acting, place)
