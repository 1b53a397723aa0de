"""Sheets that people print and fill in: phone list, list for online review, document of a sample."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from deployments import phone_list, review_sheet
from deployments.commands.answers import check_path, write_file
from deployments.sample_sheet import sheet_of
from models.intake.review import DAY, MARK, NOTE, OUTCOME, TARGET
from models.ledger.duty.call_list import Call
from models.ledger.duty.register import ObligationView
from models.ledger.review.reviewable import Reviewable
from models.rules.errors import Refused
from models.rules.periods import parse_period
from models.rules.reminders import Colour
from models.rules.review import ReviewOutcome
from models.rules.sampling import Purpose
from models.rules.states import ObligationState, SampleState
from tests.column_widths import widths_of

if TYPE_CHECKING:
    from pathlib import Path

QUARTER = parse_period("2026Q1")
FORMULA = '=HYPERLINK("http://x")'


# The phone list


def call(*, days_left: int = 3, colour: Colour = Colour.GREEN, name: str = "李明", **otherwise: Any) -> Call:
    row = {"id": 7, "due": date(2026, 3, 31), "provisional": False, "state": "open", "late": False, "reported": 0}
    row |= {"lines": 0, "short_name": "教育厅", "agency_owes": False, "first_late": None, "entered_late": False}
    row |= {"urgings": None, "urging_methods": None}
    view = ObligationView(SimpleNamespace(**row | otherwise), "2026年3月月度检查", days_left, colour)
    return Call(view, "D001", name, "联络员", "13800000000", "a@example.org", "")


def called(given: Call) -> dict[str, Any]:
    return dict(zip(phone_list.COLUMNS, phone_list._values_of(given), strict=True))


@pytest.mark.parametrize(
    ("otherwise", "column", "shown"),
    [
        ({}, "部门", "教育厅"),
        ({}, "联系人", "李明"),
        ({"name": ""}, "联系人", "（未指派）"),
        ({"agency_owes": True}, "联系人", "（本机构办理）"),
        ({"agency_owes": True, "name": ""}, "联系人", "（本机构办理）"),
        ({}, "期限", "2026-03-31"),
        ({"provisional": True}, "期限", "2026-03-31（暂定）"),
        ({}, "还剩", "3个工作日"),
        ({"days_left": 0}, "还剩", "0个工作日"),
        ({"days_left": -4, "colour": Colour.RED}, "还剩", "逾期4个工作日"),
        ({"days_left": 0, "colour": Colour.RED}, "还剩", "逾期"),
        ({"state": "discharged"}, "还剩", ""),
        ({"lines": 27, "reported": 19}, "已报/应报", "19/27"),
        ({"lines": 27}, "已报/应报", "0/27"),
        ({"lines": 0, "reported": 0}, "已报/应报", ""),
        ({}, "状态", ObligationState.OPEN.label),
        ({"late": True}, "状态", f"{ObligationState.OPEN.label}（逾期）"),
        ({"state": "discharged", "late": True}, "状态", f"{ObligationState.DISCHARGED.label}（逾期）"),
        ({}, "通话结果", ""),
        ({}, "编号", 7),
    ],
)
def test_a_cell_of_the_phone_list(otherwise: dict[str, Any], column: str, shown: object) -> None:
    assert called(call(**otherwise))[column] == shown


@pytest.mark.parametrize("rows", [0, 1, 300])
def test_the_phone_list_has_a_row_per_duty_and_filters_them(rows: int, tmp_path: Path) -> None:
    phone_list.write_phone_list(tmp_path / "名单.xlsx", [call()] * rows)
    sheet = load_workbook(tmp_path / "名单.xlsx").worksheets[0]
    assert len(list(sheet.iter_rows())) == rows + 1
    assert sheet.auto_filter.ref == f"A1:N{rows + 1}"


def test_control_characters_are_left_out_of_the_phone_list(tmp_path: Path) -> None:
    phone_list.write_phone_list(tmp_path / "名单.xlsx", [call(short_name="教\x07育厅")])
    cells = [cell.value for row in load_workbook(tmp_path / "名单.xlsx").worksheets[0].iter_rows() for cell in row]
    assert "教育厅" in cells


def test_the_columns_of_the_phone_list_have_their_widths(tmp_path: Path) -> None:
    phone_list.write_phone_list(tmp_path / "名单.xlsx", [call(short_name=FORMULA)])
    sheet = load_workbook(tmp_path / "名单.xlsx").worksheets[0]
    assert widths_of(sheet) == list(phone_list.COLUMNS.values())
    assert (sheet["A2"].value, sheet["A2"].data_type) == (FORMULA, "s")
    assert (sheet["M2"].value, sheet["M2"].data_type) == (7, "n")


# The list for online review


def line(**otherwise: Any) -> Reviewable:
    row = {
        "department": "省教育厅",
        "code": "T001",
        "name": "学位",
        "requirement": "新增200个",
        "remark": "",
        "version": 1,
        "assigned": "张三",
        "placed": None,
    }
    row |= {"evidence": ["ab"], "last_reviewed": None, "progress": Decimal(50), "status": None, "serial": None}
    row |= {"outcome": None, "note": "", "reviewed_on": None, "done": None, "quantity": None, "unit": ""}
    return Reviewable(SimpleNamespace(**row | otherwise))


def reviewed(**otherwise: Any) -> Reviewable:
    seen = {"report_version": 1, "seen_progress": Decimal(50), "seen_status": None, "seen_evidence": ["ab"]}
    return line(serial=1, outcome="undone", note="缺14个", reviewed_on=date(2026, 4, 17), **seen, **otherwise)


def cells_of(given: Reviewable) -> dict[str, Any]:
    return dict(zip(review_sheet.COLUMNS, review_sheet._values_of(QUARTER, "张三", given), strict=True))


@pytest.mark.parametrize(
    ("otherwise", "column", "shown"),
    [
        ({}, TARGET, "T001"),
        ({}, "申报情况", "50%"),
        ({"progress": None}, "申报情况", "未报"),
        ({"progress": Decimal("62.50")}, "申报情况", "62.5%"),
        ({"progress": Decimal("100")}, "申报情况", "100%"),
        ({}, "进度状态", ""),
        ({}, "印证材料", "1份"),
        ({"evidence": []}, "印证材料", "0份"),
        ({"placed": 1}, "印证材料", "1份（按位置认定1份）"),
        ({}, "上次复核", ""),
        ({"last_reviewed": date(2025, 12, 30)}, "上次复核", "2025-12-30"),
        ({}, OUTCOME, ""),
        ({}, NOTE, ""),
    ],
)
def test_a_cell_of_the_review_list(otherwise: dict[str, Any], column: str, shown: str) -> None:
    assert cells_of(line(**otherwise))[column] == shown


def test_a22_the_work_list_shows_the_pace_after_the_declaration() -> None:
    shown = cells_of(replace(line(), pace="黄"))
    titles = [*shown]
    assert shown["进度状态"] == "黄"
    assert titles.index("进度状态") == titles.index("申报情况") + 1


def test_a_conclusion_is_repeated_until_the_declaration_changes() -> None:
    stored, changed = cells_of(reviewed()), cells_of(reviewed(progress=Decimal(60)))
    assert (stored[OUTCOME], stored[NOTE], stored[DAY]) == ("未完成", "缺14个", "2026-04-17")
    assert (changed[OUTCOME], changed[NOTE], changed[DAY]) == ("", "", "")
    assert stored[MARK] != changed[MARK]


@pytest.mark.parametrize("lines", [1, 2, 90])
def test_a_conclusion_is_chosen_from_a_list_in_every_row(lines: int) -> None:
    sheet: Any = load_workbook(BytesIO(review_sheet.workbook(QUARTER, "张三", [line()] * lines))).active
    (allowed,) = sheet.data_validations.dataValidation
    assert str(allowed.sqref) == ("L2" if lines == 1 else f"L2:L{lines + 1}")
    assert allowed.formula1 == f'"{",".join(each.label for each in ReviewOutcome)}"'
    assert sheet.freeze_panes == "B2"


def test_text_of_the_review_list_is_never_a_formula_or_a_date() -> None:
    of_another = dict.fromkeys(("reviewer", "second", "second_outcome", "second_note"), "")
    own = line(name="=1+1", code="007", **of_another)
    sheet: Any = load_workbook(BytesIO(review_sheet.workbook(QUARTER, FORMULA, [own]))).active
    assert {cell.data_type for cell in sheet[2] if cell.value} == {"s"}
    assert (sheet["B2"].value, sheet["D2"].value, sheet["E2"].value) == (FORMULA, "007", "=1+1")
    assert {cell.number_format for cell in sheet[2]} == {"@"}
    assert widths_of(sheet)[: len(review_sheet.COLUMNS)] == list(review_sheet.COLUMNS.values())


# The document of a sample


def sample(**otherwise: Any) -> dict[str, Any]:
    document: dict[str, Any] = {"subject": "2026-1", "purpose": "targets", "attempt": 1, "marks": [], "reason": ""}
    document |= {"state": "committed", "committed_on": "2026-10-01", "rule_words": "每层抽1项", "titles": {}}
    document |= {"population": [["甲", 1, ["a", "b"]]], "population_hash": "p", "secret_hash": "s", "number_name": ""}
    document |= {"known_on": None, "number": "", "drawn_on": None, "drawn": [], "secret": "", "revealed_on": None}
    document |= {"plan_hash": "", "commitment_hash": "", "number_kind": "", "mistyped": [], "related": []}
    return document | {"earlier": []} | otherwise


DRAWN = {"state": "drawn", "drawn_on": "2026-10-02", "drawn": [["甲", ["b", "a"]]]}


@pytest.mark.parametrize("state", SampleState)
@pytest.mark.parametrize("purpose", Purpose)
def test_the_first_line_names_subject_purpose_and_state(purpose: Purpose, state: SampleState) -> None:
    first = next(sheet_of(sample(purpose=purpose.value, state=state.value)))
    assert first == f"抽样文书：2026-1，{purpose.label}，{state.label}"


@pytest.mark.parametrize(
    ("attempt", "words"), [(1, "抽样文书："), (2, "抽样文书（第2次承诺）："), (3, "抽样文书（第3次承诺）：")]
)
def test_a_further_attempt_is_numbered(attempt: int, words: str) -> None:
    assert next(sheet_of(sample(attempt=attempt))).startswith(words)


@pytest.mark.parametrize(
    ("otherwise", "there"),
    [
        ({}, "承诺日期：2026-10-01"),
        ({}, "抽取办法：每层抽1项"),
        ({}, "总体校验码：p"),
        ({}, "密数校验码：s"),
        ({"reason": "名单有误"}, "再次承诺的原因：名单有误"),
        (
            {"number_name": "双色球", "number_kind": "double_colour", "known_on": "2026-10-02"},
            "公开数：双色球（2026-10-02公布）",
        ),
        (DRAWN, "抽取日期：2026-10-02"),
        (DRAWN | {"number": "07 12"}, "抽取日期：2026-10-02，公开数 07 12"),
        (DRAWN, "抽中 甲：b、a"),
        (DRAWN | {"titles": {"甲": "第一层"}}, "抽中 甲 第一层：b、a"),
        (DRAWN, "密数尚未公布；公布后任何人都可以重新抽取核对：mubiao sample reveal 2026-1"),
        (DRAWN | {"secret": "c0de", "revealed_on": "2026-10-09"}, "密数：c0de（2026-10-09公布）"),
    ],
)
def test_a_line_of_the_document_of_a_sample(otherwise: dict[str, Any], there: str) -> None:
    assert there in list(sheet_of(sample(**otherwise)))


@pytest.mark.parametrize("marks", [[], ["甲"], ["甲", "乙", "丙"]])
def test_every_warning_stands_before_the_commitment(marks: list[str]) -> None:
    lines = list(sheet_of(sample(marks=marks)))
    assert lines[1 : 1 + len(marks)] == [f"注意：{mark}" for mark in marks]
    assert lines[1 + len(marks)] == "承诺日期：2026-10-01"


@pytest.mark.parametrize("otherwise", [{}, {"number_name": "", "reason": ""}])
def test_what_was_not_agreed_is_not_mentioned(otherwise: dict[str, Any]) -> None:
    text = "\n".join(sheet_of(sample(**otherwise)))
    for words in ("公开数", "再次承诺", "抽中", "密数：", "此前"):
        assert words not in text


# Where a file may be written


@pytest.mark.parametrize("name", ["表.xlsx", "表.XLSX", "表.Docx", ".表.docx"])
def test_an_ending_is_accepted_in_any_case(name: str, tmp_path: Path) -> None:
    check_path(tmp_path / name, (".docx", ".xlsx"), force=False)
    write_file(tmp_path / name, b"")
    assert (tmp_path / name).read_bytes() == b""


@pytest.mark.parametrize("name", ["表", "表.xls", "表.docx.txt", "docx", "表.xlsx "])
def test_another_ending_is_refused_before_anything_is_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"应以 \.docx 或 \.xlsx 结尾"):
        check_path(tmp_path / name, (".docx", ".xlsx"), force=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["名单.xls", "名单", "名单.xlsx.csv"])
def test_a_phone_list_is_an_xlsx_file(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"应以 \.xlsx 结尾"):
        phone_list.write_phone_list(tmp_path / name, [])
    assert list(tmp_path.iterdir()) == []
