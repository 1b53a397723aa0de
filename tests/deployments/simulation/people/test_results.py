"""Approved results are delivered, received or told by phone, and used; a corrected one is delivered again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from deployments.simulation.people.planned_acts import Scene
from deployments.simulation.people.results import BODIES, SILENT, USES, decide_results, recipients_of_results
from models.database import begin

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql

DELIVERIES = """
SELECT coalesce(d.code, b.name), r.version, r.state, r.paper_number <> '' FROM result_delivery r
    LEFT JOIN department d ON d.id = r.department_id LEFT JOIN body b ON b.id = r.body_id ORDER BY 1, 2
"""
RECEIVED_LATER = "SELECT bool_and(received_on > delivered_on) FROM result_delivery WHERE received_on IS NOT NULL"


def names(year: Year, day: date) -> list[str]:
    with begin() as session:
        steps = decide_results(Scene(year.plan, day, year.calendar, session), year.world.materials)
        return [step.act.name for step in steps]


def test_the_bodies_of_9_1_and_9_2_are_registered_on_the_evening_before() -> None:
    acts = list(recipients_of_results())
    assert [act.data["name"] for act in acts] == [name for _, name, _ in BODIES]
    assert [act.data["member"] for act in acts] == [True, False, False]
    assert len({act.request for act in acts}) == 3


def test_nothing_is_delivered_before_the_approval(rated: Year) -> None:
    assert names(rated, date(2026, 1, 30)) == []
    assert names(rated, date(2026, 2, 14)) == []


def test_every_body_gets_both_versions_and_a_department_those_of_its_own_sheet(appraised: Year, sql: Sql) -> None:
    found = sql.rows(DELIVERIES)
    bodies = [row for row in found if not row[0].startswith("D")]
    assert [(version, state) for _, version, state, _ in bodies] == [(1, "replaced"), (2, "received")] * 3
    assert all(numbered for *_, numbered in bodies)
    last = {code: (version, state) for code, version, state, _ in found if code.startswith("D")}
    assert sorted(last) == appraised.plan.codes()
    assert sorted(version for version, _ in last.values()) == [1, 1, 1, 2]


def test_departments_receive_use_or_are_told_by_phone_as_the_seed_has_it(appraised: Year, sql: Sql) -> None:
    states = {code: state for code, _, state, _ in sql.rows(DELIVERIES) if code.startswith("D")}
    drawn = {code: appraised.plan.chance("receives", code) for code in states}
    assert states == {
        code: "told" if chance < SILENT else "used" if chance < USES else "received" for code, chance in drawn.items()
    }
    assert sql.value(RECEIVED_LATER)


def test_when_all_have_the_results_nothing_is_left_to_do(appraised: Year) -> None:
    assert names(appraised, date(2026, 3, 31)) == []
