"""现场认定: opened for every proposal, discharged by the signed finding on site (7.2, 7.4, 7.5, A25)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.duty.register import explain_obligation, list_obligations
from tests.conftest import SEEN_THERE

if TYPE_CHECKING:
    from pathlib import Path

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
    undone.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕22号")
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
    undone.do("waive", obligation=number, reason="项目已停建", number="黔目标函〔2026〕9号", dated="2026-03-02")
    undone.lists("T001", "现场认定未完成", "2026-04-20")
    assert sql.rows(DUTY) == [("waived", None, None)]


def test_a_successor_does_not_take_over_the_agencys_duty(undone: Acting, sql: Sql) -> None:
    reform = {"effective_on": "2026-04-20", "basis": "黔机编〔2026〕12号"}
    undone.do("transfer_targets", department="D001", successor="D002", targets="T001", **reform)
    debtor = "SELECT d.is_agency FROM obligation o JOIN department d ON d.id = o.owed_by"
    assert sql.column(f"{debtor} WHERE o.kind = 'onsite_confirmation'") == [True]


OWED = """
SELECT o.period, x.due::text, o.state FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'onsite_confirmation'
"""


@pytest.mark.parametrize(
    ("day", "way", "found_on", "quarter", "due"),
    [
        ("2026-04-20", "在线", "2026-04-20", "2026Q1", "2026-05-13"),
        ("2026-05-20", "在线", "2026-05-20", "2026Q2", "2026-08-07"),
        ("2026-08-24", "暗访", "2026-08-20", "2026Q3", "2026-11-13"),
        ("2026-04-08", "目标云", "2026-03-31", "2026Q1", "2026-05-13"),
    ],
)
def test_a25_every_proposal_is_to_be_checked_on_site_after_its_quarter(
    march: Acting, sql: Sql, day: str, way: str, found_on: str, quarter: str, due: str
) -> None:
    march.on(day).do("propose_entry", target="T001", way=way, finding="未完成", found_on=found_on)
    assert sql.rows(OWED) == [(quarter, due, "open")]


def test_7_4_the_result_of_a_covert_visit_is_to_be_checked_on_site(
    handed_out: Acting, sql: Sql, violations: Violations, tmp_path: Path
) -> None:
    fails = {1: {"暗访日期": "2026-08-24", "是否达到要求": "否"}, 2: {"暗访日期": "2026-08-24"}}
    handed_out.give_back(tmp_path, "2026Q3-1", fails)
    assert sql.rows(OWED) == [("2026Q3", "2026-11-13", "open")]
    corrected = {1: {"暗访日期": "2026-08-24"}, 2: {"暗访日期": "2026-08-24"}}
    handed_out.give_back(tmp_path, "2026Q3-1", corrected, reason="看错标段")
    assert sql.rows(OWED) == [("2026Q3", "2026-11-13", "discharged")]
    assert violations() == []


def test_7_5_a_confirmed_warning_that_is_proposed_is_to_be_checked_on_site(warned: Acting, sql: Sql) -> None:
    warned.on("2026-04-02").do("confirm_warning", target="K001", period="2026-03", propose="是")
    assert sql.rows(OWED) == [("2026Q1", "2026-05-13", "open")]
