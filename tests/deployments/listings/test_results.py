"""`mubiao results`: who was delivered the results of a year, who received them, and what they were used for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.models.ledger.agency_sheet.sheets import counts, fill, rows_in, take
from tests.models.ledger.results_use.results import (
    PERSONNEL,
    RECEIPT,
    YEAR,
    approved_year,
    deliver,
    number_papers,
    receives,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao


def test_deliveries_receipts_and_uses_are_listed(line: Mubiao, march: Acting, sql: Sql) -> None:
    approved = approved_year(march, sql)
    number_papers(approved)
    deliver(approved)
    receives(approved, sql)
    office = approved.on("2027-03-10").office("D001")
    office.do("state_use", **YEAR, department="D001", use="评优评先", text="评选先进处室")
    approved.do("record_receipt", **RECEIPT)
    rows = line.json("results", "--year", "2026", "--on", "2027-03-10")
    assert [(row["kind"], row["recipient"], row["state"]) for row in rows] == [
        ("members", "省财政厅绩效处", "delivered"),
        ("personnel", "省公务员局", "delivered"),
        ("personnel", "省委组织部", "received"),
        ("department", "第001厅", "used"),
        ("department", "第002厅", "delivered"),
    ]
    assert [row["basis"] for row in rows] == ["黔党办发〔2017〕9号", "", "", "", ""]
    assert rows[2]["evidence"]
    assert (rows[2]["receiver"], rows[2]["received_on"]) == ("王强", "2027-03-09")
    assert rows[3]["uses"][0]["text"] == "评选先进处室"
    assert line.json("results", "--on", "2027-03-10") == rows  # the year being appraised
    text = line.done("results", "--year", "2026", "--on", "2027-03-10")
    assert all(words in text for words in ("待签收", "评优评先"))
    assert all(part in text for part in ("效处（黔党", "办发〔2017"))  # on what a member was given them
    assert "…" not in text  # the number of a paper is whole


def test_the_sheet_of_a_body_is_written_signed_and_taken_in(
    line: Mubiao, march: Acting, sql: Sql, tmp_path: Path
) -> None:
    approved = approved_year(march, sql)
    number_papers(approved)
    deliver(approved)
    place, day = tmp_path / "签收.xlsx", ("--on", "2027-03-10")
    said = line.done("export", "result-receipts", str(place), "--body", PERSONNEL, *day)
    assert said.startswith("已写入结果签收1行")
    assert [row["参与单位"] for row in rows_in(place)] == [PERSONNEL]
    fill(place, {2: {"签收日期": "2027-03-10", "签收人": "王强", "签收单": place.name}})
    assert counts(take(approved.on("2027-03-10"), "result-receipts", place)) == (1, 0, 0)
    again = line("export", "result-receipts", str(tmp_path / "二.xlsx"), "--body", PERSONNEL, *day)
    assert f"“{PERSONNEL}”没有要填的结果签收" in again.err
    assert line.done("export", "result-uses", str(place), "--force", *day).startswith("已写入结果运用1行")


def test_who_was_told_is_shown_with_the_person(line: Mubiao, march: Acting, sql: Sql) -> None:
    approved = approved_year(march, sql)
    deliver(approved, kind="部门")
    told = {"person": "周涛", "told_on": "2027-03-17", "told_by": "赵敏"}
    approved.on("2027-03-17").do("tell_result", **YEAR, department="D001", **told)
    rows = line.json("results", "--year", "2026", "--on", "2027-03-17")
    assert [(row["state"], row["told_person"]) for row in rows[:2]] == [("told", "周涛"), ("delivered", "")]
    assert line.done("results", "--year", "2026", "--on", "2027-03-17").count("未反馈") == 3


def test_without_results_it_says_how_they_are_delivered(line: Mubiao, march: Acting) -> None:
    march.do("register_body", kind="组织部", name="省委组织部")
    assert line.done("results", "--year", "2026") == (
        "2026年没有已审定的考评结果，也没有反馈。反馈：mubiao act deliver_results --year 2026。\n"
    )


def test_before_any_delivery_the_recipients_stand_there_and_the_facts_of_the_year(
    line: Mubiao, march: Acting, sql: Sql
) -> None:
    approved_year(march, sql)
    told = line.done("results", "--year", "2026", "--on", "2027-03-10")
    assert "未反馈" in told
    assert "事实（截至2027年3月" in told
