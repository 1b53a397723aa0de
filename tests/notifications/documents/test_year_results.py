"""核查结果汇总 as a workbook: a row to each department, and the records behind its numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

from openpyxl import load_workbook

from models.ledger.papers.signature import Signature
from models.ledger.papers.year_results import Results, YearResults
from notifications.documents.printed_page import WIDEST
from notifications.documents.year_results import FINDINGS, OF_ENTRY, SUGGESTIONS, TOTALS, sheets_of, workbook

FINDING = SimpleNamespace(
    inspection="2026-1",
    title="第三季度核查",
    code="T001",
    name="=1+1",
    serial=1,
    declared_complete=True,
    conclusion="fails",
    signed_on=date(2026, 9, 15),
    overturned=False,
    self_vouched=True,
    scope="方案所列部门的目标3项中有2项未列入总体（未到期）",
)
WON = SimpleNamespace(**vars(FINDING) | {"code": "T002", "overturned": True})
ENTRY = SimpleNamespace(
    code="T001",
    name="=1+1",
    occurrence=1,
    finding="完成86公里",
    listed_on=date(2026, 9, 15),
    state="remedying",
    late_remediations=1,
    late_feedbacks=0,
    entered_late=2,
    points=Decimal("-2.5"),
    ended_by=None,
)
SUGGESTION = SimpleNamespace(inspection="2026-1", kind="penalty", text="通报", made_on=date(2026, 9, 16), answer="")
YEAR = YearResults(
    2026,
    Signature("省目标办", date(2026, 12, 31)),
    (
        Results("D001", "第001厅", (FINDING, WON), (ENTRY,), (SUGGESTION,)),
        Results("D002", "第002厅", (), (), ()),
    ),
)


def test_an_online_review_by_one_person_stands_on_the_cover() -> None:
    book = load_workbook(BytesIO(workbook(replace(YEAR, single=("2026Q1第001厅（9号）",)))))
    cells = [cell for row in book["说明"].iter_rows(values_only=True) for cell in row]
    assert "2026Q1第001厅（9号）" in cells


def test_every_department_has_its_row() -> None:
    book = load_workbook(BytesIO(workbook(YEAR)))
    assert book.sheetnames == ["说明", "汇总", "核查结果", "负面清单", "奖惩建议"]
    one, other = list(book["汇总"].iter_rows(min_row=2, values_only=True))
    assert one == ("D001", "第001厅", 1, 2, 2, 0, 1, 0, 1, "50.0%", 1, 0, 1, 0, 0, 1, 0, 2, -2.5, 0, 1)
    assert other == ("D002", "第002厅", 0, 0, 0, 0, 0, 0, 0, None, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def test_the_records_behind_the_numbers_stand_on_their_own_sheets() -> None:
    book = load_workbook(BytesIO(workbook(YEAR)))
    found = [row[5:12] for row in book["核查结果"].iter_rows(min_row=2, values_only=True)]
    assert [(row[0], row[1], row[4], row[6]) for row in found] == [
        ("T001", "=1+1", "未按质按量完成", "有效"),
        ("T002", "=1+1", "未按质按量完成", "经申诉撤销"),
    ]
    assert [row[7] for row in book["负面清单"].iter_rows(min_row=2, values_only=True)] == ["整改中"]
    assert [row[3] for row in book["奖惩建议"].iter_rows(min_row=2, values_only=True)] == ["惩罚"]
    assert book["核查结果"]["G2"].data_type == "s"


def test_the_share_of_a_year_says_its_denominator_and_that_it_is_no_error_rate() -> None:
    """2.1: the error rate is of a sample; the share of a year counts inspections without a sample too."""
    book = load_workbook(BytesIO(workbook(YEAR)))
    headings = [cell.value for cell in book["汇总"][1]]
    assert headings[8:10] == ["申报完成而不符合", "该项数占核查项次"]
    about = "".join(str(cell.value or "") for row in book["说明"].iter_rows() for cell in row)
    assert "该项数占核查项次＝申报完成而不符合÷全年核查项次。" in about
    assert "所以这一比率不是核验误差率" in about


def test_what_a_correction_ended_stands_with_who_signed() -> None:
    """4.3: the row says 经更正撤销 and its basis; the totals count it in a column of its own."""
    corrected = SimpleNamespace(**vars(ENTRY) | {"state": "corrected", "ended_by": "核查2026-1，王文、李天核查"})
    year = replace(YEAR, departments=(replace(YEAR.departments[0], entries=(corrected,)),))
    book = load_workbook(BytesIO(workbook(year)))
    assert book["负面清单"]["H2"].value == "经更正撤销，核查2026-1，王文、李天核查"
    assert [cell.value for cell in book["汇总"][2]][10:15] == [1, 0, 0, 0, 1]


def test_each_sheet_is_as_wide_as_its_columns() -> None:
    for _, columns, rows in sheets_of(YEAR):
        assert {len(row) for row in rows} == {len(columns)}


def test_the_same_results_make_the_same_file() -> None:
    assert workbook(YEAR) == workbook(YEAR)


def test_points_without_a_setting_are_shown_as_unset() -> None:
    unset = SimpleNamespace(**vars(ENTRY) | {"points": None})
    year = replace(YEAR, departments=(replace(YEAR.departments[0], entries=(ENTRY, unset)),))
    book = load_workbook(BytesIO(workbook(year)))
    assert [row[18] for row in book["汇总"].iter_rows(values_only=True)] == ["负面清单记分", "未设定"]
    assert [row[11] for row in book["负面清单"].iter_rows(values_only=True)] == ["记分", -2.5, "未设定"]


def test_every_sheet_is_printed_with_nine_points() -> None:
    for columns in (TOTALS, FINDINGS, OF_ENTRY, SUGGESTIONS):
        assert sum(columns.values()) <= WIDEST
