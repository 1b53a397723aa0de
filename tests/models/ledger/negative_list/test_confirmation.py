"""现场认定: opened for every proposal, discharged by the signed finding on site (7.2, 7.4, 7.5, A25)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.duty.register import explain_obligation, list_obligations
from models.rules.deadlines import describe_proof
from tests.conftest import SEEN_THERE
from tests.databases import story

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
@story
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


OWED_OF_OWED_CONFIRMATIONS = """
SELECT o.subject, o.period, o.state, x.due::text, x.proof ->> 'computed', w.is_agency FROM obligation o
JOIN deadline x ON x.id = o.deadline_id JOIN department w ON w.id = o.owed_by
WHERE o.kind = 'onsite_confirmation' ORDER BY o.id
"""
FORGET = "DELETE FROM obligation WHERE kind = 'onsite_confirmation'"  # no duty stands for it
NONE = "现场认定无需补开。"


@pytest.fixture
def proposed(march: Acting, sql: Sql) -> Acting:
    """A covert visit of February and the cloud of May found T001 and T003 undone; no duty was opened then."""
    march.on("2026-05-20").do("propose_entry", target="T001", way="暗访", finding="停工", found_on="2026-02-27")
    march.on("2026-05-20").do("propose_entry", target="T003", way="目标云", finding="未动工", found_on="2026-05-18")
    sql(FORGET)
    return march


def test_a25_the_sweep_opens_the_duties_once_and_none_is_overdue(proposed: Acting, sql: Sql) -> None:
    sweep = proposed.on("2026-05-22").system  # a Friday
    assert sweep.do("open_owed_confirmations").words == "补开现场认定2项。"
    assert sweep.do("open_owed_confirmations").words == NONE
    assert proposed.on("2026-06-01").system.do("open_owed_confirmations").counts == {"opened": 0}
    assert sql.rows(OWED_OF_OWED_CONFIRMATIONS) == [
        ("2026/T001/1", "2026Q1", "open", "2026-05-25", "2026-05-13", True),
        ("2026/T003/1", "2026Q2", "open", "2026-08-07", None, True),
    ]


@pytest.mark.parametrize(
    ("day", "due", "computed"), [("2026-05-13", "2026-05-13", None), ("2026-05-14", "2026-05-15", "2026-05-13")]
)
def test_the_28th_working_day_itself_has_not_passed(
    march: Acting, sql: Sql, day: str, due: str, computed: str | None
) -> None:
    march.on("2026-05-12").do("propose_entry", target="T001", way="暗访", finding="停工", found_on="2026-02-27")
    sql(FORGET)
    march.on(day).system.do("open_owed_confirmations")
    assert sql.rows(OWED_OF_OWED_CONFIRMATIONS) == [("2026/T001/1", "2026Q1", "open", due, computed, True)]


def test_the_proof_holds_both_days(proposed: Acting, sql: Sql) -> None:
    proposed.on("2026-05-22").system.do("open_owed_confirmations")
    number = sql.value("SELECT min(id) FROM obligation WHERE kind = 'onsite_confirmation'")
    with begin() as session:
        proof = explain_obligation(session, number, proposed.day)["proof"]
    assert describe_proof(proof).endswith("；推算为5月13日，5月22日补开时已过，以其后第1个工作日5月25日为期限。")


def test_a_duty_that_was_opened_later_keeps_its_day_when_the_calendar_changes(proposed: Acting, sql: Sql) -> None:
    proposed.on("2026-05-22").system.do("open_owed_confirmations")
    notice = {"notice_title": "关于调整2026年5月放假安排的通知", "notice_number": "9号", "notice_date": "2026-05-22"}
    proposed.on("2026-05-22").take("calendar", {"date": "2026-05-08", "kind": "holiday", "name": "调整", **notice})
    assert sql.rows(OWED_OF_OWED_CONFIRMATIONS)[0][3:5] == ("2026-05-25", "2026-05-14")


@pytest.mark.usefixtures("undone")
def test_a_proposal_of_a_review_that_has_its_duty_gets_no_second_one(undone: Acting, sql: Sql) -> None:
    assert undone.system.do("open_owed_confirmations").words == NONE
    assert len(sql.rows(OWED_OF_OWED_CONFIRMATIONS)) == 1


def test_a_waived_duty_is_not_opened_again(undone: Acting, sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'onsite_confirmation'")
    undone.do("waive", obligation=number, reason="项目已停建", number="黔目标函〔2026〕9号", dated="2026-03-02")
    assert undone.system.do("open_owed_confirmations").counts == {"opened": 0}


def test_the_ledger_is_whole_afterwards(undone: Acting, march: Acting, violations: Violations) -> None:
    march.on("2026-05-20").do("propose_entry", target="T003", way="暗访", finding="停工", found_on="2026-05-18")
    undone.on("2026-05-21").system.do("open_owed_confirmations")
    assert violations() == []
