"""The sheet of a public survey as it is read: typed numbers, text only from a file that has nothing else (1-2.14)."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from pydantic import ValidationError

from models.intake.survey import COLUMNS, SurveyHandedOut, read_survey_results
from models.rules.errors import Refused
from models.rules.survey import Count, Dimension

if TYPE_CHECKING:
    from pathlib import Path

GIVEN: dict[str, Any] = {"year": 2026, "number": "合同8", "dated": "2026-10-12", "evidence": ["合同.pdf"]}
TITLES = [column.name for column in COLUMNS]
PRINTED = ["2026-1", 1, "D001", "第001厅", "人大代表"]
CODE = "ab12-cd34-ef56-7890"


def book(path: Path, *rows: list[Any]) -> Path:
    made: Any = Workbook()
    for row in (TITLES, *rows):
        made.active.append(row)
    made.save(path)
    return path


def test_a_sheet_is_handed_out_with_its_paper() -> None:
    given = SurveyHandedOut(**GIVEN)
    assert (given.third_party, given.reason, given.evidence[0].file.name) == ("", "", "合同.pdf")


@pytest.mark.parametrize("wrong", [{"year": "去年"}, {"number": " "}, {"dated": ""}, {"evidence": []}, {"价": "3"}])
def test_without_a_paper_it_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SurveyHandedOut(**GIVEN | wrong)


def test_every_number_of_a_row_is_read_and_the_sheet_is_its_own_evidence(tmp_path: Path) -> None:
    path = book(tmp_path / "表.xlsx", [*PRINTED, *range(40, 55), CODE])
    checked = read_survey_results(path)
    assert (checked.complaints, checked.evidence) == ((), (path,))
    [located] = checked.rows
    assert located.row.count(Dimension.EXECUTION) == Count(40, 41, 42)
    assert located.row.count(Dimension.PROBITY) == Count(52, 53, 54)
    assert (located.row.key, located.row.position, located.row.check_code) == ("2026-1", 1, CODE)


def test_a_check_code_that_is_empty_or_whose_column_is_gone_is_read_as_none(tmp_path: Path) -> None:
    empty = book(tmp_path / "空.xlsx", [*PRINTED, *[9] * 15, None])
    gone: Any = Workbook()
    gone.active.append(TITLES[:-1])
    gone.active.append([*PRINTED, *[9] * 15])
    gone.save(tmp_path / "无.xlsx")
    for checked in map(read_survey_results, (empty, tmp_path / "无.xlsx")):
        assert (checked.complaints, checked.rows[0].row.check_code) == ((), "")


def test_numbers_that_a_workbook_keeps_as_text_are_refused_and_those_of_a_text_file_are_not(tmp_path: Path) -> None:
    row = [*PRINTED, *map(str, range(15)), CODE]
    complaints = read_survey_results(book(tmp_path / "表.xlsx", row)).complaints
    assert len(complaints) == 15
    assert complaints[0].message == "执行能力·调查人数“0”是文本，不是数字，请把单元格改为数字格式后重新填写"
    with (tmp_path / "表.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([TITLES, row])
    assert read_survey_results(tmp_path / "表.csv").complaints == ()


@pytest.mark.parametrize("value", [None, -1, 2.5, "十", "1e3", "0x10", True, "12人", "=1+1", 12345678, "½"])
def test_what_is_no_number_of_people_is_named_once(tmp_path: Path, value: Any) -> None:
    [complaint] = read_survey_results(book(tmp_path / "表.xlsx", [*PRINTED, value, *[9] * 14, CODE])).complaints
    assert complaint.cell == "F2"
    assert complaint.message.startswith("执行能力·调查人数")


def test_a_row_that_stands_twice_is_named(tmp_path: Path) -> None:
    row = [*PRINTED, *[9] * 15, CODE]
    [complaint] = read_survey_results(book(tmp_path / "表.xlsx", row, row)).complaints
    assert complaint.message == "序号“1”重复：第2行与第3行，请只保留一行"


def test_a_sheet_without_one_of_its_columns_is_refused(tmp_path: Path) -> None:
    made: Any = Workbook()
    made.active.append([title for title in TITLES if title != "廉洁自律·作答人数"])
    made.active.append([*PRINTED, *[9] * 14, CODE])
    made.save(tmp_path / "表.xlsx")
    with pytest.raises(Refused, match="缺少列：廉洁自律·作答人数"):
        read_survey_results(tmp_path / "表.xlsx")


def test_a_changed_position_is_not_taken_for_a_number_of_people(tmp_path: Path) -> None:
    row = ["2026-1", "改动", *PRINTED[2:], *range(40, 55), CODE]
    [complaint] = read_survey_results(book(tmp_path / "表.xlsx", row)).complaints
    assert (complaint.cell, complaint.message) == ("B2", "序号“改动”不是测评表的序号，不要改动，请恢复")
