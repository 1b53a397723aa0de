"""退回: what was named is returned, and the first receipt keeps its verdict wherever lateness is shown (6.1, A32)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.duty.register import list_obligations
from models.rules.cycles import MONTHLY_CHECK
from models.rules.verdicts import verdict_in_words

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

STATE = """
SELECT o.state, o.counted_on::text, o.late, x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id
    JOIN department d ON d.id = o.department_id WHERE d.code = 'D001' AND o.kind = :kind
"""
WRONG = {"reason": "数据有误"}


def give_back(acting: Acting, period: str = "2026-03", **more: str) -> str:
    return acting.do("return_report", department="D001", period=period, **WRONG, **more).words


def verdicts(acting: Acting) -> list[str]:
    """Return the state of D001's monthly check as lists show it."""
    with begin() as session:
        items = list_obligations(session, acting.day, department="D001", kind=MONTHLY_CHECK.key)
    return [verdict_in_words(each.row) for each in items]


def file_year_end(acting: Acting, folder: Path) -> None:
    (folder / "验收.pdf").write_text("验收报告")
    lines = [{"target": code, "progress": 100} for code in ("T001", "T002")]
    evidence = [{"target": code, "file": str(folder / "验收.pdf")} for code in ("T001", "T002")]
    acting.do("file_year_end_check", department="D001", period="2026", lines=lines, evidence=evidence)


@pytest.mark.parametrize("kind", ["monthly_check", "月度检查", ""])
def test_a_month_returns_the_monthly_check_by_its_key_its_name_or_by_default(march: Acting, kind: str) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    assert give_back(march, kind=kind) == "已退回“第001厅”2026年3月月度检查填报，应于2026-03-31前重报。"


def test_a_year_returns_the_year_end_check(december: Acting, tmp_path: Path, sql: Sql, violations: Violations) -> None:
    file_year_end(december, tmp_path)
    assert give_back(december.on("2027-01-12"), "2026").endswith("2026年年终检查填报，应于2027-01-15前重报。")
    assert sql.rows(STATE, kind="year_end_check") == [("open", None, None, "2027-01-15")]
    file_year_end(december.on("2027-01-18"), tmp_path)  # what was filed is right, says the office
    assert sql.rows(STATE, kind="year_end_check") == [("discharged", "2027-01-18", True, "2027-01-15")]
    assert sql.column("SELECT detail -> 'late' FROM transition WHERE event = 'discharge' ORDER BY id") == [False, True]
    assert violations() == []


@pytest.mark.parametrize(
    ("period", "kind", "text"),
    [
        ("2026-03", "季度自查", "“季度自查”没有期间“2026-03”，正确写法如2026Q1。"),
        ("2026Q1", "quarterly_meeting", "“quarterly_meeting”没有可退回的填报。可退回：月度检查（monthly_check）、"),
        ("2026H1", "", "期间“2026H1”没有可退回的填报。可退回：月度检查（monthly_check）、"),
        (
            "2026",
            "",
            "“第001厅”没有“2026年年终检查”这一应办事项（尚未开启或不属于该部门）。应开启而没有开启的：mubiao run",
        ),
    ],
)
def test_what_is_not_named_is_not_returned(march: Acting, period: str, kind: str, text: str) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    refused = march.refused("return_report", department="D001", period=period, kind=kind, **WRONG)
    assert refused.startswith(text)


@pytest.mark.parametrize(
    ("first", "again", "words"),
    [
        ("2026-04-01", "2026-04-03", "（首次逾期，重报按时）"),
        ("2026-03-30", "2026-04-10", "（首次按时，重报逾期）"),
        ("2026-04-01", "2026-04-10", "（首次逾期，重报逾期）"),
        ("2026-03-30", "2026-04-03", ""),
    ],
)
def test_lists_show_the_verdict_of_both_receipts(march: Acting, first: str, again: str, words: str) -> None:
    march.on(first).report("D001", "2026-03", "T001", "T002")
    give_back(march.on("2026-04-02"))
    march.on(again).report("D001", "2026-03", "T001", "T002")
    assert verdicts(march.on("2026-05-01")) == [words]


def enter(march: Acting, day: str, received: str) -> None:
    march.on(day).on_behalf("纸质", received=received).report("D001", "2026-03", "T001", "T002")


@pytest.mark.parametrize(
    ("entered", "received", "words"),
    [
        ("2026-04-09", "2026-03-31", "（补录）"),  # the sixth working day
        ("2026-04-08", "2026-03-31", ""),
        ("2026-04-13", "2026-04-01", "（逾期、补录）"),
    ],
)
def test_an_entry_long_after_its_stated_receipt_is_shown_with_the_verdict(
    march: Acting, entered: str, received: str, words: str
) -> None:
    enter(march, entered, received)
    assert verdicts(march.on("2026-05-01")) == [words]


def test_each_of_two_receipts_says_whether_it_was_entered_late(march: Acting) -> None:
    enter(march, "2026-04-09", "2026-03-31")
    give_back(march.on("2026-04-10"))
    assert verdicts(march.on("2026-04-10")) == ["（首次按时、补录）"]
    march.on("2026-04-14").report("D001", "2026-03", "T001", "T002")
    assert verdicts(march.on("2026-05-01")) == ["（首次按时、补录，重报按时）"]


def test_a_late_report_that_is_returned_is_late_before_it_is_given_again(march: Acting) -> None:
    march.on("2026-04-01").report("D001", "2026-03", "T001", "T002")
    assert verdicts(march.on("2026-04-02")) == ["（逾期）"]
    give_back(march.on("2026-04-02"))
    assert verdicts(march.on("2026-04-02")) == ["（首次逾期）"]
