"""A department receives its own results; the receipt of a body is recorded with its paper (1-9)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.draft.lists import PAPER
from tests.models.ledger.results_use.results import (
    CIVIL,
    CORRECTION,
    DELIVERED,
    MEMBER,
    PERSONNEL,
    RECEIPT,
    YEAR,
    deliver,
    duty_of,
    kept,
    number_papers,
    receives,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


RECEIVED = "SELECT state, receiver, CAST(received_on AS text) FROM result_delivery WHERE obligation_id = :duty"
TENTH = "2027-03-10"


def test_an_office_receives_its_results(delivered: Acting, sql: Sql, violations: Violations) -> None:
    done = receives(delivered.on(TENTH), sql)
    assert done.words == "2026年考评结果已由周涛于2027-03-10签收。"
    assert sql.rows(RECEIVED, duty=duty_of(sql)) == [("received", "周涛", TENTH)]
    assert sql.rows("SELECT state, late FROM obligation WHERE id = :id", id=duty_of(sql)) == [("discharged", False)]
    assert violations() == []


def test_a_second_receipt_changes_nothing(delivered: Acting, sql: Sql) -> None:
    receives(delivered, sql)
    again = receives(delivered.on(TENTH), sql, receiver="李明")
    assert (again.words, again.counts) == ("2026年考评结果此前已签收（周涛），未作改动。", {"received": 0})


def test_a_late_receipt_is_late(delivered: Acting, sql: Sql) -> None:
    receives(delivered.on("2027-03-18"), sql)
    assert sql.value("SELECT late FROM obligation WHERE id = :id", id=duty_of(sql)) is True


def test_another_office_does_not_receive_them(delivered: Acting, sql: Sql) -> None:
    given: dict[str, Any] = {"obligation": duty_of(sql, "D002"), "receiver": "周涛"}
    words = kept(delivered.office("D001"), sql, "receive_results", **given)
    assert words == "您只能办理本部门的事项，不能办理“第002厅”的事项。"


def test_the_agency_does_not_receive_what_it_delivered(delivered: Acting, sql: Sql) -> None:
    given: dict[str, Any] = {"obligation": duty_of(sql), "receiver": "周涛"}
    assert kept(delivered, sql, "receive_results", **given).startswith("考评结果由部门签收")
    assert delivered.on(TENTH).on_behalf("电话", "周涛").do("receive_results", **given).counts == {"received": 1}


def test_a_receipt_is_not_backdated_before_the_delivery(delivered: Acting, sql: Sql) -> None:
    given: dict[str, Any] = {"obligation": duty_of(sql), "receiver": "周涛"}
    late = delivered.on("2027-03-18").on_behalf("纸质", "签收单", "2027-03-08")
    assert "早于该事项开始的日期2027-03-09" in kept(late, sql, "receive_results", **given)


def test_there_is_nothing_to_receive_before_the_delivery(approved: Acting, sql: Sql) -> None:
    given: dict[str, Any] = {"obligation": 1, "receiver": "周涛"}
    assert "不是结果签收" in kept(approved.office("D001"), sql, "receive_results", **given)
    assert "尚未反馈“省委组织部”" in kept(approved, sql, "record_receipt", **RECEIPT)


def test_corrected_results_are_not_received_any_more(delivered: Acting, sql: Sql) -> None:
    given: dict[str, Any] = {"obligation": duty_of(sql), "receiver": "周涛"}
    later = delivered.on("2027-03-12")
    later.do("supersede_sheet", **CORRECTION)
    assert "已经更正" in kept(later.office("D001"), sql, "receive_results", **given)
    assert "已经更正" in kept(later, sql, "record_receipt", **RECEIPT)
    deliver(later)
    assert "已经更正" in kept(later.office("D001"), sql, "receive_results", **given)
    assert receives(later, sql).counts == {"received": 1}
    assert receives(later, sql, "D002").counts == {"received": 1}


def test_the_receipt_of_a_body_is_recorded_with_its_paper(delivered: Acting, violations: Violations) -> None:
    done = delivered.on(TENTH).do("record_receipt", **RECEIPT)
    assert done.words == "已登记“省委组织部”于2027-03-09签收2026年考评结果（王强）。"
    assert done.counts == {"received": 1, "evidence": 1}
    again = delivered.on(TENTH).do("record_receipt", **RECEIPT | {"receiver": "李明"})
    assert again.words == "“省委组织部”的签收此前已登记（王强，2027-03-09），未作改动。"
    assert violations() == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"received_on": "2027-03-08"}, "签收日期2027-03-08早于反馈日期2027-03-09"),
        ({"received_on": "2027-03-11"}, "在今天（2027-03-10）之后"),
        ({"body": "省档案局"}, "参与单位“省档案局”没有登记"),
        ({"kind": "members"}, "尚未反馈“省委组织部”"),
        ({"evidence": []}, "签收单"),
        ({"receiver": " "}, "签收人"),
        ({"year": 2025}, "2025年的考评结果尚未反馈"),
    ],
)
def test_a_receipt_of_a_body_that_cannot_be_is_refused(
    delivered: Acting, sql: Sql, more: dict[str, Any], words: str
) -> None:
    assert words in kept(delivered.on(TENTH), sql, "record_receipt", **RECEIPT | more)


def test_a_body_out_of_office_on_the_day_does_not_receive(delivered: Acting, sql: Sql) -> None:
    sql("UPDATE body SET valid_to = '2027-03-09' WHERE name = :name", name=PERSONNEL)
    later = delivered.on("2027-03-11")
    words = kept(later, sql, "record_receipt", **RECEIPT | {"received_on": TENTH})
    assert words == "“省委组织部”在2027-03-10不在任（至2027-03-09），不能签收。"
    assert later.do("record_receipt", **RECEIPT).counts["received"] == 1


def test_an_office_does_not_record_the_receipt_of_a_body(delivered: Acting, sql: Sql) -> None:
    assert kept(delivered.office("D001"), sql, "record_receipt", **RECEIPT)


def test_a_body_in_both_roles_is_named_with_its_kind(delivered: Acting, sql: Sql) -> None:
    sql("UPDATE body SET member = true WHERE name = :name", name=PERSONNEL)
    assert deliver(delivered).counts["delivered"] == 1
    use: dict[str, Any] = {**YEAR, "body": PERSONNEL, "use": "选人用人", "text": "作为任用依据", "evidence": str(PAPER)}
    words = kept(delivered, sql, "record_use", **use)
    assert words == "“省委组织部”分别作为组织部和公务员管理部门、成员单位得到反馈，请写明反馈对象（--kind）。"


def test_the_receipt_of_one_body_is_not_that_of_another(delivered: Acting, sql: Sql) -> None:
    delivered.do("record_receipt", **RECEIPT)
    states = "SELECT b.name, r.state FROM result_delivery r JOIN body b ON b.id = r.body_id"
    assert dict(sql.rows(states)) == {MEMBER: "delivered", PERSONNEL: "received", CIVIL: "delivered"}


TOLD = """
SELECT d.code, n.audience, n.payload FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.kind = 'opened_result_receipt' ORDER BY n.id
"""


@pytest.mark.usefixtures("delivered")
def test_each_department_owes_a_receipt_within_five_working_days(sql: Sql) -> None:
    owed = (
        "SELECT d.code, CAST(x.due AS text), o.clause FROM obligation o JOIN department d ON d.id = o.owed_by"
        " JOIN deadline x ON x.id = o.deadline_id WHERE o.kind = 'result_receipt' ORDER BY 1"
    )
    assert sql.rows(owed) == [("D001", "2027-03-16", "1-9.3"), ("D002", "2027-03-16", "1-9.3")]


@pytest.mark.usefixtures("delivered")
def test_head_and_office_are_told_only_their_own_results(sql: Sql) -> None:
    found = sql.rows(TOLD)
    assert [row[:2] for row in found] == [("D001", "head"), ("D001", "office"), ("D002", "head"), ("D002", "office")]
    first, second = json.dumps(found[0][2], ensure_ascii=False), json.dumps(found[2][2], ensure_ascii=False)
    assert "条目2026/T001/1扣2.00分" in first
    assert "T001" not in second
    assert "D001" not in second
    assert "第001厅" not in second
    assert found[0][2]["lines"][-1][0] == "合计"
    assert found[0][2]["standing"] == "没有位次，没有定等次"


@pytest.mark.usefixtures("delivered")
def test_no_rating_of_a_single_leader_is_told(sql: Sql) -> None:
    told = json.dumps(sql.rows(TOLD)[0][2], ensure_ascii=False)
    assert "3人评价" in told
    assert not any(name in told for name in ("张平", "李安", "赵德"))


@pytest.mark.usefixtures("delivered")
def test_a_department_is_told_what_it_left_to_the_new_year(sql: Sql) -> None:
    left = {row[0]: row[2]["left"] for row in sql.rows(TOLD)}
    assert left == {"D001": "整改未完成1项（T001）", "D002": ""}


def test_a_marked_target_is_not_told(approved: Acting, sql: Sql) -> None:
    approved.do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉及未公开规划")
    number_papers(approved)
    deliver(approved)
    assert all("T001" not in json.dumps(row[2], ensure_ascii=False) for row in sql.rows(TOLD))


def test_the_successor_of_a_merged_department_gets_its_results(approved: Acting, sql: Sql) -> None:
    reform = {"department": "D002", "successor": "D001", "effective_on": DELIVERED, "basis": "黔编〔2027〕1号"}
    approved.do("merge_department", **reform)
    number_papers(approved)
    deliver(approved)
    assert [row[0] for row in sql.rows(TOLD)] == ["D001"] * 4
    assert receives(approved, sql, "D001", obligation=duty_of(sql, "D002")).counts == {"received": 1}
