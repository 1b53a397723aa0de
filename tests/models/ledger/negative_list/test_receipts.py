"""签收: a department has the notice of its entry, once; nothing starts and nothing stops (6.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.duty.register import explain_obligation
from models.ledger.negative_list.receipts import confirm_receipt
from models.ledger.negative_list.register import list_entries
from tests.models.ledger.conftest import RECEIPTS

if TYPE_CHECKING:
    from tests.conftest import Acting, Meanwhile, Sql, Violations

# Everything that an act might start or stop.
STANDING = """
SELECT o.kind, o.state, o.due_version, x.due::text, (SELECT count(*) FROM notice), (SELECT count(*) FROM urging)
FROM obligation o JOIN deadline x ON x.id = o.deadline_id ORDER BY o.id
"""


def test_an_office_takes_delivery_of_the_notice_of_its_entry(listed: Acting, sql: Sql, violations: Violations) -> None:
    before = sql.rows(STANDING)
    answer = listed.office("D001").do("confirm_receipt", target="T001")
    assert answer.words == "已签收“目标T001”列入负面清单的通知（2026-09-14）。"
    assert answer.counts == {"receipts": 1}
    assert sql.rows(RECEIPTS) == [("D001", "2026-09-14", "D001目标办", "claimed")]
    assert sql.rows(STANDING) == before
    assert sql.rows("SELECT record, record_key, event FROM transition ORDER BY id DESC LIMIT 1") == [
        ("entry_receipt", "2026|T001|1|D001", "received")
    ]
    assert violations() == []


def test_a_second_one_is_answered_with_the_first_and_changes_nothing(
    listed: Acting, sql: Sql, violations: Violations
) -> None:
    listed.office("D001").do("confirm_receipt", target="T001")
    blocks = sql.value("SELECT count(*) FROM transition")
    again = listed.on("2026-09-21").office("D001").do("confirm_receipt", target="T001")
    assert again.words == "“目标T001”列入负面清单的通知此前已签收（2026-09-14，D001目标办），未作改动。"
    assert again.counts == {"receipts": 0}
    assert (sql.value("SELECT count(*) FROM transition"), len(sql.rows(RECEIPTS))) == (blocks, 1)
    assert violations() == []


def test_two_at_the_same_moment_leave_one_receipt(
    listed: Acting, sql: Sql, meanwhile: Meanwhile, violations: Violations
) -> None:
    office = listed.office("D001")
    meanwhile("INSERT INTO entry_receipt", lambda: office.do("confirm_receipt", target="T001"))
    assert office.do("confirm_receipt", target="T001").counts == {"receipts": 0}
    assert len(sql.rows(RECEIPTS)) == 1
    assert violations() == []


def test_it_is_the_office_of_who_leads_the_target_now_and_each_may_do_it_once(listed: Acting, sql: Sql) -> None:
    assert listed.office("D002").refused("confirm_receipt", target="T001").startswith("您只能办理本部门的事项")
    listed.office("D001").do("confirm_receipt", target="T001")
    move = {"department": "D001", "successor": "D002", "targets": "T001", "basis": "2号文"}
    listed.do("transfer_targets", **move, effective_on="2026-09-14")
    assert listed.on("2026-09-15").office("D002").do("confirm_receipt", target="T001").counts == {"receipts": 1}
    assert [row[0] for row in sql.rows(RECEIPTS)] == ["D001", "D002"]


def test_who_enters_it_for_an_office_stands_with_it_and_the_day_is_that_of_receipt(
    listed: Acting, sql: Sql, violations: Violations
) -> None:
    office = listed.on("2026-09-18").on_behalf("电话", "李明", "2026-09-11")
    office.do("confirm_receipt", target="T001")
    assert [row[1] for row in sql.rows(RECEIPTS)] == ["2026-09-11"]
    assert violations() == []


def test_a_day_before_the_listing_is_refused(listed: Acting, sql: Sql) -> None:
    early = listed.on_behalf("纸质", "收文8号", "2026-09-09")
    assert early.refused("confirm_receipt", target="T001") == (
        "签收日期2026-09-09早于列入负面清单的日期2026-09-10，请核对。"
    )
    assert sql.rows(RECEIPTS) == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("proposed", "目标T001的条目拟列入，尚待现场认定，还没有列入通知，不需要签收。"),
        ("made_good", "目标T001的条目已补欠，不需要签收。"),
        ("withdrawn", "目标T001的条目经裁定撤销，不需要签收。"),
        ("corrected", "目标T001的条目经更正撤销，不需要签收。"),
        ("dismissed", "目标T001的条目未予认定，不需要签收。"),
    ],
)
def test_an_entry_that_is_not_on_the_list_takes_none(listed: Acting, sql: Sql, state: str, words: str) -> None:
    sql("UPDATE negative_entry SET state = :state", state=state)
    assert listed.office("D001").refused("confirm_receipt", target="T001") == words
    assert sql.rows(RECEIPTS) == []


def test_a_target_that_was_never_listed_and_one_that_does_not_exist_are_refused(listed: Acting) -> None:
    office = listed.office("D001")
    assert office.refused("confirm_receipt", target="T002").startswith("目标T002没有列入负面清单。")
    assert office.refused("confirm_receipt", target="T999").startswith("2026年目标中没有编号“T999”")


def test_an_entry_without_a_limit_is_received_too(march: Acting, sql: Sql) -> None:
    march.on("2026-09-10").lists("T001")
    march.on("2026-09-11").office("D001").do("confirm_receipt", target="T001")
    assert len(sql.rows(RECEIPTS)) == 1


def test_the_list_of_entries_and_the_history_of_the_duty_show_it(listed: Acting, sql: Sql) -> None:
    with begin() as session:
        [row] = list_entries(session, listed.day)
    assert (row["receipted_on"], row["receipted_by"]) == (None, None)
    listed.office("D001").do("confirm_receipt", target="T001")
    number = sql.value("SELECT id FROM obligation WHERE kind = 'remediation'")
    with begin() as session:
        [row] = list_entries(session, listed.day)
        history = explain_obligation(session, number, listed.day)["history"]
    assert (str(row["receipted_on"]), row["receipted_by"]) == ("2026-09-14", "D001目标办")
    assert [(move["event"], move["act"], move["actor"]) for move in history][1:] == [
        ("received", "confirm_receipt", "D001目标办")
    ]


def test_a_changed_a_missing_and_an_added_one_are_found(listed: Acting, sql: Sql, violations: Violations) -> None:
    listed.office("D001").do("confirm_receipt", target="T001")
    sql("UPDATE entry_receipt SET received_on = '2026-09-11'")
    assert any("签收" in each for each in violations())
    sql("UPDATE entry_receipt SET received_on = '2026-09-14'")
    assert violations() == []
    sql(
        "INSERT INTO entry_receipt (entry_id, department_id, received_on, received_by, known)"
        " SELECT entry_id, department_id + 1, received_on, '某人', known FROM entry_receipt"
    )
    assert any("签收" in each for each in violations())
    sql("DELETE FROM entry_receipt")
    assert any("签收" in each for each in violations())


def test_it_needs_no_hand_and_is_no_act_of_a_head(listed: Acting) -> None:
    assert confirm_receipt.by_hand == ""
    assert "不能执行" in listed.head("D001").refused("confirm_receipt", target="T001")
