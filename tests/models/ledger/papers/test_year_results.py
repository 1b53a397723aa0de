"""核查结果 of a year by department: each total equals the number of its rows (6.2.8)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.papers.year_results import Results, YearResults, year_results
from models.rules.errors import Refused
from models.rules.inspection import Conclusion, Suggested
from models.rules.states import EntryState
from tests.conftest import SEEN_THERE
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

FOUND: dict[str, Any] = {
    "declared_complete": "是",
    "declared_reason": "书面申报",
    "found": "完成86公里",
    "methods": "实地查看",
    "found_by": "王文、李天",
    "evidence": [str(SEEN_THERE)],
}
PLAN = {
    "purpose": "核实目标完成情况",
    "content": "对照目标绩效要求核实完成数量和质量",
    "methods": "实地查看",
    "standard": "目标绩效要求",
    "ends_on": "2026-09-30",
    "requirements": "逐项核实，留存印证材料",
}
SIGN = {"inspection": "2026-1", "leader": "王文"}


def find(acting: Acting, target: str, conclusion: str, **more: str) -> None:
    fields = FOUND | {"conclusion": conclusion, "found_on": "2026-09-15"} | more
    acting.do("record_finding", inspection="2026-1", target=target, **fields)


@pytest.fixture
@story
def found(issued: Acting) -> Acting:
    """T001 failed though declared complete, T002 could not be verified, T003 conforms; all is signed."""
    find(issued, "T001", "未按质按量完成")
    find(issued, "T002", "无法核实", declared_complete="否")
    issued.do(
        "record_finding", inspection="2026-1", target="T003", **FOUND, conclusion="符合目标要求", found_on="2026-09-15"
    )
    issued.do("sign_off", limit="2026-10-20", **SIGN)
    issued.do("make_suggestion", inspection="2026-1", department="D001", kind="惩罚", text="通报")
    return issued


def results(year: int = 2026, day: date = date(2026, 12, 31)) -> YearResults:
    with begin() as session:
        return year_results(session, year, day)


def of(code: str, day: date = date(2026, 12, 31)) -> Results:
    return next(each for each in results(day=day).departments if each.code == code)


def test_4_4_a_finding_outside_the_sample_is_no_result(drafted: Acting) -> None:
    strata = [{"name": "全部", "ids": ["2026/T001"]}]
    drafted.do(
        "commit_sample", subject="2026-1", strata=strata, take=1, secret="1" * 64, left_out_reason="只核查这几项"
    )
    drafted.do("draw_sample", subject="2026-1")
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    issued = drafted.on("2026-09-15")
    find(issued, "T001", "符合目标要求")
    find(issued, "T002", "未按质按量完成")
    issued.do("sign_off", limit="2026-10-20", **SIGN)
    assert [row.code for row in of("D001").findings] == ["T001"]
    assert [row.code for row in of("D001").entries] == ["T002"]


@pytest.mark.usefixtures("found")
def test_findings_are_counted_by_department() -> None:
    one, other = of("D001"), of("D002")
    assert (one.inspections, len(one.findings), one.declared, one.mistaken) == (1, 2, 1, 1)
    assert [one.concluded(each) for each in Conclusion] == [0, 1, 1]
    assert [other.concluded(each) for each in Conclusion] == [1, 0, 0]
    assert (one.suggested(Suggested.PENALTY), one.suggested(Suggested.REWARD)) == (1, 0)
    assert results().title == "2026年核查结果汇总"


@pytest.mark.usefixtures("found")
def test_an_online_review_by_one_person_is_named(sql: Sql) -> None:
    sql("""INSERT INTO single_review (jurisdiction_id, period, department_id, reason, paper_number, paper_date,
            recorded_on, withdrawn_why) SELECT d.jurisdiction_id, q, d.id, '', '9号', '2026-04-15', '2026-04-16', ''
        FROM department d, unnest(ARRAY['2026Q1', '2025Q4']) q WHERE d.code = 'D001'""")
    assert results().single == ["2026Q1第001厅（9号）"]


def test_an_entry_counts_by_state_with_its_late_obligations(found: Acting) -> None:
    october = found.on("2026-10-27")
    october.do("declare_completion", target="T001", completed_on="2026-10-27", measures="已补建")
    found.on("2026-11-10").do("file_feedback", target="T001", feedback="已完成")
    [entry] = of("D001").entries
    assert (entry.late_remediations, entry.late_feedbacks) == (1, 1)
    assert of("D001").ended(EntryState.LISTED, EntryState.REMEDYING) == 1
    found.on("2026-11-11").rechecks("T001")
    assert (of("D001").ended(EntryState.MADE_GOOD), of("D001").ended(EntryState.REMEDYING)) == (1, 0)
    assert of("D002").entries == ()


def test_what_was_entered_long_after_its_receipt_is_counted(found: Acting) -> None:
    found.on("2026-10-12").do("declare_completion", target="T001", completed_on="2026-10-12", measures="已补建")
    later = found.on("2026-11-10").on_behalf("纸质", received="2026-10-13")
    later.do("file_feedback", target="T001", feedback="已完成")
    [entry] = of("D001").entries
    assert (entry.late_remediations, entry.late_feedbacks, entry.entered_late) == (0, 0, 1)


def test_an_open_obligation_counts_as_late_from_the_day_after_its_limit(found: Acting) -> None:
    late = {
        day: [entry.late_remediations for entry in of("D001", day).entries]
        for day in (date(2026, 10, 20), date(2026, 10, 21))
    }
    assert late == {date(2026, 10, 20): [0], date(2026, 10, 21): [1]}
    assert found.day < date(2026, 10, 20)


def test_a_finding_withdrawn_on_appeal_does_not_count_as_failed(found: Acting) -> None:
    found.do("lodge_appeal", target="T001", ground="已完工，附验收单")
    found.do("accept_appeal", target="T001")
    found.do("draft_inspection", kind="专项核查", title="复核", departments="D001", **PLAN)
    found.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    found.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕21号")
    found.do("assign_reinspection", target="T001", inspection="2026-2")
    again = FOUND | {"found_by": "郑玲、韩丽", "conclusion": "符合目标要求", "found_on": "2026-09-15"}
    found.do("record_finding", inspection="2026-2", target="T001", **again)
    found.do("sign_off", inspection="2026-2", leader="郑玲")
    found.do("rule_appeal", target="T001", ruling="撤销", reason="复核属实")
    one = of("D001")
    assert [row.overturned for row in one.findings if row.inspection == "2026-1" and row.code == "T001"] == [True]
    assert (one.mistaken, one.concluded(Conclusion.FAILS), one.inspections) == (0, 0, 2)
    assert one.ended(EntryState.WITHDRAWN) == 1
    assert [row.ended_by for row in one.entries] == ["核查2026-2复核，郑玲、韩丽核查，郑玲签字（签字1号，2026-09-15）"]


def test_an_entry_that_a_correction_ended_stands_with_its_paper_and_people(found: Acting) -> None:
    assert [row.code for row in of("D001").entries] == ["T001"]
    corrected = FOUND | {"conclusion": "符合目标要求", "found_on": "2026-09-15"}
    found.do("record_finding", inspection="2026-1", target="T001", **corrected)
    assert found.do("sign_off", inspection="2026-1", leader="王文").counts["withdrawn"] == 1
    [entry] = of("D001").entries
    assert (entry.state, of("D001").ended(EntryState.CORRECTED)) == ("corrected", 1)
    assert entry.ended_by == "核查2026-1，王文、李天核查，王文签字（签字1号，2026-09-15）"


@pytest.mark.usefixtures("found")
def test_points_are_unset_if_they_are_not_configured() -> None:
    assert (of("D001").points, of("D002").points) == (None, Decimal(0))


@pytest.fixture
def configured(issued: Acting) -> Acting:
    """Each entry costs 1 point, half of it is restored, since the beginning of the year."""
    for key, value in (("negative_points", "-1"), ("restoring", "50%")):
        issued.do("set_policy", key=key, value=value, basis="5号", valid_from="2026-01-01")
    return issued


def test_the_points_of_entries_are_shown_if_configured(configured: Acting, found: Acting) -> None:
    assert configured.day == found.day
    assert ([row.points for row in of("D001").entries], of("D001").points) == ([Decimal(-1)], Decimal(-1))
    found.do("declare_completion", target="T001", completed_on="2026-09-15", measures="已补建")
    found.do("file_feedback", target="T001", feedback="已完成")
    found.rechecks("T001")
    assert of("D001").points == Decimal("-0.5")


def test_the_results_of_a_transferred_target_stand_with_the_department_that_leads_it(found: Acting) -> None:
    transfer = {"effective_on": "2026-10-01", "basis": "黔机编〔2026〕12号"}
    found.on("2026-10-01").do("transfer_targets", department="D001", successor="D002", targets="T001", **transfer)
    now = {code: ([each.code for each in of(code).findings], len(of(code).entries)) for code in ("D001", "D002")}
    assert now == {"D001": (["T002"], 0), "D002": (["T001", "T003"], 1)}


def test_a_merged_departments_results_stand_with_its_successor(found: Acting) -> None:
    merge = {"effective_on": "2026-10-01", "basis": "黔机编〔2026〕12号"}
    found.on("2026-10-01").do("merge_department", department="D001", successor="D002", **merge)
    assert [each.code for each in results().departments] == ["D002"]
    assert (len(of("D002").findings), len(of("D002").entries)) == (3, 1)


def test_only_signed_findings_count(issued: Acting) -> None:
    find(issued, "T001", "未按质按量完成")
    with pytest.raises(Refused) as refusal:
        results()
    assert refusal.value.message == "2026年没有签字生效的核查结果，也没有列入负面清单的目标。"
