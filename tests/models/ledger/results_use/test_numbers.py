"""The papers with which results are delivered have their numbers (1-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.models.ledger.results_use.results import (
    CORRECTION,
    DELIVERED,
    YEAR,
    deliver,
    kept,
    number_papers,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


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


def test_the_number_that_results_were_delivered_with_is_not_made_void(delivered: Acting, sql: Sql) -> None:
    assert "收文单位已有这个文号，不能作废" in kept(
        delivered, sql, "void_number", number="黔目标办发〔2027〕4号", reason="错号"
    )


@pytest.mark.parametrize("numbered", [False, True])
def test_a_correction_before_the_first_delivery_needs_numbers_too(
    approved: Acting, sql: Sql, *, numbered: bool
) -> None:
    if numbered:
        number_papers(approved)
    later = approved.on("2027-03-11")
    later.do("supersede_sheet", **CORRECTION)
    assert "2份：考评结果送成员单位；考评结果送组织部门" in kept(later, sql, "deliver_results", **YEAR)
