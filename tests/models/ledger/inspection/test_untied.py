"""A tie follows its department through a merger, and counts for the department that leads the target now (4.3, A15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from models.database import begin
from models.ledger.inspection.untied import check_leader_untied
from models.records import Finding, Inspector
from tests.conftest import counting
from tests.models.ledger.conftest import FINDING

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

REFORM = {"effective_on": "2026-09-10", "basis": "黔机编〔2026〕12号"}
MERGER = {"department": "D001", "successor": "D002", **REFORM}
TEAM = {"inspection": "2026-1", "leader": "王文", "members": "李天"}
FOUND: dict[str, Any] = {**FINDING, "found_on": "2026-09-15", "found_by": "王文、李天"}


@pytest.mark.parametrize(("tied", "planned"), [("D001", None), ("D001", "D002"), ("D002", "D001")])
def test_a_tie_to_a_merged_department_and_one_to_its_successor_are_one(
    roster: Acting, plan: dict[str, str], tied: str, planned: str | None
) -> None:
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", departments=planned, **plan)
    roster.do("declare_tie", inspector="李天", department=tied, reason="配偶在该厅")
    roster.do("merge_department", **MERGER)
    if planned:
        named = {"D001": "第001厅", "D002": "第002厅"}[tied]
        assert roster.refused("appoint_team", **TEAM) == (
            f"“李天”与“{named}”有回避情形（配偶在该厅），不能参加对该部门的核查。"
        )
        return
    roster.do("appoint_team", **TEAM)
    roster.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    finding = {"inspection": "2026-1", "target": "T001", "conclusion": "符合目标要求", **FOUND}
    assert roster.on("2026-09-15").refused("record_finding", **finding).startswith("“李天”与“第001厅”有回避情形")


def test_who_has_a_tie_to_a_department_before_or_after_its_merger_is_not_drawn(
    roster: Acting, plan: dict[str, str], sql: Sql
) -> None:
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", departments="D001", **plan)
    roster.do("declare_tie", inspector="李天", department="D001", reason="配偶在该厅")
    roster.do("declare_tie", inspector="郑玲", department="D002", reason="配偶在该厅")
    roster.do("merge_department", **MERGER)
    roster.do("commit_sample", subject="2026-1", purpose="team", take=2, secret="ab" * 32)
    people = sorted(name for _, _, names in sql.value("SELECT population FROM sample") for name in names)
    assert people == sorted(["王文", "韩丽"])


@pytest.mark.parametrize("tied", ["王文", "李天"])
def test_a_tie_to_the_department_that_leads_the_target_by_now_counts(failed: Acting, tied: str) -> None:
    failed.do("transfer_targets", department="D001", successor="D002", targets="T001", **REFORM)
    failed.do("declare_tie", inspector=tied, department="D002", reason="配偶在该厅")
    refused = failed.refused("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    assert refused.startswith(f"“{tied}”与“第002厅”有回避情形（配偶在该厅）")


def test_a_tie_to_another_department_is_no_obstacle(failed: Acting) -> None:
    failed.do("declare_tie", inspector="李天", department="D002", reason="配偶在该厅")
    assert failed.do("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20").counts["signed"] == 1


@pytest.mark.usefixtures("failed")
def test_the_statements_do_not_grow_with_the_findings() -> None:
    counted = []
    with begin() as session:
        finding, leader = session.exec(select(Finding)).one(), session.exec(select(Inspector)).first()
        assert leader
        for findings in ([finding], [finding] * 3):
            with counting() as total:
                check_leader_untied(session, leader, findings)
            counted.append(total[0])
    assert counted[0] == counted[1]
