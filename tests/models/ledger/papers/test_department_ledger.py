"""台账 of a department: title, block and day, and a constant number of queries for any number of targets."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.papers.department_ledger import (
    DepartmentLedger,
    adjustments_of,
    appeals_of,
    department_ledger,
    entries_of,
    findings_of,
)
from models.ledger.papers.signature import Signature
from models.rules.errors import Refused
from tests.conftest import SEEN_THERE
from tests.models.ledger.report.leaf_reports import OTHER, line, planted, submit

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Acting, Sql, Statements


DAY = date(2026, 4, 2)
MORE = """
WITH t AS (INSERT INTO target (jurisdiction_id, year, code, name, requirement, source_document, key_project, unit,
        parent_code, parent_name, parent_unit, division, paper_number, issued_on, version)
    SELECT d.jurisdiction_id, 2026, 'M' || n, '目标', '', '', false, '', '', '', '', '', '', '2026-02-27', 1
    FROM department d, generate_series(1, :n) n WHERE d.code = 'D00001' RETURNING id)
INSERT INTO target_department (target_id, department_id, position)
SELECT t.id, d.id, 0 FROM t JOIN department d ON d.code = 'D00001'
"""


def ledger(department: str = "D001", year: int | None = None) -> DepartmentLedger:
    with begin() as session:
        return department_ledger(session, department, year, DAY)


def test_it_names_the_department_and_the_block(march: Acting, sql: Sql) -> None:
    march.on("2026-04-01").report("D001", "2026-03", "T001", "T002")
    found = ledger("第001厅")
    assert (found.jurisdiction, found.department, found.code, found.year) == ("贵州省", "第001厅", "D001", 2026)
    assert found.title == "第001厅2026年目标绩效管理台账"
    assert found.signature == Signature("贵州省目标绩效管理机构", DAY)
    assert (found.height, found.hash) == sql.rows("SELECT height, hash FROM chain_head")[0]
    assert [row.code for row in found.targets] == ["T001", "T002"]
    assert [(duty.row.period, duty.late_days) for duty in found.duties] == [("2026-03", 1)]
    assert [row.code for row in found.answers] == ["T001", "T002"]
    assert (found.findings, found.entries, found.appeals, found.adjustments) == ([], [], [], [])


def test_a22_each_target_has_its_pace_and_a_marked_one_none(march: Acting) -> None:
    march.on("2026-03-31").report("D001", "2026-03", "T001", "T002", progress=100)
    march.do("submit_report", department="D002", period="2026-03", lines=[{"target": "T003", "progress": 1}])
    assert (ledger().paces, ledger("D002").paces) == ({"T001": "绿", "T002": "绿"}, {"T003": "红"})
    march.do("mark_secret", target="T003", marking="工作秘密", reason="涉及未公开规划")
    assert ledger("D002").paces == {}


def test_a22_the_pace_of_a_target_with_leaves_is_that_of_its_slowest(march: Acting) -> None:
    submit(planted(march), line("1-1", 100), line("1-2", 100), line("2", 1), OTHER)
    assert ledger().paces["T001"] == "红"


@pytest.mark.usefixtures("contested")
def test_results_appeals_and_entries_are_in_it() -> None:
    found = ledger()
    assert [len(rows) for rows in (found.findings, found.entries, found.appeals)] == [1, 1, 1]


@pytest.mark.usefixtures("filed")
def test_adjustments_are_in_it() -> None:
    assert [row.code for row in ledger().adjustments] == ["T009"]


def test_a_department_that_was_merged_away_still_has_its_ledger(march: Acting) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    reform = {"successor": "D002", "effective_on": "2026-03-10", "basis": "黔机编〔2026〕12号"}
    march.on("2026-03-10").do("merge_department", department="D001", **reform)
    found = ledger()
    assert ([row.position for row in found.targets], len(found.answers)) == ([None, None], 2)
    assert [row.code for row in ledger("D002").targets] == ["T001", "T002", "T003"]


def test_a_department_is_found_by_the_name_it_once_had(march: Acting) -> None:
    fields = {"department": "D001", "name": "新一厅", "effective_on": "2026-03-05", "basis": "黔机编〔2026〕12号"}
    march.do("rename_department", **fields)
    assert ledger("第001厅").department == "新一厅"


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(
    ("department", "year", "text"),
    [
        ("第01厅", None, "部门“第01厅”不在部门名单中，是否为“第001厅”。查看：mubiao departments。"),
        ("D001", 2019, "“第001厅”2019年没有台账内容：没有目标，也没有应办事项。其他年度请加 --year。"),
    ],
)
def test_an_unknown_department_or_an_empty_year_is_refused(department: str, year: int | None, text: str) -> None:
    with pytest.raises(Refused) as refusal:
        ledger(department, year)
    assert refusal.value.message == text


def test_a_thousand_targets_take_as_many_statements_as_two(statements: Statements) -> None:
    def of_everything(acting: Acting, _: Sql) -> None:
        acting.on("2026-03-01").open("monthly_check", "2026-03")

    def wide(_: Acting, sql: Sql) -> None:
        sql(MORE, n=998)

    def narrow(_: Acting, sql: Sql) -> None:
        sql(MORE, n=0)

    def export(_: Acting, __: Sql) -> None:
        sizes.append(len(ledger("D00001").answers))

    sizes: list[int] = []
    counts = [
        statements(2, {"more": more, "open": of_everything, "export": export})["export"] for more in (narrow, wide)
    ]
    assert sizes == [2, 1000]
    assert counts[0] == counts[1] <= 20


FOUND: dict[str, Any] = {
    "declared_complete": "是",
    "declared_reason": "书面申报",
    "found": "完成86公里",
    "methods": "实地查看",
    "found_by": "王文、李天",
    "evidence": [str(SEEN_THERE)],
}
FAILS = FOUND | {"conclusion": "未按质按量完成", "found_on": "2026-09-15"}
SIGN = {"inspection": "2026-1", "leader": "王文"}


def rows(sql: Sql, reader: Callable[..., Any], code: str = "D001", year: int = 2026) -> list[Any]:
    """Return the rows of one query for the department with this code."""
    number, jurisdiction = sql.rows("SELECT id, jurisdiction_id FROM department WHERE code = :code", code=code)[0]
    with begin() as session:
        return list(reader(session, {"jurisdiction": jurisdiction, "department": number, "year": year}))


def find(acting: Acting, target: str = "T001", **more: str) -> None:
    acting.do("record_finding", inspection="2026-1", target=target, **FAILS | more)


# 核查结果


def test_only_signed_findings_are_results(issued: Acting, sql: Sql) -> None:
    find(issued)
    assert rows(sql, findings_of) == []
    issued.do("sign_off", limit="2026-10-20", **SIGN)
    [found] = rows(sql, findings_of)
    assert (found.inspection, found.title, found.code, found.serial) == ("2026-1", "第三季度核查", "T001", 1)
    assert (found.declared_complete, found.found, found.conclusion) == (True, "完成86公里", "fails")
    assert (found.way, found.signed_on, found.signed_by, found.state) == (
        "on_site",
        date(2026, 9, 15),
        "王文",
        "signed",
    )
    assert (found.overturned, found.self_vouched, found.scope) == (False, None, None)
    assert found.content_hash == sql.value("SELECT content_hash FROM finding")


def test_a_finding_outside_the_sample_is_marked(drafted: Acting, sql: Sql) -> None:
    strata = [{"name": "全部", "ids": ["2026/T002"]}]
    drafted.do(
        "commit_sample", subject="2026-1", strata=strata, take=1, secret="1" * 64, left_out_reason="只核查这几项"
    )
    drafted.do("draw_sample", subject="2026-1")
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    issued = drafted.on("2026-09-15")
    find(issued)
    find(issued, target="T002")
    issued.do("sign_off", limit="2026-10-20", **SIGN)
    assert [(row.code, row.outside) for row in rows(sql, findings_of)] == [("T001", True), ("T002", False)]


def test_a_corrected_finding_is_listed_with_its_correction(issued: Acting, sql: Sql) -> None:
    find(issued)
    issued.do("sign_off", limit="2026-10-20", **SIGN)
    find(issued, found="完成88公里")
    issued.do("sign_off", limit="2026-10-20", **SIGN)
    assert [(row.serial, row.found, row.state) for row in rows(sql, findings_of)] == [
        (1, "完成86公里", "superseded"),
        (2, "完成88公里", "signed"),
    ]


def test_a_covert_finding_has_no_signer(issued: Acting, sql: Sql) -> None:
    find(issued, way="暗访")
    issued.do("sign_off", limit="2026-10-20", **SIGN)
    assert [(row.way, row.signed_by) for row in rows(sql, findings_of)] == [("covert", "")]


def test_a_result_that_lost_an_appeal_says_so(cleared: Acting, sql: Sql) -> None:
    cleared.do("rule_appeal", target="T001", ruling="撤销", reason="已全部完工")
    assert [(row.inspection, row.overturned) for row in rows(sql, findings_of)] == [("2026-1", True), ("2026-2", False)]


@pytest.mark.usefixtures("contested")
def test_results_of_others_and_of_other_years_are_not_there(sql: Sql) -> None:
    for reader in (findings_of, entries_of, appeals_of):
        assert len(rows(sql, reader)) == 1
        assert rows(sql, reader, "D002") == rows(sql, reader, year=2025) == []


def test_every_appeal_of_the_department_is_listed_with_kind_and_key(mid_term: Acting, sql: Sql) -> None:
    mid_term.do("evaluate_department", inspection="2026-1", department="D001", overall="完成情况一般。")
    for kind, key in (("总体评价", "2026-1/D001"), ("核查结果", "2026-1/T001")):
        mid_term.do("lodge_appeal", kind=kind, key=key, ground="有误")
    its = [(row.code, row.subject_kind, row.subject_key, row.number) for row in rows(sql, appeals_of)]
    assert its == [("T001", "finding", "2026-1/2026/T001", 1), (None, "evaluation", "2026-1/D001", 1)]
    assert rows(sql, appeals_of, "D002") == rows(sql, appeals_of, year=2025) == []


# 负面清单


def test_an_entry_has_its_origin_and_every_round(contested: Acting, sql: Sql) -> None:
    contested.do("withdraw_appeal", target="T001", reason="不再申诉")
    contested.office("D001").do("confirm_receipt", target="T001")
    contested.do("declare_completion", target="T001", completed_on="2026-09-22", measures="已补建")
    contested.on("2026-09-23").do("file_feedback", target="T001", feedback="已完成")
    contested.on("2026-09-24").rechecks("T001", "仍缺5公里", new_limit="2026-10-30")
    first, second = rows(sql, entries_of)
    assert (first.code, first.occurrence, first.way, first.inspection) == ("T001", 1, "on_site", "2026-1")
    assert (first.receipts, second.receipts) == (f"{contested.day} D001目标办",) * 2
    assert (first.round, first.limit, first.measures, first.feedback) == (1, date(2026, 10, 20), "已补建", "已完成")
    assert (first.completed_on, first.fed_back_on, first.feedback_late) == (
        date(2026, 9, 22), date(2026, 9, 23), False,
    )  # fmt: skip
    assert (first.rechecked_on, first.recheck, first.round_state) == (date(2026, 9, 24), "仍缺5公里", "rejected")
    assert (second.round, second.limit, second.feedback_late, second.state) == (
        2,
        date(2026, 10, 30),
        None,
        "remedying",
    )


def test_late_feedback_is_marked(roster: Acting, sql: Sql) -> None:
    roster.lists("T001", "进度滞后", "2026-09-08")
    [listed] = rows(sql, entries_of)
    assert (listed.inspection, listed.way, listed.round, listed.state) == ("2026-1", "on_site", None, "listed")
    roster.do("set_limit", target="T001", limit="2026-09-30")
    roster.do("declare_completion", target="T001", completed_on="2026-09-10", measures="已补建")
    roster.on("2026-09-25").do("file_feedback", target="T001", feedback="已完成")
    assert [row.feedback_late for row in rows(sql, entries_of)] == [True]


def test_feedback_entered_long_after_its_receipt_is_marked(roster: Acting, sql: Sql) -> None:
    roster.lists("T001", "进度滞后", "2026-09-08")
    roster.do("set_limit", target="T001", limit="2026-09-30")
    roster.do("declare_completion", target="T001", completed_on="2026-09-10", measures="已补建")
    later = roster.on("2026-10-12").on_behalf("纸质", received="2026-09-15")
    later.do("file_feedback", target="T001", feedback="已完成")
    assert [(row.feedback_late, row.feedback_entered_late) for row in rows(sql, entries_of)] == [(False, True)]


def test_a_second_failure_is_a_separate_entry(roster: Acting, sql: Sql) -> None:
    roster.lists("T001", "进度滞后", "2026-09-08")
    roster.do("set_limit", target="T001", limit="2026-09-30")
    roster.do("declare_completion", target="T001", completed_on="2026-09-10", measures="已补建")
    roster.do("file_feedback", target="T001", feedback="已完成")
    roster.rechecks("T001")
    roster.on("2026-11-02").lists("T001", "再次滞后", "2026-11-02")
    assert [(row.occurrence, row.state) for row in rows(sql, entries_of)] == [(1, "made_good"), (2, "listed")]


def test_a_proposed_entry_is_not_on_the_list(roster: Acting, sql: Sql) -> None:
    roster.do("propose_entry", target="T001", way="在线", finding="未完成", found_on="2026-09-08")
    assert rows(sql, entries_of) == []


def test_an_entry_is_in_the_ledger_of_its_department_and_of_the_current_lead(contested: Acting, sql: Sql) -> None:
    reform = {"successor": "D002", "effective_on": "2026-09-25", "basis": "黔机编〔2026〕12号"}
    contested.on("2026-09-25").do("merge_department", department="D001", **reform)
    for code in ("D001", "D002"):
        assert [len(rows(sql, reader, code)) for reader in (findings_of, entries_of, appeals_of)] == [1, 1, 1]


# 申诉与调整


def test_an_appeal_has_ground_re_inspection_and_ruling(cleared: Acting, sql: Sql) -> None:
    cleared.do("rule_appeal", target="T001", ruling="撤销", reason="已全部完工")
    [found] = rows(sql, appeals_of)
    assert (found.code, found.occurrence, found.number, found.ground) == ("T001", 1, 1, "另有34公里已完工")
    assert (found.lodged_on, found.accepted_on, found.inspection) == (date(2026, 9, 21), date(2026, 9, 22), "2026-2")
    assert (found.ended_on, found.ruling, found.reason) == (date(2026, 9, 28), "withdrawn", "已全部完工")
    assert (found.state, found.files) == ("ruled", None)


@pytest.mark.usefixtures("filed")
def test_an_adjustment_has_ground_consents_filing_and_files(sql: Sql) -> None:
    [found] = rows(sql, adjustments_of)
    assert (found.code, found.number, found.ground, found.reason) == ("T009", 1, "major_policy", "省政府调减年度任务")
    assert (found.changes, found.requested_on, found.state) == ({"quantity": "860"}, date(2026, 4, 2), "filed")
    assert (found.head_on, found.head_by, found.head_number) == (date(2026, 4, 3), "王建国", "厅签〔2026〕8号")
    assert (found.leader_on, found.leader_by, found.filed_on) == (date(2026, 4, 7), "赵立", date(2026, 4, 10))
    digest = sql.value("SELECT sha256 FROM evidence")
    assert found.files == f"省政府通知.pdf 2026年4月2日 {digest}"
