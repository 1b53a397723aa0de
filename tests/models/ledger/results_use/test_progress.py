"""Every day from the approval until every delivery is received or told: who is missing; the agency is told (1-9)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.results_use.progress import NOTHING, show_results_use
from tests.mails import in_transaction
from tests.models.ledger.results_use.results import (
    CIVIL,
    CORRECTION,
    DUE,
    LATE,
    MEMBER,
    PERSONNEL,
    RECEIPT,
    YEAR,
    duty_of,
    kept,
    receives,
)

if TYPE_CHECKING:
    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Violations


MAILS = "SELECT occasion FROM notice WHERE kind = 'results_use' ORDER BY id"
LAST = "SELECT payload FROM notice WHERE kind = 'results_use' ORDER BY id DESC LIMIT 1"


def watch(acting: Acting, day: str) -> Summary:
    """Watch the results on a day; the table that is kept current has the same rows."""
    done = acting.system.on(day).do("watch_results_use")
    assert in_transaction(show_results_use, date.fromisoformat(day)) == done.data.get("table", [])
    return done


def test_nothing_is_said_before_the_approval(march: Acting) -> None:
    done = watch(march, "2027-03-05")
    assert (done.words, done.counts) == (NOTHING, {"waiting": 0, "notices": 0, "told": 0})


def test_from_the_approval_on_it_says_who_has_no_results_yet(approved: Acting, sql: Sql) -> None:
    done = watch(approved, "2027-03-09")
    assert done.words == "2026年考评结果：未反馈5个，待签收0个，其中逾期0个。"
    assert [row["情况"] for row in done.data["table"]] == ["未反馈"] * 5
    assert sql.value(LAST)["lines"][0] == f"{MEMBER}（成员单位）：尚未反馈"


def test_the_agency_is_told_once_a_week_and_after_the_due_day(delivered: Acting, sql: Sql) -> None:
    days = [f"2027-03-{day:02}" for day in range(9, 27)]
    for day in days:
        watch(delivered, day)
    assert sql.column(MAILS) == ["2027-03-08", "2027-03-15", "2027-03-17", "2027-03-22"]


def test_a_run_that_comes_late_does_not_tell_again_what_a_newer_one_told(delivered: Acting, sql: Sql) -> None:
    watch(delivered, "2027-03-22")
    for day in ("2027-03-09", "2027-03-17", "2027-03-22"):
        assert watch(delivered, day).counts["notices"] == 0
    assert sql.column(MAILS) == ["2027-03-22"]


def test_after_the_due_day_it_says_who_is_to_be_phoned(delivered: Acting, sql: Sql) -> None:
    sql("UPDATE body SET contact = '王强', mobile = '13900000001' WHERE name = :name", name=PERSONNEL)
    receives(delivered, sql)
    done = watch(delivered, LATE)
    assert done.words == "2026年考评结果：未反馈0个，待签收4个，其中逾期4个。"
    assert sql.value(LAST)["lines"] == [
        f"{MEMBER}（成员单位）：逾期未签收，请电话告知",
        f"{CIVIL}（组织部和公务员管理部门）：逾期未签收，请电话告知",
        f"{PERSONNEL}（组织部和公务员管理部门）：逾期未签收，请电话告知，王强 13900000001",
        "第002厅（部门）：逾期未签收，请电话告知",
    ]


def test_it_ends_once_all_have_received_or_were_told(delivered: Acting, sql: Sql) -> None:
    receives(delivered, sql)
    delivered.do("record_receipt", **RECEIPT)
    late = delivered.on(LATE)
    phoned: dict[str, Any] = {**YEAR, "person": "周涛", "told_on": LATE, "told_by": "赵敏"}
    late.do("tell_result", **phoned, department="D002")
    assert watch(delivered, LATE).counts["waiting"] == 2
    for body in (MEMBER, CIVIL):
        late.do("tell_result", **phoned, body=body)
    done = watch(delivered, "2027-03-22")
    assert (done.words, done.counts) == (NOTHING, {"waiting": 0, "notices": 0, "told": 0})


def test_a_correction_begins_it_again(delivered: Acting) -> None:
    delivered.on("2027-03-11").do("supersede_sheet", **CORRECTION)
    assert watch(delivered, "2027-03-11").words == "2026年考评结果：未反馈4个，待签收1个，其中逾期0个。"


def test_who_was_told_by_phone_because_no_notice_came_needs_no_receipt(delivered: Acting, sql: Sql) -> None:
    sql("UPDATE office SET email = '', wecom_robot = ''")
    delivered.system.do("tell_agency_day")
    numbers = sql.column(
        "SELECT n.id FROM notice n JOIN department d ON d.id = n.department_id"
        " WHERE n.kind = 'opened_result_receipt' AND d.code = 'D002' AND n.cancelled IS NOT NULL"
    )
    told: dict[str, Any] = {"notices": numbers, "told_on": "2027-03-10", "person": "周涛", "told_by": "赵敏"}
    delivered.on("2027-03-10").do("told_by_phone", **told)
    assert watch(delivered, "2027-03-10").counts["told"] == 1
    assert sql.column("SELECT told_person FROM result_delivery WHERE state = 'told'") == ["周涛"]
    assert watch(delivered, "2027-03-10").counts["told"] == 0


def test_a_body_that_left_office_is_waited_for_no_more(delivered: Acting, sql: Sql) -> None:
    sql("UPDATE body SET valid_to = '2027-03-12' WHERE name = :name", name=CIVIL)
    assert watch(delivered, "2027-03-15").counts["waiting"] == 4


PHONED: dict[str, Any] = {**YEAR, "department": "D001", "person": "周涛", "told_on": LATE, "told_by": "赵敏"}
STATES = "SELECT state, told_person, CAST(told_on AS text), told_by FROM result_delivery WHERE obligation_id = :duty"


def test_a_telling_ends_the_duty_as_late(delivered: Acting, sql: Sql, violations: Violations) -> None:
    done = delivered.on(LATE).do("tell_result", **PHONED)
    assert done.words == "已登记2027-03-17电话告知“第001厅”的周涛，不再催收；仍可签收。"
    assert sql.rows(STATES, duty=duty_of(sql)) == [("told", "周涛", LATE, "赵敏")]
    assert sql.rows("SELECT state, late FROM obligation WHERE id = :id", id=duty_of(sql)) == [("waived", True)]
    assert violations() == []


def test_a_receipt_is_not_waived(delivered: Acting, sql: Sql) -> None:
    """9: the results are delivered until they are received, or a person was told of them."""
    words = kept(delivered, sql, "waive", obligation=duty_of(sql), reason="不必签收")
    assert words == (
        "结果签收催到签收或者告知本人为止，不能豁免；签收期限过后仍未签收的，电话告知后登记（tell_result）。"
    )
    assert sql.value("SELECT state FROM obligation WHERE id = :id", id=duty_of(sql)) == "open"


def test_a_telling_is_not_taken_back_as_a_waiver(delivered: Acting, sql: Sql) -> None:
    delivered.on(LATE).do("tell_result", **PHONED)
    words = kept(delivered.on(LATE), sql, "withdraw_waiver", obligation=duty_of(sql), reason="登记有误")
    assert "豁免以后，所涉事项已有办理，不能撤回豁免" in words


def test_a_second_telling_changes_nothing(delivered: Acting) -> None:
    delivered.on(LATE).do("tell_result", **PHONED)
    again = delivered.on("2027-03-18").do("tell_result", **PHONED | {"person": "李明"})
    assert (again.words, again.counts) == ("此前已登记告知周涛（2027-03-17），未作改动。", {"told": 0})


def test_who_was_told_may_still_receive(delivered: Acting, sql: Sql, violations: Violations) -> None:
    delivered.on(LATE).do("tell_result", **PHONED)
    assert receives(delivered.on("2027-03-18"), sql).counts == {"received": 1}
    assert sql.rows(STATES, duty=duty_of(sql)) == [("received", "周涛", LATE, "赵敏")]
    assert sql.value("SELECT state FROM obligation WHERE id = :id", id=duty_of(sql)) == "waived"
    assert violations() == []


def test_a_body_is_told_too(delivered: Acting, sql: Sql) -> None:
    told = {**PHONED, "department": "", "body": PERSONNEL}
    assert delivered.on(LATE).do("tell_result", **told).counts == {"told": 1}
    assert sql.column("SELECT told_person FROM result_delivery WHERE state = 'told'") == ["周涛"]
    assert delivered.on(LATE).do("record_receipt", **RECEIPT).counts["received"] == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"told_on": DUE}, "签收期限2027-03-16过后仍未签收的，才用电话告知"),
        ({"told_on": "2027-03-18"}, "在今天（2027-03-17）之后"),
        ({"person": ""}, "被告知人"),
        ({"told_by": ""}, "告知人"),
        ({"department": ""}, "参与单位（--body），只写一个"),
    ],
)
def test_a_telling_that_cannot_be_is_refused(delivered: Acting, sql: Sql, more: dict[str, Any], words: str) -> None:
    assert words in kept(delivered.on(LATE), sql, "tell_result", **PHONED | more)


def test_no_one_is_told_on_the_day_of_the_delivery(delivered: Acting, sql: Sql) -> None:
    assert kept(delivered, sql, "tell_result", **PHONED | {"told_on": "2027-03-09"})


def test_who_has_received_is_not_told(delivered: Acting, sql: Sql) -> None:
    receives(delivered, sql)
    assert kept(delivered.on(LATE), sql, "tell_result", **PHONED) == "考评结果已经签收，不用电话告知。"


def test_an_office_records_no_telling(delivered: Acting, sql: Sql) -> None:
    assert kept(delivered.on(LATE).office("D001"), sql, "tell_result", **PHONED)
