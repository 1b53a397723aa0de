"""目标到期 is opened again when a newer report takes the declaration back (A47)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.models.ledger.target.dates import OWED, VERDICT, attach, made, report

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

TOLD = """
SELECT occasion, payload ->> 'why' FROM notice WHERE kind = 'opened_target_due' ORDER BY id
"""


@pytest.fixture
def declared(due: Acting, tmp_path: Path) -> Acting:
    """T009 is due on 30 June, and was declared complete with evidence on the 18th; today too."""
    day = due.on("2026-06-18")
    attach(day, "2026-06", made(tmp_path))
    report(day, "2026-06")
    return day


def test_a_newer_version_that_takes_it_back_opens_the_duty_again_on_its_old_day(
    declared: Acting, sql: Sql, violations: Violations
) -> None:
    summary = report(declared.on("2026-06-22"), "2026-06", name="amend_report", done="T001")
    assert summary.words.endswith("T009此前已申报完成，现改为未完成，目标到期重新开启。")
    assert [(row[2], row[3], row[5]) for row in sql.rows(OWED)] == [("open", "2026-06-30", 2)]
    assert sql.rows(TOLD) == [("", None), ("2", "新的填报不再申报已完成")]
    assert violations() == []


def test_it_is_discharged_again_by_the_day_on_which_the_declaration_came_back(declared: Acting, sql: Sql) -> None:
    report(declared.on("2026-06-22"), "2026-06", name="amend_report", done="T001")
    report(declared.on("2026-07-01"), "2026-06", name="amend_report")
    assert sql.rows(VERDICT) == [("discharged", "2026-07-01", True)]


def test_the_report_of_a_later_month_takes_it_back_too_and_it_is_missed_at_once(declared: Acting, sql: Sql) -> None:
    july = declared.on("2026-07-01")
    july.open("monthly_check", "2026-07")
    report(july, "2026-07", done="T001")
    assert sql.rows(VERDICT) == [("open", None, None)]
    assert july.on("2026-07-02").system.do("propose_missed_dates").counts == {"proposed": 1}


def test_an_earlier_month_that_comes_later_takes_nothing_back(due: Acting, sql: Sql, tmp_path: Path) -> None:
    july = due.on("2026-07-01")
    july.open("monthly_check", "2026-07")
    attach(july, "2026-07", made(tmp_path))
    report(july, "2026-07")
    june = report(july.on("2026-07-02"), "2026-06", done="")
    assert sql.rows(VERDICT) == [("discharged", "2026-07-01", True)]
    assert "重新开启" not in june.words


def test_the_year_end_check_takes_it_back(declared: Acting, sql: Sql) -> None:
    december = declared.on("2026-12-01")
    december.open("year_end_check", "2026")
    lines = [{"target": "T009", "progress": 80}]
    summary = december.do("file_year_end_check", department="D001", period="2026", lines=lines)
    assert "目标到期重新开启" in summary.words
    assert sql.rows(VERDICT) == [("open", None, None)]


def test_the_newest_report_is_that_of_the_last_month_when_a_date_comes(dated: Acting, sql: Sql, tmp_path: Path) -> None:
    """A month that was entered later says nothing of what a later month declared."""
    may = dated.on("2026-05-04")
    may.open("monthly_check", "2026-05")
    may.open("monthly_check", "2026-04")
    attach(may, "2026-05", made(tmp_path))
    report(may, "2026-05")
    report(may.on("2026-05-06"), "2026-04", done="")
    dated.on("2026-06-16").system.do("open_target_dates")
    assert sql.rows(OWED) == []
