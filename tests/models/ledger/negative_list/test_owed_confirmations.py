"""补开现场认定: the sweep opens the duty for proposals without it, once and never overdue (7.4, 7.5, A25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.duty.register import explain_obligation
from models.rules.deadlines import describe_proof

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

OWED = """
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
    assert sql.rows(OWED) == [
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
    assert sql.rows(OWED) == [("2026/T001/1", "2026Q1", "open", due, computed, True)]


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
    assert sql.rows(OWED)[0][3:5] == ("2026-05-25", "2026-05-14")


@pytest.mark.usefixtures("undone")
def test_a_proposal_of_a_review_that_has_its_duty_gets_no_second_one(undone: Acting, sql: Sql) -> None:
    assert undone.system.do("open_owed_confirmations").words == NONE
    assert len(sql.rows(OWED)) == 1


def test_a_waived_duty_is_not_opened_again(undone: Acting, sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'onsite_confirmation'")
    undone.do("waive", obligation=number, reason="项目已停建", number="黔目标函〔2026〕9号", dated="2026-03-02")
    assert undone.system.do("open_owed_confirmations").counts == {"opened": 0}


def test_the_ledger_is_whole_afterwards(undone: Acting, march: Acting, violations: Violations) -> None:
    march.on("2026-05-20").do("propose_entry", target="T003", way="暗访", finding="停工", found_on="2026-05-18")
    undone.on("2026-05-21").system.do("open_owed_confirmations")
    assert violations() == []
