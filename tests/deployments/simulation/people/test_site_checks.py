"""The standing inspection of a simulated year: what is seen undone on site is listed by its signed finding."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from deployments.simulation.people.planned_acts import Scene
from deployments.simulation.people.site_checks import TITLE, decide_site_checks, list_seen
from models.database import begin

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql

LISTED = """
SELECT t.code, f.state, i.state FROM negative_entry e JOIN target t ON t.id = e.target_id
    JOIN entry_origin g ON g.entry_id = e.id JOIN finding f ON f.id = g.finding_id
    JOIN inspection i ON i.id = f.inspection_id WHERE i.title = :title
"""
LAST = date(2026, 1, 20)
UNSEEN = "SET session_replication_role = replica; DELETE FROM entry_origin; DELETE FROM finding"


def decided(year: Year, day: date) -> list[str]:
    with begin() as session:
        return [step.act.name for step in decide_site_checks(Scene(year.plan, day, year.calendar, session))]


def test_the_entry_of_march_has_a_signed_finding_of_the_standing_inspection(year: Year, sql: Sql) -> None:
    assert year.plan.seed
    assert sql.rows(LISTED, title=TITLE) == [("D002-04", "signed", "issued")]


def test_on_its_last_day_the_inspection_is_concluded_or_without_a_finding_cancelled(year: Year, sql: Sql) -> None:
    assert decided(year, date(2025, 6, 3)) == []
    assert decided(year, LAST) == ["conclude_inspection"]
    sql(UNSEEN)
    assert decided(year, LAST) == ["cancel_inspection"]


def test_before_its_plan_is_issued_nothing_is_listed(year: Year, sql: Sql) -> None:
    sql("SET session_replication_role = replica; UPDATE inspection SET issued_on = NULL")
    with begin() as session:
        assert list(list_seen(Scene(year.plan, date(2025, 3, 24), year.calendar, session), "D002-01", "x")) == []
