"""备案: in force from the day the filing is received, returned when it is incomplete (6.1.7, A13)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.intake.source import SignedPaper
from models.ledger.jurisdiction import home
from models.ledger.papers.department_ledger import adjustments_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

ASKS = "SELECT quantity, version FROM target WHERE code = 'T009'"
VERSIONS = """
SELECT v.version, v.quantity, v.effective_on::text, v.cause, a.number FROM target_version v
LEFT JOIN adjustment a ON a.id = v.adjustment_id ORDER BY v.version, v.correction
"""
LINES = """
SELECT o.period, l.version, l.target_version FROM report_line l JOIN obligation o ON o.id = l.obligation_id
JOIN target t ON t.id = l.target_id WHERE t.code = 'T009' ORDER BY 1, 2
"""
TOLD = """
SELECT n.kind, n.subject, n.occasion, d.code, n.audience FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.kind LIKE 'adjustment%' ORDER BY n.id
"""
STATE = "SELECT state, filed_on::text, returned_on::text, returned_why FROM adjustment"


def test_a_filing_is_in_force_at_once_and_the_issued_version_stays_readable(
    consented: Acting, sql: Sql, violations: Violations
) -> None:
    summary = consented.office("D001").do("file_adjustment", target="T009")
    assert summary.words == (
        "“农村公路”第1次调整已备案，自2026-04-10起生效：数量由1000改为860。已开启的填报仍按原要求，此后开启的按新要求。"
    )
    assert summary.counts == {"filed": 1, "evidence": 0, "notices": 3}
    assert sql.rows(ASKS) == [(860, 2)]
    assert sql.rows(VERSIONS) == [
        (1, 1000, "2026-02-27", "issued", None),
        (2, 860, "2026-04-10", "adjusted", 1),
    ]
    assert sql.rows(STATE) == [("filed", "2026-04-10", None, "")]
    assert violations() == []


def test_office_head_and_agency_are_notified_with_both_consents(filed: Acting, sql: Sql) -> None:
    assert filed.day.month == 4
    who = [("D001", "office"), ("D001", "head"), ("AGENCY", "agency")]
    assert sql.rows(TOLD) == [("adjustment_filed", "2026|T009|1", "2", *each) for each in who]
    payload = sql.value("SELECT payload FROM notice WHERE kind = 'adjustment_filed' AND audience = 'agency'")
    assert payload["head"] == {"by": "王建国", "consented_on": "2026-04-03", "number": "厅签〔2026〕8号"}
    assert payload["leader"] == {"by": "赵立", "consented_on": "2026-04-07", "number": "省签〔2026〕31号"}
    assert (payload["changes"], payload["deadline"]) == ([["数量", "1000", "860"]], {"from": "", "to": ""})


def test_the_notice_has_the_deadline_as_a_date_or_empty(consented: Acting, policy: str, sql: Sql) -> None:
    consented.do("withdraw_adjustment", target="T009", reason="另行申请")
    fields = {"target": "T009", "ground": "不可抗力", "reason": "洪涝", "deadline": "", "evidence": policy}
    consented.do("request_adjustment", **fields)
    for who in ("head", "leader"):
        consented.do(f"consent_{who}", target="T009", consented_on="2026-04-10", number="签〔2026〕9号")
    consented.do("file_adjustment", target="T009")
    payload = sql.value("SELECT payload FROM notice WHERE kind = 'adjustment_filed' AND audience = 'agency'")
    assert (payload["changes"], payload["deadline"]) == ([], {"from": "2026-12-31", "to": ""})


def test_an_open_report_keeps_its_version_and_later_ones_have_the_new_one(filed: Acting, sql: Sql) -> None:
    filed.on("2026-04-28").report("D001", "2026-04", "T001", "T002", "T009")
    filed.on("2026-05-01").open("monthly_check", "2026-05")
    filed.on("2026-05-02").report("D001", "2026-04", "T009", name="amend_report", progress=60)
    filed.on("2026-05-28").report("D001", "2026-05", "T001", "T002", "T009")
    assert sql.rows(LINES) == [
        ("2026-04", 0, 1), ("2026-04", 1, 1), ("2026-04", 2, 1), ("2026-05", 0, 2), ("2026-05", 1, 2)
    ]  # fmt: skip


def test_a_filing_entered_by_the_agency_is_in_force_from_the_day_of_receipt(consented: Acting, sql: Sql) -> None:
    consented.on_behalf("纸质", "厅函〔2026〕6号", "2026-04-08").do("file_adjustment", target="T009")
    assert sql.value("SELECT effective_on::text FROM target_version WHERE version = 2") == "2026-04-08"


def test_a_filing_is_not_received_before_the_leader_consented(consented: Acting, sql: Sql) -> None:
    text = consented.on_behalf("纸质", "", "2026-04-06").refused("file_adjustment", target="T009")
    assert text == "备案日期2026-04-06早于分管省领导同意的日期2026-04-07，请核对收到日期。"
    assert sql.rows(ASKS) == [(1000, 1)]


def test_a_filing_before_the_current_version_is_refused(filed: Acting) -> None:
    filed.do("return_adjustment", target="T009", reason="缺签批件")
    text = filed.on_behalf("纸质", "", "2026-04-14").refused("file_adjustment", target="T009")
    assert text == "备案日期2026-04-14早于现行要求生效的日期2026-04-15，请核对收到日期。"


def test_nothing_is_filed_without_both_consents(asked: Acting, sql: Sql) -> None:
    assert asked.refused("file_adjustment", target="T009") == "尚未经部门主要领导和分管省领导同意，不能报备案。"
    asked.head("D001").do("consent_head", target="T009", consented_on=str(asked.day), number="签1号")
    assert asked.refused("file_adjustment", target="T009") == "尚未经分管省领导同意，不能报备案。"
    assert sql.rows(ASKS) == [(1000, 1)]


def test_a_second_filing_changes_nothing(filed: Acting, sql: Sql) -> None:
    head = sql.value("SELECT hash FROM chain_head")
    summary = filed.do("file_adjustment", target="T009")
    assert (summary.words, summary.counts) == ("“农村公路”第1次调整此前已备案，未作改动。", {"filed": 0})
    assert sql.value("SELECT hash FROM chain_head") == head


def test_a_filing_may_add_missing_evidence(consented: Acting, tmp_path: Path, sql: Sql) -> None:
    paper = tmp_path / "签批件.pdf"
    paper.write_bytes(b"signed")
    summary = consented.do("file_adjustment", target="T009", evidence=[{"file": str(paper), "made_on": "2026-04-07"}])
    assert summary.counts["evidence"] == 1
    assert sql.column("SELECT file_name FROM exhibit ORDER BY id") == ["省政府通知.pdf", "签批件.pdf"]


def test_a_returned_filing_restores_the_old_requirement_as_a_new_version(
    filed: Acting, sql: Sql, violations: Violations
) -> None:
    summary = filed.do("return_adjustment", target="T009", reason="缺分管省领导签批件")
    assert summary.words == (
        "“农村公路”第1次调整已退回，自2026-04-15起恢复原要求：数量由860改为1000。补正后可再报备案。"
    )
    assert sql.rows(ASKS) == [(1000, 3)]
    assert sql.rows(VERSIONS)[2] == (3, 1000, "2026-04-15", "restored", 1)
    assert sql.rows(STATE) == [("returned", "2026-04-10", "2026-04-15", "缺分管省领导签批件")]
    who = ("D001", "office"), ("D001", "head")
    assert sql.rows(TOLD)[3:] == [("adjustment_returned", "2026|T009|1", "3", *each) for each in who]
    assert violations() == []


def test_a_returned_filing_is_completed_filed_and_notified_again(
    filed: Acting, sql: Sql, violations: Violations
) -> None:
    filed.do("return_adjustment", target="T009", reason="缺签批件")
    assert filed.do("return_adjustment", target="T009", reason="缺签批件").counts == {"returned": 0}
    filed.on("2026-04-20").office("D001").do("file_adjustment", target="T009")
    assert [row[0::3] for row in sql.rows(VERSIONS)] == [
        (1, "issued"),
        (2, "adjusted"),
        (3, "restored"),
        (4, "adjusted"),
    ]
    assert len(sql.rows(TOLD)) == 8
    filed.on("2026-04-21").do("return_adjustment", target="T009", reason="仍缺签批件")
    assert sql.rows(ASKS) == [(1000, 5)]
    assert violations() == []


def test_a_return_keeps_requirements_outside_the_adjustment(filed: Acting, sql: Sql) -> None:
    row = {"编号": "T009", "年度": "2026", "目标名称": "农村公路", "责任部门": "D001", "单位": "千米"}
    filed.take("targets", row, reason="单位录错")
    filed.do("return_adjustment", target="T009", reason="缺签批件")
    assert sql.rows("SELECT quantity, unit FROM target WHERE code = 'T009'") == [(1000, "千米")]


@pytest.mark.parametrize("again", [False, True])
def test_the_filing_in_force_is_returned_unless_another_adjustment_is_under_way(
    filed: Acting,
    policy: str,
    sql: Sql,
    again: bool,  # noqa: FBT001 - a column of the table
) -> None:
    fields = {"target": "T009", "ground": "重大政策", "reason": "再次调减", "evidence": policy}
    fields |= {"quantity": "800", "requirement": "建成800公里"}
    filed.do("request_adjustment", **fields)
    words = filed.refused("return_adjustment", target="T009", reason="缺签批件")
    assert words == "“农村公路”第2次调整正在办理，第1次调整不能再退回。"
    if again:
        filed.do("withdraw_adjustment", target="T009", reason="不再调减")
        filed.do("return_adjustment", target="T009", reason="缺签批件")
    assert sql.rows(ASKS) == [(1000, 3) if again else (860, 2)]


def test_only_the_agency_returns_and_only_a_filing(consented: Acting, filed: Acting) -> None:
    assert filed.day > consented.day
    text = filed.office("D001").refused("return_adjustment", target="T009", reason="缺签批件")
    assert text == "“部门目标办”不能执行“退回目标调整”，应由省直目标绩效管理机构办理。"


def test_an_adjustment_without_filing_cannot_be_returned(asked: Acting) -> None:
    text = asked.refused("return_adjustment", target="T009", reason="缺签批件")
    assert text == "该调整尚未报备案，没有可退回的内容。"
    assert "“退回原因”不能为空" in asked.refused("return_adjustment", target="T009", reason="")


def test_an_adjustment_in_force_cannot_be_withdrawn(filed: Acting) -> None:
    text = filed.refused("withdraw_adjustment", target="T009", reason="不调了")
    assert text == "该调整已经备案生效，不能撤回；确需改回的，请另行申请调整。"


def test_a_consent_on_a_signed_page_is_told_with_the_page(asked: Acting, sql: Sql) -> None:
    for day, who, page in (("2026-04-03", "head", "ab" * 32), ("2026-04-07", "leader", "")):
        office = asked.on(day).office("D001")
        signing = replace(office, actor=replace(office.actor, paper=SignedPaper(page=page))) if page else office
        signing.do(f"consent_{who}", target="T009", consented_on=day, number="" if page else "省签〔2026〕31号")
    asked.on("2026-04-10").office("D001").do("file_adjustment", target="T009")
    [payload] = sql.column("SELECT payload FROM notice WHERE kind = 'adjustment_filed' AND audience = 'head'")
    assert payload["head"] == {"by": "王建国", "consented_on": "2026-04-03", "number": "", "page": "ab" * 6}
    assert payload["leader"] == {"by": "赵立", "consented_on": "2026-04-07", "number": "省签〔2026〕31号"}
    department = sql.value("SELECT id FROM department WHERE code = 'D001'")
    with begin() as session:
        params = {"jurisdiction": home(session), "department": department, "year": 2026}
        [row] = adjustments_of(session, params)
    assert (row.head_page, row.leader_page) == ("ab" * 6, None)
