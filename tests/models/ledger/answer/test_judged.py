"""The input of an act is made of what a sheet is about and of its cells; a fault stands at the cell of its field."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from models.intake.answer import GivenCell, GivenSheet
from models.intake.complaints import ImportRefused
from models.intake.draft import OpinionsGiven
from models.intake.meeting import MeetingHeld
from models.intake.report import DateDeclared, ReportFiled
from models.intake.representation import RepresentativeNamed
from models.ledger.answer.judged import SINGLE, Judged
from models.rules.errors import FieldRefused
from models.rules.matter_form import ALL_FORMS

Lines = dict[tuple[str, str], dict[str, Any]]
MEETING: dict[str, Any] = {
    "held_on": "2026-04-09",
    "attendees": "张三",
    "completion": "好",
    "problems": "无",
    "measures": "按月调度",
}
OF_PERIOD = {"subject": "", "period": "2026Q1", "owed_for_code": "D001", "id": 7, "target_id": None}
SHEET = GivenSheet("回复表.xlsx", "表", GivenCell("x", "B1"), {}, ())


def judged(kind: str, lines: Lines | None = None, **more: Any) -> Judged:
    duty = SimpleNamespace(**OF_PERIOD | {name: more.pop(name) for name in OF_PERIOD if name in more})
    cells = {(SINGLE, name): GivenCell(value, "B7") for name, value in more.items()}
    cells |= {
        (key, name): GivenCell(value, "J6") for key, said in (lines or {}).items() for name, value in said.items()
    }
    return Judged(SHEET, ALL_FORMS[kind], duty, more, lines or {}, frozenset(), (), cells)


def places(refusal: ImportRefused) -> list[tuple[str, str]]:
    return [(complaint.cell, complaint.message) for complaint in refusal.complaints]


def test_single_cells_are_the_fields_of_an_input_about_an_office_and_its_period() -> None:
    given = judged("quarterly_meeting", **MEETING).as_input(MeetingHeld)
    assert (given.department, given.period, given.attendees) == ("D001", "2026Q1", "张三")


def test_the_cells_of_a_line_are_those_of_its_target_and_leaf_and_its_files_are_evidence_about_it() -> None:
    lines: Lines = {("T1", ""): {"progress": 40, "evidence": ("a.pdf", "b.pdf")}, ("T2", "1-2"): {"progress": 60}}
    given = judged("self_check", lines).as_input(ReportFiled)
    assert [line.name for line in given.lines] == ["T1", "T2指标1-2"]
    assert [(str(proof.file), proof.target, proof.indicator) for proof in given.evidence] == [
        ("a.pdf", "T1", ""),
        ("b.pdf", "T1", ""),
    ]


def test_a_duty_about_a_leaf_names_the_target_its_year_and_the_leaf() -> None:
    given = judged("target_due", evidence=("a.pdf",), subject="2026/T1//1-2", target_id=3).as_input(DateDeclared)
    assert (given.target, given.year, given.indicator) == ("T1", 2026, "1-2")


def test_what_is_given_with_the_cells_takes_their_place() -> None:
    assert judged("quarterly_meeting", **MEETING).as_input(MeetingHeld, attendees="李四").attendees == "李四"


def test_a_fault_of_the_input_stands_at_its_cell_or_at_the_code_of_the_sheet() -> None:
    with pytest.raises(ImportRefused) as refusal:
        judged("quarterly_meeting", **MEETING | {"measures": "——"}, period="今年").as_input(MeetingHeld)
    words = "“季度”“今年”无法识别，应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）"
    assert places(refusal.value) == [("B1", words), ("B7", "改进措施“——”没有文字或数字，请写明")]


def test_a_fault_of_a_line_stands_in_the_row_of_the_line() -> None:
    lines: Lines = {
        ("T1", ""): {"opinion": "同意"},
        ("T2", ""): {"opinion": "有异议", "reason": "——", "proposal": "核减"},
    }
    with pytest.raises(ImportRefused) as refusal:
        judged("consultation", lines).as_input(OpinionsGiven)
    assert places(refusal.value) == [("J6", "异议理由“——”没有文字或数字，请写明")]


def test_what_an_act_finds_stands_at_the_cell_of_its_field_if_there_is_one() -> None:
    sheet = judged("quarterly_meeting", **MEETING)
    at = sheet.at_its_cell(FieldRefused("召开日期在今天之后。", "held_on"))
    assert str(at).splitlines()[1:] == ["回复表.xlsx 工作表“表” B7：召开日期在今天之后"]
    lacking = FieldRefused("部门有误。", "department")
    assert sheet.at_its_cell(lacking) is lacking


def test_what_an_act_finds_in_several_lines_stands_at_the_cell_of_each_with_its_words() -> None:
    sheet = judged("self_check", {("T1", ""): {"evidence": ()}, ("T2", "1-2"): {"evidence": ()}, ("T2", "2"): {}})
    refused = FieldRefused("以下2项没有材料。", "evidence", ("T1", "T2指标1-2", "T2指标2"), each="没有材料")
    found = sheet.at_its_cell(refused)
    assert isinstance(found, ImportRefused)
    assert places(found) == [("J6", "没有材料")] * 2


def test_each_act_of_a_sheet_hears_its_own_cells_by_the_fields_of_its_input_in_the_order_of_the_form() -> None:
    said: dict[str, Any] = {
        "name": "李明",
        "email": "a@example.org",
        "other_email": "b@example.org",
        "withdrawn": "张三",
    }
    assert [(part.act, dict(part.fields)) for part in judged("people", **said).parts()] == [
        ("withdraw_representative", {"person": "张三"}),
        ("appoint_liaison", {"name": "李明", "email": "a@example.org"}),
        ("appoint_representative", {"email": "b@example.org"}),
    ]


def test_the_lines_of_a_report_are_one_act_and_each_appeal_of_a_sheet_is_one_of_its_own() -> None:
    lines: Lines = {("T1", ""): {"progress": 40, "ground": "漏计"}, ("T2", ""): {"progress": 60, "ground": "重计"}}
    [report] = judged("monthly_check", lines).parts()
    assert (report.act, list(report.lines)) == ("submit_report", [("T1", ""), ("T2", "")])
    appeals = [*judged("appeal_gaps", lines).parts()]
    assert [(part.row[0], part.fields["ground"], dict(part.lines)) for part in appeals] == [
        ("T1", "漏计", {}),
        ("T2", "重计", {}),
    ]


def test_a_fault_of_an_input_stands_at_the_cell_of_its_act_although_another_one_has_that_name() -> None:
    term: dict[str, Any] = {
        "first_day": "2026-04-01",
        "last_day": "2026-04-30",
        "person": "张三",
        "representative": "王芳",
    }
    [part] = judged("people", **term, other_email="王芳").parts()
    with pytest.raises(ImportRefused) as refusal:
        part.as_input(RepresentativeNamed)
    [(cell, words)] = places(refusal.value)
    assert (cell, words.startswith("受托人邮箱")) == ("B7", True)
