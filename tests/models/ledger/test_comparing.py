"""Filed against owed, for all departments at once (3.3); what each office hears is told in test_closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting, Statements


def test_3_3_nothing_missing_is_said_so(acting: Acting) -> None:
    assert acting.on("2027-01-11").do("compare_filings").words == "年终材料无缺项。"


def test_comparing_takes_as_many_statements_for_2000_departments_as_for_10(statements: Statements) -> None:
    works = {
        "check": lambda acting, _sql: acting.on("2026-12-01").open("year_end_check", "2026"),
        "reverification": lambda acting, _sql: acting.on("2027-01-11").open("year_end_reverification", "2026"),
        "compare": lambda acting, _sql: acting.on("2027-01-11").do("compare_filings"),
    }
    assert statements(10, works) == statements(2000, works)
