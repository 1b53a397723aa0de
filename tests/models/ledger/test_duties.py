"""The end of an obligation: discharge with its result."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.duties import check_not_ended, discharge
from models.records import Obligation
from models.rules.errors import Refused
from models.rules.states import ObligationState

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

STATE = """
SELECT o.state, o.counted_on::text, o.late FROM obligation o JOIN department d ON d.id = o.department_id
WHERE d.code = 'D002'
"""
NUMBER = "SELECT o.id FROM obligation o JOIN department d ON d.id = o.department_id WHERE d.code = 'D002'"


def test_a27_a_report_on_the_due_day_is_in_time(march: Acting, sql: Sql) -> None:
    march.on("2026-03-31").report("D002", "2026-03", "T003")
    assert sql.rows(STATE) == [("discharged", "2026-03-31", False)]


def test_a27_a_report_a_day_later_is_late_and_not_refused(march: Acting, sql: Sql) -> None:
    summary = march.on("2026-04-01").report("D002", "2026-03", "T003")
    assert summary.counts["late"] == 1
    assert sql.rows(STATE) == [("discharged", "2026-04-01", True)]


def test_the_first_result_is_final(march: Acting, sql: Sql) -> None:
    march.on("2026-03-31").report("D002", "2026-03", "T003")
    with begin() as session:
        obligation = session.get_one(Obligation, sql.value(NUMBER))
        discharge(session, march.context(), obligation, date(2026, 4, 1))
        assert (obligation.counted_on, obligation.late) == (date(2026, 3, 31), False)
    assert sql.rows(STATE) == [("discharged", "2026-03-31", False)]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ObligationState.WAIVED, "月度检查已豁免，无需填报；豁免有误的，由管理机构撤回豁免（withdraw_waiver）。"),
        (ObligationState.VOID, "月度检查已作废，无需填报。"),
    ],
)
def test_nothing_is_entered_for_a_duty_that_was_waived_or_is_void(state: ObligationState, words: str) -> None:
    ended = Obligation(
        jurisdiction_id=1,
        kind="monthly_check",
        clause="3-6.1.1",
        department_id=1,
        owed_by=1,
        deadline_id=1,
        opened_on=date(2026, 3, 1),
        state=state,
    )
    with pytest.raises(Refused) as refusal:
        check_not_ended(ended, "月度检查", "无需填报")
    assert refusal.value.message == words


def test_the_discharge_is_written_down_with_its_verdict(march: Acting, sql: Sql) -> None:
    march.on("2026-04-01").report("D002", "2026-03", "T003")
    moved = sql.rows("SELECT event, from_state, to_state, detail FROM transition WHERE to_state = 'discharged'")
    assert moved == [("discharge", "open", "discharged", {"counted_on": "2026-04-01", "late": True})]


if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations
    from tests.models.ledger.conftest import Conform

OWED = "SELECT subject, state, late FROM obligation WHERE kind = 'inspection' ORDER BY id"


def test_each_inspection_discharges_only_its_duty(
    issued: Acting, plan: dict[str, str], conform: Conform, sql: Sql
) -> None:
    issued.do("draft_inspection", kind="专项核查", title="专项核查", **plan)
    issued.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    issued.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕21号")
    conform(issued, "2026-2", "T001", "郑玲", "韩丽")
    issued.on("2026-10-08").do("conclude_inspection", inspection="2026-2")
    assert sql.rows(OWED) == [("2026-1", "open", None), ("2026-2", "discharged", True)]


def test_a_waived_obligation_is_neither_discharged_nor_late(issued: Acting, conform: Conform, sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'inspection'")
    issued.do("waive", obligation=number, reason="并入年度核查", number="黔目标函〔2026〕9号", dated="2026-03-02")
    conform(issued, "2026-1", "T001")
    issued.on("2026-10-08").do("conclude_inspection", inspection="2026-1", coverage="专项", reason="只查公路")
    assert sql.rows(OWED) == [("2026-1", "waived", None)]


if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

VERDICT = """
SELECT o.state, o.counted_on::text, o.late FROM obligation o JOIN department d ON d.id = o.department_id
WHERE d.code = :code AND o.kind = :kind ORDER BY o.id DESC LIMIT 1
"""
RECEIVED = "SELECT received_on::text FROM report ORDER BY version DESC LIMIT 1"
D002 = {"code": "D002", "kind": "monthly_check"}
LINES = {"department": "D002", "period": "2026-03", "lines": [{"target": "T003", "progress": 50}]}
FEEDBACK = {"target": "T001", "feedback": "已整改"}


@pytest.fixture
def april(march: Acting) -> Acting:
    """The check of March fell due yesterday; today is 1 April."""
    return march.on("2026-04-01")


@pytest.fixture
def remedied(march: Acting) -> Acting:
    """T001 is to be remedied; its completion on 5 March was reported on paper that day and is entered on the 13th."""
    march.lists("T001", "进度滞后", "2026-03-04")
    march.do("set_limit", target="T001", limit="2026-03-30")
    declared = march.on("2026-03-13").on_behalf("纸质", "函〔2026〕1号", "2026-03-06")
    declared.do("declare_completion", target="T001", completed_on="2026-03-05", measures="已补建")
    return march.on("2026-03-13")


def prove(acting: Acting, folder: Path, code: str) -> None:
    (folder / f"{code}.pdf").write_text(code)
    fields = {"department": "D001", "period": "2026", "target": code, "file": str(folder / f"{code}.pdf")}
    acting.do("attach_evidence", **fields)


@pytest.mark.parametrize(("received", "late"), [("2026-03-31", False), ("2026-04-01", True), (None, True)])
def test_a_report_is_judged_by_the_day_it_was_received_and_recorded_on_the_day_it_was_entered(
    april: Acting, sql: Sql, violations: Violations, received: str | None, *, late: bool
) -> None:
    april.on_behalf("电话", "李明", received).report("D002", "2026-03", "T003")
    counted = received or "2026-04-01"
    assert sql.rows(VERDICT, **D002) == [("discharged", counted, late)]
    assert sql.value(RECEIVED) == counted
    assert sql.value("SELECT max(business_date)::text FROM block") == "2026-04-01"
    assert violations() == []


def test_an_amendment_keeps_the_result_and_has_a_separate_day(april: Acting, sql: Sql) -> None:
    april.report("D002", "2026-03", "T003")
    april.on_behalf("当面", received="2026-03-30").report("D002", "2026-03", "T003", name="amend_report", progress=60)
    assert sql.value(RECEIVED) == "2026-03-30"
    assert sql.rows(VERDICT, **D002) == [("discharged", "2026-04-01", True)]


def test_a_closed_month_accepts_reports_received_before_closing(march: Acting) -> None:
    may = march.on("2026-05-06")
    assert "已于2026-04-30截止" in may.on_behalf("电话").refused("submit_report", **LINES)
    assert may.on_behalf("电话", "李明", "2026-04-30").report("D002", "2026-03", "T003").counts["reports"] == 1


def test_nothing_was_received_before_the_period_opened(march: Acting) -> None:
    text = march.on_behalf("电话", received="2026-02-28").refused("submit_report", **LINES)
    assert text == "收到日期2026-02-28早于该事项开始的日期2026-03-01，请核对。"


def test_a_report_received_during_an_outage_counts_from_the_opening_day(april: Acting, sql: Sql) -> None:
    april.on("2026-04-10").system.do("reconcile")
    april.on("2026-04-10").on_behalf("电话", received="2026-04-02").report("D002", "2026-04", "T003")
    assert sql.rows(VERDICT, **D002) == [("discharged", "2026-04-02", False)]


def test_a_returned_report_is_received_after_its_return(march: Acting, sql: Sql) -> None:
    march.on("2026-03-10").report("D002", "2026-03", "T003")
    march.on("2026-03-20").do("return_report", department="D002", period="2026-03", reason="数据有误")
    april = march.on("2026-04-01")
    early = april.on_behalf("电话", received="2026-03-19")
    assert early.refused("submit_report", **LINES).endswith("早于该事项开始的日期2026-03-20，请核对。")
    april.on_behalf("电话", received="2026-03-20").report("D002", "2026-03", "T003")
    assert sql.rows(VERDICT, **D002) == [("discharged", "2026-03-20", False)]


def test_a_sheet_of_reports_may_come_from_one_source(april: Acting, sql: Sql) -> None:
    row = {"部门编码": "D002", "期间": "2026-03", "目标编号": "T003", "进度": "50"}
    april.on_behalf("纸质", "传真件", "2026-03-31").take("reports", row)
    assert sql.rows(VERDICT, **D002) == [("discharged", "2026-03-31", False)]


@pytest.mark.parametrize(("received", "late"), [("2026-03-12", False), ("2026-03-13", True)])
def test_feedback_is_judged_by_the_day_it_was_received(
    remedied: Acting, sql: Sql, received: str, *, late: bool
) -> None:
    remedied.on_behalf("当面", received=received).do("file_feedback", **FEEDBACK)
    assert sql.rows(VERDICT, code="D001", kind="feedback") == [("discharged", received, late)]
    assert sql.value("SELECT fed_back_on::text FROM remediation") == received


def test_feedback_came_with_the_declaration_at_the_earliest(remedied: Acting) -> None:
    early = remedied.on_behalf("纸质", received="2026-03-05").refused("file_feedback", **FEEDBACK)
    assert early == "收到日期2026-03-05早于该事项开始的日期2026-03-06，请核对。"
    remedied.on_behalf("纸质", received="2026-03-06").do("file_feedback", **FEEDBACK)


def test_feedback_before_a_declaration_is_refused_from_any_source(march: Acting) -> None:
    march.lists("T001", "进度滞后", "2026-03-04")
    march.do("set_limit", target="T001", limit="2026-03-30")
    assert march.on_behalf("电话", received="2026-03-05").refused("file_feedback", **FEEDBACK)


@pytest.mark.parametrize(("last", "late"), [("2027-01-10", False), ("2027-01-11", True)])
def test_a_years_filing_is_complete_on_the_day_its_last_piece_was_received(
    march: Acting, store: Path, tmp_path: Path, sql: Sql, last: str, *, late: bool
) -> None:
    assert not store.exists()
    march.on("2026-12-01").open("year_end_check", "2026")
    january: Any = march.on("2027-01-15")
    prove(january.on_behalf("纸质", received="2026-12-30"), tmp_path, "T001")
    prove(january.on_behalf("纸质", received=last), tmp_path, "T002")
    filed = january.on_behalf("纸质", received="2027-01-08")
    filed.report("D001", "2026", "T001", "T002", name="file_year_end_check", progress=100)
    assert sql.rows(VERDICT, code="D001", kind="year_end_check") == [("discharged", last, late)]
    received = sql.column("SELECT received_on::text FROM evidence_use ORDER BY 1")
    assert received == ["2026-12-30", last]


def test_evidence_was_not_received_before_the_period_opened(march: Acting, store: Path, tmp_path: Path) -> None:
    assert not store.exists()
    (tmp_path / "照片.jpg").write_bytes(b"a picture")
    fields = {"department": "D001", "period": "2026-03", "file": str(tmp_path / "照片.jpg")}
    assert "早于该事项开始的日期2026-03-01" in march.on_behalf("纸质", received="2026-02-01").refused(
        "attach_evidence", **fields
    )
