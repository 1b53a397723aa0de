"""Every delivery of a year is listed with its receipt, uses and files, then the recipients without one (1-9)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.results_use.register import list_deliveries
from tests.models.ledger.results_use.results import CORRECTION, PERSONNEL, RECEIPT, deliver, number_papers, receives

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def listed(day: str, year: int = 2026) -> list[dict[str, Any]]:
    with begin() as session:
        return list_deliveries(session, date.fromisoformat(day), year)


def states(day: str) -> list[tuple[str, str | None]]:
    return [(row["recipient"], row["state"]) for row in listed(day)]


def test_before_the_approval_nothing_is_listed(approved: Acting) -> None:
    assert listed("2027-03-07") == []
    assert listed(str(approved.day), 2025) == []


def test_recipients_without_a_delivery_are_listed_without_a_state(approved: Acting) -> None:
    assert [state for _, state in states(str(approved.day))] == [None] * 5


def test_a_member_stands_with_the_paper_that_makes_it_one(approved: Acting) -> None:
    """Before and after the delivery everyone sees on what a member was given the results of all departments."""
    papers = ["黔党办发〔2017〕9号", "", "", "", ""]
    assert [row["basis"] for row in listed(str(approved.day))] == papers
    number_papers(approved)
    deliver(approved)
    assert [row["basis"] for row in listed(str(approved.day))] == papers


def test_a_receipt_and_its_file_are_listed(delivered: Acting) -> None:
    delivered.do("record_receipt", **RECEIPT)
    [row] = [each for each in listed("2027-03-10") if each["recipient"] == PERSONNEL]
    assert (row["state"], row["receiver"], str(row["received_on"])) == ("received", "王强", "2027-03-09")
    assert len(row["evidence"]) == 1


def test_what_was_replaced_stays_in_the_list(delivered: Acting, sql: Sql) -> None:
    receives(delivered, sql)
    later = delivered.on("2027-03-11")
    later.do("supersede_sheet", **CORRECTION)
    assert states("2027-03-11")[-4:] == [
        ("省财政厅绩效处", None),
        ("省公务员局", None),
        ("省委组织部", None),
        ("第001厅", None),
    ]
    deliver(later)
    own = [row for row in listed("2027-03-11") if row["department_code"] == "D001"]
    assert [(row["version"], row["state"], row["receiver"]) for row in own] == [
        (1, "replaced", "周涛"),
        (2, "delivered", ""),
    ]


def test_a_marked_target_is_not_named_in_a_stated_use(delivered: Acting, sql: Sql) -> None:
    name = sql.value("SELECT name FROM target WHERE code = 'T001'")
    receives(delivered, sql)
    use: dict[str, Any] = {"year": 2026, "department": "D001", "use": "优化管理", "text": f"调整{name}的安排"}
    delivered.office("D001").do("state_use", **use)
    delivered.do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉及未公开规划")
    [row] = [each for each in listed("2027-03-10") if each["uses"]]
    assert name not in row["uses"][0]["text"]
