"""The negative list: about one target in twenty is found undone, remedied, fed back and rechecked, some twice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from deployments.simulation.people.negative_list import planned_findings
from deployments.simulation.plan import Plan
from models.rules.workdays import days_between

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Merge

ACTS = ("record_finding", "list_finding", "set_limit", "declare_completion", "file_feedback", "recheck")


def test_about_one_target_in_twenty_is_found_undone_between_the_end_of_february_and_october() -> None:
    found = planned_findings(Plan(2025))
    assert 110 < len(found) < 190
    assert date(2025, 2, 24) <= min(found.values()) <= max(found.values()) < date(2025, 10, 18)


def test_a_finding_is_listed_with_its_limit_by_the_signature_of_the_next_round(year: Year, sql: Sql) -> None:
    assert planned_findings(year.plan)["D002-04"] == date(2025, 3, 5)
    assert sql.rows("SELECT listed_on, state FROM negative_entry") == [(date(2025, 3, 10), "remedying")]
    assert sql.rows('SELECT round, state, "limit" FROM remediation') == [(1, "remedying", date(2025, 4, 23))]


def test_the_successor_of_a_merged_department_remedies_its_entry(year: Year, merge: Merge, sql: Sql) -> None:
    merge("D002", "D001")
    for day in days_between(date(2025, 4, 1), date(2025, 4, 30)):
        for piece in year.begin_day(day):
            if piece.name == "acts":
                year.run_piece(piece, day)
    done = "SELECT actor FROM block WHERE act IN ('declare_completion', 'file_feedback') ORDER BY height"
    assert sql.column(done) == ["第1厅目标办", "第1厅目标办"]


def test_an_entry_is_remedied_fed_back_and_rechecked_in_the_order_of_the_clause(year: Year, sql: Sql) -> None:
    for day in days_between(date(2025, 3, 21), date(2025, 5, 30)):
        year.live_day(day)
    acts = sql.column("SELECT act FROM block WHERE request_id LIKE '%|D002-04%' ORDER BY height")
    assert acts == list(ACTS)
    assert sql.value("SELECT state FROM negative_entry ORDER BY id LIMIT 1") == "made_good"
    assert year.watch.violations == []
