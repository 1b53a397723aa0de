"""Targets neither declared complete at the year-end check nor listed, by department, after the year (A37, A54)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.score.gate import gate_facts
from models.rules.score.gate import GateKind, gate

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql

AFTER = date(2027, 1, 20)
REFORM: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}


def found(sql: Sql, day: date = AFTER, until: date | None = None) -> dict[str, str]:
    """Return the targets in the words of each department by its code."""
    codes = dict(sql.rows("SELECT id, code FROM department"))
    with begin() as session:
        waiting = gate_facts(session, 2, date(2026, 12, 31), until, day)
    return {
        codes[number]: line.words.partition("：")[2].removesuffix("（file_year_end_check）")
        for number, facts in waiting.items()
        for line in gate(facts)
        if line.kind is GateKind.TARGETS
    }


def test_before_the_year_is_over_nothing_is_said(march: Acting, sql: Sql) -> None:
    assert march.day.year == 2026
    assert found(sql, date(2026, 12, 31)) == {}
    assert found(sql, date(2027, 1, 1)) == {"D001": "T001、T002", "D002": "T003"}


def test_once_the_ledger_is_written_in_the_next_year_no_earlier_day_takes_the_lines_away(
    march: Acting, sql: Sql
) -> None:
    march.on("2027-01-04").do("register_inspector", name="王文")
    assert found(sql, date(2026, 12, 31)) == {"D001": "T001、T002", "D002": "T003"}


def test_of_many_the_first_three_are_named(march: Acting, targets: Make, sql: Sql) -> None:
    assert march.day.year == 2026
    targets("D001", 5)
    assert found(sql)["D001"] == "T001、T002、T004等"


@pytest.mark.parametrize(("progress", "named"), [(100, "T002"), (90, "T001、T002")])
def test_what_the_filing_declares_complete_is_done(december: Acting, sql: Sql, progress: int, named: str) -> None:
    december.office("D001").report("D001", "2026", "T001", name="file_year_end_check", progress=progress)
    assert found(sql) == {"D001": named, "D002": "T003"}


def test_what_says_100_percent_and_not_started_is_not_declared_complete(december: Acting, sql: Sql) -> None:
    lines = [{"target": "T003", "progress": 100, "status": "未开展", "remark": "无此任务"}]
    december.office("D002").do("file_year_end_check", department="D002", period="2026", lines=lines)
    assert found(sql)["D002"] == "T003"


def test_the_newest_filing_counts(december: Acting, sql: Sql) -> None:
    for progress in (100, 90):
        december.report("D002", "2026", "T003", name="file_year_end_check", progress=progress, reason="更正")
    assert found(sql)["D002"] == "T003"


def test_what_is_listed_is_done_and_what_was_dismissed_or_withdrawn_is_not(march: Acting, sql: Sql) -> None:
    march.on("2026-03-10").lists("T001")
    assert found(sql)["D001"] == "T002"
    for state in ("proposed", "dismissed", "withdrawn", "corrected"):
        sql("UPDATE negative_entry SET state = :state", state=state)
        assert found(sql)["D001"] == "T001、T002"


def test_a53_what_was_listed_after_the_cut_off_is_still_open(march: Acting, sql: Sql) -> None:
    march.on("2027-03-01").lists("T003", year=2026)
    assert "D002" not in found(sql)
    assert found(sql, date(2027, 3, 1), date(2027, 2, 28))["D002"] == "T003"


def test_a_withdrawn_target_is_not_of_the_year(march: Acting, sql: Sql) -> None:
    assert march.day.year == 2026
    sql("UPDATE target SET withdrawn_on = '2026-06-01' WHERE code = 'T003'")
    assert "D002" not in found(sql)


@pytest.mark.parametrize(
    ("day", "named"),
    [("2026-12-28", {"D002": "T001、T002、T003"}), ("2027-01-08", {"D001": "T001、T002", "D002": "T003"})],
)
def test_a54_the_successor_of_the_year_has_them(december: Acting, sql: Sql, day: str, named: dict[str, str]) -> None:
    december.on(day).do("merge_department", effective_on=day, **REFORM)
    assert found(sql) == named


def test_who_was_asked_has_a_target_that_changed_hands_after_the_year(december: Acting, sql: Sql) -> None:
    december.on("2027-01-08").do("transfer_targets", targets="T001", effective_on="2027-01-08", year=2026, **REFORM)
    assert found(sql) == {"D001": "T001、T002", "D002": "T003"}
