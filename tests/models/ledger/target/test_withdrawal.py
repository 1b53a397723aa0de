"""A target that was imported by mistake is withdrawn on record before anything was reported of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.target.history import why_target
from models.ledger.target.register import Wanted, list_targets

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

LINES = """SELECT d.code, o.period, o.state, (SELECT count(*) FROM report_line l WHERE l.obligation_id = o.id
    AND l.version = 0) FROM obligation o JOIN department d ON d.id = o.department_id
WHERE o.kind = 'monthly_check' AND o.period = '2026-04' ORDER BY 1"""
OWN = "SELECT kind, state FROM obligation WHERE subject = '2026/T009' ORDER BY kind"
PROJECT = {"编号": "T009", "年度": "2026", "目标名称": "农村公路", "责任部门": "D001", "是否重点项目": "是"}
STANDING: dict[str, Any] = {"target": "T009", "reason": "与T001重复"}


@pytest.fixture
def page(policy: str) -> dict[str, Any]:
    return STANDING | {"evidence": policy}


def codes(acting: Acting) -> list[str]:
    with begin() as session:
        return [row["code"] for row in list_targets(session, acting.day, Wanted(2026))]


def test_a_withdrawn_target_leaves_duties_and_lists(
    april: Acting, page: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    assert sql.rows(LINES) == [("D001", "2026-04", "open", 3), ("D002", "2026-04", "open", 1)]
    assert april.do("withdraw_target", **page).words == (
        "目标T009“农村公路”已撤回：从1份未填报的检查中去掉，0项应办事项作废。"
    )
    assert sql.rows(LINES) == [("D001", "2026-04", "open", 2), ("D002", "2026-04", "open", 1)]
    assert codes(april) == ["T001", "T002", "T003"]
    april.office("D001").report("D001", "2026-04", "T001", "T002")
    april.on("2026-05-01").open("monthly_check", "2026-05")
    assert (
        sql.value("SELECT count(*) FROM report_line l JOIN target t ON t.id = l.target_id WHERE t.code = 'T009'") == 1
    )
    assert violations() == []


def test_the_duties_of_a_withdrawn_project_and_of_an_office_without_another_target_are_void(
    april: Acting, policy: str, sql: Sql, violations: Violations
) -> None:
    april.take("targets", PROJECT, reason="漏填")
    april.open("cloud_monitoring", "2026-04")
    assert sql.rows(OWN) == [("cloud_upload", "open")] or sql.rows(OWN)[0][1] == "open"
    april.do("withdraw_target", **STANDING, evidence=policy)
    assert {row[1] for row in sql.rows(OWN)} == {"void"}
    overdue = "SELECT o.id FROM obligation o JOIN department d ON d.id = o.department_id WHERE d.code = 'D002'"
    april.do("waive", obligation=sql.value(f"{overdue} AND o.period = '2026-03'"), reason="年度录错")
    done = april.do("withdraw_target", target="T003", reason="年度录错", evidence=policy)
    assert done.counts["void"] >= 1
    assert sql.rows(LINES)[1] == ("D002", "2026-04", "void", 0)
    assert violations() == []


def test_what_was_withdrawn_why_and_on_which_paper_stays_on_record(
    april: Acting, page: dict[str, Any], sql: Sql
) -> None:
    april.do("withdraw_target", **page)
    with begin() as session:
        found = why_target(session, "T009", 2026)
    assert (str(found["target"]["withdrawn_on"]), found["target"]["withdrawn_why"]) == ("2026-04-02", "与T001重复")
    assert [file["file_name"] for file in found["evidence"]] == ["省政府通知.pdf"]
    assert {notice["kind"] for notice in found["notices"]} == {"target_withdrawn"}
    moves = "SELECT detail FROM transition WHERE record = 'target' AND event = 'withdrawn'"
    assert sql.value(moves) == {"reason": "与T001重复", "lead": "第001厅"}


def test_a_withdrawn_target_is_dealt_with_no_more(april: Acting, page: dict[str, Any]) -> None:
    april.do("withdraw_target", **page)
    gone = "目标T009是误导入的，已于2026-04-02撤回，不再办理。"
    assert april.refused("withdraw_target", **page) == gone
    assert april.refused("request_adjustment", **page, ground="重大政策", quantity="860") == gone
    with pytest.raises(ImportRefused, match="“T009”的目标已于2026-04-02撤回，请删去此行；另一项目标请用另一编号"):
        april.take("targets", PROJECT)
    with pytest.raises(ImportRefused, match="“T009”不在2026年目标中"):
        april.take("targets", PROJECT | {"编号": "T010", "上级目标编号": "T009"})


def test_a_target_that_was_reported_is_not_withdrawn(april: Acting, page: dict[str, Any]) -> None:
    april.office("D001").report("D001", "2026-04", "T001", "T002", "T009")
    assert april.refused("withdraw_target", **page) == (
        "目标T009已有填报，不是刚刚误导入的，不能撤回；确有变动的，请办理目标调整。"
    )


def test_a_target_with_an_adjustment_or_a_part_is_not_withdrawn(asked: Acting, page: dict[str, Any]) -> None:
    asked.take("targets", PROJECT | {"编号": "T010", "上级目标编号": "T009"})
    assert "目标T009已有下级目标、目标调整，" in asked.refused("withdraw_target", **page)


def test_the_lateness_of_a_duty_does_not_end_with_its_target(april: Acting, policy: str, sql: Sql) -> None:
    (number,) = sql.column("""SELECT o.id FROM obligation o JOIN department d ON d.id = o.department_id
        WHERE o.kind = 'monthly_check' AND o.period = '2026-04' AND d.code = 'D002'""")
    late, page = april.on("2026-05-01"), {"target": "T003", "reason": "年度录错", "evidence": policy}
    refused = late.refused("withdraw_target", **page)
    assert f"{number}（期限2026-04-30）已逾期，不能随撤回作废；应免的请先豁免并写明原因（waive），再撤回。" in refused
    for each in sql.column(
        "SELECT id FROM obligation WHERE department_id = (SELECT id FROM department WHERE code = 'D002')"
    ):
        late.do("waive", obligation=each, reason="年度录错")
    assert late.do("withdraw_target", **page).counts["void"] == 0


def test_a_changed_withdrawal_is_found(april: Acting, page: dict[str, Any], sql: Sql, violations: Violations) -> None:
    april.do("withdraw_target", **page)
    sql("UPDATE target SET withdrawn_why = '' WHERE code = 'T009'")
    assert violations() == ["目标 2026|T009：被更改，与台账不符。"]


def test_a_withdrawal_needs_a_paper(april: Acting, tmp_path: Path) -> None:
    assert "依据" in april.refused("withdraw_target", **STANDING, evidence=[])
    assert str(tmp_path / "没有.pdf") in april.refused(
        "withdraw_target", **STANDING, evidence=str(tmp_path / "没有.pdf")
    )


def test_after_its_year_no_target_leaves_the_score_without_the_paper_of_who_may_exempt_it(
    april: Acting, page: dict[str, Any], sql: Sql
) -> None:
    refused = april.on("2027-02-15").refused("withdraw_target", **page, year=2026)
    assert refused == ("2026年已经结束，目标T009不能再撤回；不予考评的，凭决定单位的文件登记（exempt_target）。")
    assert sql.value("SELECT withdrawn_on FROM target WHERE code = 'T009'") is None
