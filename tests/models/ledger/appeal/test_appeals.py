"""申诉: lodging with a ground, acceptance or refusal, withdrawal; deadlines are suspended meanwhile (4.3 a, A14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.models.ledger.conftest import FINDING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

DUTY = """
SELECT o.state, o.due_version, x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'remediation'
"""
OUTCOMES = "SELECT occasion, audience FROM notice WHERE kind = 'appeal_answered' ORDER BY id"


@pytest.mark.usefixtures("contested")
def test_an_appeal_is_stored_with_its_ground_and_the_agency_is_notified(sql: Sql) -> None:
    rows = sql.rows("SELECT number, ground, state, lodged_on::text FROM appeal")
    assert rows == [(1, "另有34公里已完工", "lodged", "2026-09-21")]
    assert sql.rows("SELECT audience, subject FROM notice WHERE kind = 'appeal_lodged'") == [
        ("agency", "2026/T001/1/1")
    ]
    assert sql.rows(DUTY) == [("open", 1, "2026-10-20")]


def test_the_evidence_of_an_appeal_is_stored_with_it(issued: Acting, sql: Sql, store: Path, tmp_path: Path) -> None:
    (tmp_path / "验收单.pdf").write_bytes(b"accepted")
    issued.lists("T001", "进度滞后", "2026-09-10")
    issued.office("D001").do("lodge_appeal", target="T001", ground="已完工", evidence=str(tmp_path / "验收单.pdf"))
    assert sql.rows("SELECT record, record_key, file_name FROM exhibit WHERE record = 'appeal'") == [
        ("appeal", "2026|T001|1|entry||1", "验收单.pdf")
    ]
    assert [*store.rglob("*/*")]


@pytest.mark.parametrize("act", ["accept_appeal", "refuse_appeal", "withdraw_appeal"])
def test_an_appeal_is_not_answered_before_the_day_on_which_it_was_lodged(contested: Acting, act: str) -> None:
    reason = {} if act == "accept_appeal" else {"reason": "与认定无关"}
    text = contested.on("2026-09-20").refused(act, target="T001", **reason)
    assert text == "该申诉于2026-09-21提出，2026-09-20还不能办理，请核对日期。"


def test_one_appeal_runs_at_a_time(contested: Acting) -> None:
    text = contested.office("D001").refused("lodge_appeal", target="T001", ground="再申诉")
    assert text == "对该条目的申诉已提出（2026-09-21提出），不能重复提出。"


def test_another_department_does_not_appeal(contested: Acting) -> None:
    text = contested.office("D002").refused("lodge_appeal", target="T001", ground="申诉")
    assert text == "您只能办理本部门的事项，不能办理“第001厅”的事项。"


def test_a_proposed_entry_needs_no_appeal(roster: Acting) -> None:
    roster.do("propose_entry", target="T001", way="在线", finding="未完成", found_on="2026-09-08")
    assert roster.refused("lodge_appeal", target="T001", ground="申诉") == "目标T001的条目拟列入，不需要申诉。"


def test_without_an_appeal_acceptance_is_refused(roster: Acting) -> None:
    roster.lists("T001", "进度滞后", "2026-09-08")
    assert (
        roster.refused("accept_appeal", target="T001") == "目标T001的条目没有申诉，请先登记部门的申诉（lodge_appeal）。"
    )


def test_an_accepted_appeal_suspends_the_deadlines_and_notifies_head_and_office(contested: Acting, sql: Sql) -> None:
    assert contested.do("accept_appeal", target="T001").counts == {
        "accepted": 1,
        "late": 0,
        "suspended": 1,
        "notices": 2,
    }
    assert sql.rows(DUTY) == [("suspended", 1, "2026-10-20")]
    assert sql.rows(OUTCOMES) == [("accepted", "head"), ("accepted", "office")]
    assert contested.do("accept_appeal", target="T001").counts == {"accepted": 0}


def test_during_suspension_no_reminder_is_sent_and_no_completion_is_accepted(contested: Acting, sql: Sql) -> None:
    contested.do("accept_appeal", target="T001")
    contested.on("2026-10-21").system.do("remind")
    assert sql.value("SELECT count(*) FROM notice WHERE kind IN ('reminder', 'overdue') AND subject LIKE 'remed%'") == 0
    text = contested.refused("declare_completion", target="T001", completed_on="2026-09-22", measures="已补建")
    assert text == "申诉期间该事项中止，裁定后再办理。"


def test_a_refused_appeal_stops_nothing(contested: Acting, sql: Sql) -> None:
    assert contested.do("refuse_appeal", target="T001", reason="理由与认定无关").words == "对“目标T001”的申诉不予受理。"
    assert sql.rows(DUTY) == [("open", 1, "2026-10-20")]
    assert contested.do("refuse_appeal", target="T001", reason="理由与认定无关").counts == {"refused": 0}
    assert contested.refused("accept_appeal", target="T001") == "该申诉此前已不予受理。"
    contested.office("D001").do("lodge_appeal", target="T001", ground="补充材料后再次申诉")
    assert sql.column("SELECT number FROM appeal ORDER BY id") == [1, 2]


def test_a_withdrawn_appeal_resumes_the_deadlines_without_its_days(contested: Acting, sql: Sql) -> None:
    contested.do("accept_appeal", target="T001")
    back = {"target": "T001", "reason": "已核对清楚"}
    done = contested.on("2026-09-24").office("D001").do("withdraw_appeal", **back)
    assert done.counts == {"withdrawn": 1, "resumed": 1, "notices": 2}
    assert sql.rows(DUTY) == [("open", 2, "2026-10-23")]  # 22, 23, 24 September: three working days
    assert contested.on("2026-09-24").do("withdraw_appeal", **back).counts == {"withdrawn": 0}


def test_an_appeal_taken_back_before_it_was_accepted_moved_nothing(contested: Acting, sql: Sql) -> None:
    contested.office("D001").do("withdraw_appeal", target="T001", reason="已核对清楚")
    assert sql.rows(DUTY) == [("open", 1, "2026-10-20")]


def test_an_appeal_is_ruled_also_if_the_target_was_listed_again_meanwhile(
    contested: Acting, plan: dict[str, str], sql: Sql
) -> None:
    office = contested.office("D001")
    office.do("declare_completion", target="T001", completed_on="2026-09-22", measures="已补建")
    office.do("file_feedback", target="T001", feedback="已补建")
    contested.do("accept_appeal", target="T001")
    contested.rechecks("T001")
    contested.lists("T001")
    contested.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    contested.do("appoint_team", inspection="2026-3", leader="郑玲", members="韩丽")
    contested.do("issue_plan", inspection="2026-3", document_number="黔目标办〔2026〕21号")
    contested.do("assign_reinspection", target="T001", inspection="2026-3")
    found = {**FINDING, "found_on": "2026-09-22", "found_by": "郑玲、韩丽"}
    contested.do("record_finding", inspection="2026-3", target="T001", conclusion="符合目标要求", **found)
    contested.do("sign_off", inspection="2026-3", leader="郑玲")
    assert contested.do("rule_appeal", target="T001", ruling="撤销", reason="已完工").counts["ruled"] == 1
    assert sql.column("SELECT state FROM negative_entry ORDER BY occurrence") == ["withdrawn", "listed"]
    office.do("lodge_appeal", target="T001", ground="第二次列入也不服")
    assert sql.rows(
        "SELECT e.occurrence, a.number, a.state FROM appeal a JOIN negative_entry e ON e.id = a.entry_id ORDER BY a.id"
    ) == [
        (1, 1, "ruled"),
        (2, 1, "lodged"),
    ]
