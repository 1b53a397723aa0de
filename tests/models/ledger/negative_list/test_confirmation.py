"""现场认定: opened for a proposal of an online review, discharged by the signed finding on site (7.2, A25)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.duty.register import explain_obligation, list_obligations
from tests.conftest import SEEN_THERE

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

DUTY = """SELECT o.state, o.counted_on::text, o.late FROM obligation o WHERE o.kind = 'onsite_confirmation'"""
FOUND: dict[str, Any] = {
    "declared_complete": "是",
    "declared_reason": "书面申报",
    "found": "现场完成86公里",
    "methods": "实地查看",
    "found_by": "王文、李天",
    "evidence": [str(SEEN_THERE)],
}


@pytest.fixture
def on_site(undone: Acting, plan: dict[str, str]) -> Acting:
    """Inspection 2026-1, by 王文 and 李天, is assigned to the proposed entry; today is 12 May."""
    for name in ("王文", "李天"):
        undone.do("register_inspector", name=name)
    undone.do("draft_inspection", kind="专项核查", title="现场认定", **plan)
    undone.do("appoint_team", inspection="2026-1", leader="王文", members="李天")
    undone.do("issue_plan", inspection="2026-1", document_number="22号")
    undone.do("assign_confirmation", target="T001", inspection="2026-1")
    return undone.on("2026-05-12")


def sign(acting: Acting, conclusion: str, **more: Any) -> None:
    found: dict[str, Any] = {"inspection": "2026-1", "target": "T001", "conclusion": conclusion, "found_on": acting.day}
    acting.do("record_finding", **FOUND, **found)
    acting.do("sign_off", inspection="2026-1", leader="王文", **more)


def test_the_duty_is_called_by_its_target_and_says_why_this_date(undone: Acting, sql: Sql) -> None:
    with begin() as session:
        (item,) = list_obligations(session, undone.day, kind="onsite_confirmation")
    assert (item.title, item.row.clause, str(item.row.due)) == (
        "2026年第一季度现场认定“目标T001”",
        "3-7.2",
        "2026-05-13",
    )
    with begin() as session:
        listed = explain_obligation(
            session, sql.value("SELECT id FROM obligation WHERE kind = 'onsite_confirmation'"), undone.day
        )
    assert [move["act"] for move in listed["history"]] == ["record_online_review"]


@pytest.mark.parametrize(("day", "late"), [("2026-05-13", False), ("2026-05-14", True)])
def test_7_2_the_finding_that_confirms_ends_it(
    on_site: Acting, sql: Sql, violations: Violations, day: str, *, late: bool
) -> None:
    sign(on_site.on(day), "未按质按量完成", limit="2026-06-30")
    assert sql.rows(DUTY) == [("discharged", day, late)]
    assert sql.value("SELECT state FROM negative_entry") == "remedying"
    assert violations() == []


def test_the_finding_that_dismisses_ends_it_too(on_site: Acting, sql: Sql) -> None:
    sign(on_site, "符合目标要求")
    assert sql.rows(DUTY) == [("discharged", "2026-05-12", False)]
    assert sql.value("SELECT state FROM negative_entry") == "dismissed"


def test_an_unverifiable_finding_leaves_the_duty_open(on_site: Acting, sql: Sql) -> None:
    sign(on_site, "无法核实")
    assert sql.rows(DUTY) == [("open", None, None)]


def test_listing_the_target_confirms_the_proposal(undone: Acting, sql: Sql) -> None:
    undone.lists("T001", "现场认定未完成", "2026-04-20")
    assert sql.rows(DUTY) == [("discharged", "2026-04-20", False)]


def test_a_waived_confirmation_stays_waived(undone: Acting, sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'onsite_confirmation'")
    undone.do("waive", obligation=number, reason="项目已停建")
    undone.lists("T001", "现场认定未完成", "2026-04-20")
    assert sql.rows(DUTY) == [("waived", None, None)]


def test_a_successor_does_not_take_over_the_agencys_duty(undone: Acting, sql: Sql) -> None:
    reform = {"effective_on": "2026-04-20", "basis": "黔机编〔2026〕12号"}
    undone.do("transfer_targets", department="D001", successor="D002", targets="T001", **reform)
    debtor = "SELECT d.is_agency FROM obligation o JOIN department d ON d.id = o.owed_by"
    assert sql.column(f"{debtor} WHERE o.kind = 'onsite_confirmation'") == [True]
