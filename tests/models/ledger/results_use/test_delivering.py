"""The approved results go once to every member, to the personnel bodies and to each department (1-9)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.models.ledger.appraisal.year import APPROVAL, complete, drafted, objects
from tests.models.ledger.results_use.results import (
    CIVIL,
    CORRECTION,
    DELIVERED,
    MEMBER,
    PERSONNEL,
    YEAR,
    deliver,
    duty_of,
    kept,
    number_papers,
    receives,
    rows,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

ALL = [
    ("department", "D001", 1, "delivered"),
    ("department", "D002", 1, "delivered"),
    ("members", MEMBER, 1, "delivered"),
    ("personnel", CIVIL, 1, "delivered"),
    ("personnel", PERSONNEL, 1, "delivered"),
]
TOLD = """
SELECT d.code, n.audience, n.payload FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.kind = 'opened_result_receipt' ORDER BY n.id
"""


def test_everyone_of_the_three_kinds_gets_the_results(approved: Acting, sql: Sql, violations: Violations) -> None:
    number_papers(approved)
    done = deliver(approved)
    assert done.words == (
        "2026年考评结果已反馈3类：成员单位1个；组织部和公务员管理部门2个；部门2个，2027-03-16前签收。"
    )
    assert done.counts == {"delivered": 5, "opened": 2, "notices": 4}
    assert rows(sql) == ALL
    assert violations() == []


@pytest.mark.usefixtures("delivered")
def test_a_body_is_delivered_with_the_number_of_its_paper(sql: Sql) -> None:
    found = (
        "SELECT kind, paper_number, CAST(paper_date AS text) FROM result_delivery WHERE body_id IS NOT NULL ORDER BY id"
    )
    assert sql.rows(found) == [
        ("members", "黔目标办发〔2027〕3号", DELIVERED),
        ("personnel", "黔目标办发〔2027〕4号", DELIVERED),
        ("personnel", "黔目标办发〔2027〕4号", DELIVERED),
    ]


@pytest.mark.usefixtures("delivered")
def test_a_department_without_a_paper_of_its_own_has_no_number(sql: Sql) -> None:
    assert sql.column("SELECT DISTINCT paper_number FROM result_delivery WHERE kind = 'department'") == [""]


@pytest.mark.usefixtures("delivered")
def test_each_department_owes_a_receipt_within_five_working_days(sql: Sql) -> None:
    owed = (
        "SELECT d.code, CAST(x.due AS text), o.clause FROM obligation o JOIN department d ON d.id = o.owed_by"
        " JOIN deadline x ON x.id = o.deadline_id WHERE o.kind = 'result_receipt' ORDER BY 1"
    )
    assert sql.rows(owed) == [("D001", "2027-03-16", "1-9.3"), ("D002", "2027-03-16", "1-9.3")]


@pytest.mark.usefixtures("delivered")
def test_head_and_office_are_told_their_own_results_and_nobody_elses(sql: Sql) -> None:
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


def test_a_second_delivery_changes_nothing(delivered: Acting, sql: Sql) -> None:
    again = deliver(delivered.on("2027-03-10"))
    assert (again.words, again.counts) == ("2026年考评结果此前已反馈，未作改动。", {"delivered": 0})
    assert rows(sql) == ALL


def test_the_kinds_may_be_delivered_one_after_the_other(approved: Acting, sql: Sql) -> None:
    deliver(approved, kind="部门")
    assert [row[:2] for row in rows(sql)] == [("department", "D001"), ("department", "D002")]
    number_papers(approved)
    assert deliver(approved).counts["delivered"] == 3


def test_a_body_that_takes_office_later_gets_the_results_too(delivered: Acting, sql: Sql) -> None:
    delivered.do("register_body", kind="宣传部", name="省委宣传部", member=True)
    assert deliver(delivered).counts["delivered"] == 1
    assert ("members", "省委宣传部", 1, "delivered") in rows(sql)


def test_a_body_out_of_office_gets_none(approved: Acting, sql: Sql) -> None:
    sql("UPDATE body SET valid_to = '2027-03-08' WHERE name = :name", name=CIVIL)
    number_papers(approved)
    deliver(approved)
    assert CIVIL not in [row[1] for row in rows(sql)]


def test_nothing_is_delivered_before_the_approval(march: Acting, sql: Sql) -> None:
    complete(march, sql)
    drafted(march)
    objects(march, sql)
    words = kept(march.on("2027-03-08"), sql, "deliver_results", **YEAR)
    assert words.startswith("2026年的考评结果尚未审定，不能反馈。")
    march.on("2027-03-08").do("approve_appraisal", **YEAR, **APPROVAL)
    assert kept(march.on("2027-03-07"), sql, "deliver_results", **YEAR).startswith("2026年的考评结果尚未审定")


def test_the_papers_to_bodies_have_a_number_first(approved: Acting, sql: Sql) -> None:
    words = kept(approved, sql, "deliver_results", **YEAR)
    assert words == (
        "反馈的公文还没有编号的有2份：考评结果送成员单位；考评结果送组织部门。"
        "编号：mubiao act issue_paper --kind 考评结果送成员单位 --subject 2026。"
    )


def test_once_one_department_has_a_numbered_paper_all_have(approved: Acting, sql: Sql) -> None:
    number_papers(approved)
    paper = {"kind": "考评结果送部门", "number": "黔目标办发〔2027〕5号"}
    approved.do("issue_paper", **paper, subject="2026/D001")
    assert "1份：第002厅。" in kept(approved, sql, "deliver_results", **YEAR)
    approved.do("issue_paper", **paper | {"number": "黔目标办发〔2027〕6号"}, subject="2026/D002")
    deliver(approved)
    numbers = "SELECT paper_number FROM result_delivery WHERE kind = 'department' ORDER BY id"
    assert sql.column(numbers) == ["黔目标办发〔2027〕5号", "黔目标办发〔2027〕6号"]


def test_a_void_number_is_none(approved: Acting, sql: Sql) -> None:
    number_papers(approved)
    approved.do("void_number", number="黔目标办发〔2027〕4号", reason="错号")
    assert "1份：考评结果送组织部门" in kept(approved, sql, "deliver_results", **YEAR)


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ("member", "没有登记在任的领导小组成员单位（register_body --member true）"),
        ("kind IN ('organization', 'civil_service')", "没有登记在任的组织部、公务员管理部门"),
    ],
)
def test_nobody_of_a_kind_is_left_out_silently(approved: Acting, sql: Sql, gone: str, words: str) -> None:
    number_papers(approved)
    sql(f"UPDATE body SET valid_to = '2027-03-01' WHERE {gone}")  # noqa: S608 - constants
    assert kept(approved, sql, "deliver_results", **YEAR).startswith(words)


def test_corrected_results_go_again_to_their_department_and_the_bodies(
    delivered: Acting, sql: Sql, violations: Violations
) -> None:
    receives(delivered, sql)
    delivered.on("2027-03-11").do("supersede_sheet", **CORRECTION)
    done = deliver(delivered.on("2027-03-12"))
    assert done.words.endswith("2027-03-19前签收，其中4个是更正后重新反馈。")
    assert rows(sql) == [
        ("department", "D001", 1, "replaced"),
        ("department", "D002", 1, "delivered"),
        ("members", MEMBER, 1, "replaced"),
        ("personnel", CIVIL, 1, "replaced"),
        ("personnel", PERSONNEL, 1, "replaced"),
        ("department", "D001", 2, "delivered"),
        ("members", MEMBER, 2, "delivered"),
        ("personnel", CIVIL, 2, "delivered"),
        ("personnel", PERSONNEL, 2, "delivered"),
    ]
    assert sql.column("SELECT DISTINCT paper_number FROM result_delivery WHERE version = 2") == [CORRECTION["number"]]
    assert violations() == []


def test_the_open_duty_of_corrected_results_is_void(delivered: Acting, sql: Sql) -> None:
    former = duty_of(sql)
    delivered.on("2027-03-11").do("supersede_sheet", **CORRECTION)
    deliver(delivered.on("2027-03-12"))
    assert sql.value("SELECT state FROM obligation WHERE id = :id", id=former) == "void"
    assert duty_of(sql) != former


def test_the_successor_of_a_merged_department_gets_its_results(approved: Acting, sql: Sql) -> None:
    reform = {"department": "D002", "successor": "D001", "effective_on": DELIVERED, "basis": "黔编〔2027〕1号"}
    approved.do("merge_department", **reform)
    number_papers(approved)
    deliver(approved)
    assert [row[0] for row in sql.rows(TOLD)] == ["D001"] * 4
    assert receives(approved, sql, "D001", obligation=duty_of(sql, "D002")).counts == {"received": 1}


@pytest.mark.usefixtures("approved")
def test_a_delivery_by_a_database_row_is_found(sql: Sql, violations: Violations) -> None:
    sql(
        "INSERT INTO result_delivery (jurisdiction_id, year, kind, version, department_id, paper_number, delivered_on,"
        " due, state, receiver, told_person, told_by, uses) SELECT jurisdiction_id, 2026, 'department', 1, id, '',"
        " '2027-03-09', '2027-03-16', 'received', '周涛', '', '', '[]' FROM department WHERE code = 'D001'"
    )
    assert [each for each in violations() if each.startswith("结果反馈 2026|department|D001|1")]


@pytest.mark.usefixtures("delivered")
def test_the_receipt_of_a_delivery_in_the_database_is_found(sql: Sql, violations: Violations) -> None:
    sql("UPDATE result_delivery SET state = 'received', receiver = '周涛' WHERE department_id IS NOT NULL")
    assert len([each for each in violations() if each.startswith("结果反馈")]) == 2
