"""The approved results go once to every member, to the personnel bodies and to each department (1-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.models.ledger.results_use.results import (
    CIVIL,
    CORRECTION,
    MEMBER,
    PERSONNEL,
    deliver,
    duty_of,
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


def test_everyone_of_the_three_kinds_gets_the_results(approved: Acting, sql: Sql, violations: Violations) -> None:
    number_papers(approved)
    done = deliver(approved)
    assert done.words == (
        "2026年考评结果已反馈3类：成员单位1个；组织部和公务员管理部门2个；部门2个，2027-03-16前签收。"
    )
    assert done.counts == {"delivered": 5, "opened": 2, "notices": 4}
    assert rows(sql) == ALL
    assert violations() == []


def test_a_second_delivery_changes_nothing(delivered: Acting, sql: Sql) -> None:
    again = deliver(delivered.on("2027-03-10"))
    assert (again.words, again.counts) == ("2026年考评结果此前已反馈，未作改动。", {"delivered": 0})
    assert rows(sql) == ALL


def test_the_kinds_may_be_delivered_one_after_the_other(approved: Acting, sql: Sql) -> None:
    deliver(approved, kind="部门")
    assert [row[:2] for row in rows(sql)] == [("department", "D001"), ("department", "D002")]
    number_papers(approved)
    assert deliver(approved).counts["delivered"] == 3


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
