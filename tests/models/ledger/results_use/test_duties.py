"""Each department owes a receipt and is told its own results, and what it left over (1-9.3)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.models.ledger.results_use.results import (
    DELIVERED,
    deliver,
    duty_of,
    number_papers,
    receives,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

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
