"""A round on site: one plan and one team for proposals, contested entries and what is seen undone (4.3, 6.2.4, 7.2)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.appeals import ROSTER, decide_appeals
from deployments.simulation.people.inspection_rounds import POOL
from deployments.simulation.people.negative_list import decide_remediation
from deployments.simulation.people.planned_acts import PlannedAct, Scene, carry_out
from deployments.simulation.people.reviews import TEAM
from deployments.simulation.people.site_rounds import AHEAD, DISMISSED, PLAN, TITLE, decide_site_rounds, seen_undone
from models.database import begin
from models.ledger.acts import ACTS
from models.rules.workdays import SHANGHAI
from tasks.clock import business_day, set_virtual_instant
from tests.conftest import Acting
from tests.deployments.simulation.conftest import seeded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Plant

CONTESTED, PROPOSED, SEEN, MORE = "D002-01", "D001-01", "D003-01", "D004-01"
ROUND = date(2025, 5, 6)  # the 82nd working day of the year
STATES = "SELECT t.code, e.state FROM negative_entry e JOIN target t ON t.id = e.target_id ORDER BY t.code"
MEMBERS = """
SELECT p.name FROM team_member m JOIN inspector p ON p.id = m.inspector_id JOIN inspection i ON i.id = m.inspection_id
WHERE i.title = :title ORDER BY m.leader DESC, p.name
"""
PROPOSAL = {"way": "在线", "finding": "材料显示未完成", "found_on": date(2025, 4, 22)}
FIRST = """
INSERT INTO team_member (inspection_id, team, inspector_id, leader, joined_on, left_why, seat)
SELECT f.inspection_id, f.team, p.id, false, '2025-04-21', '', '' FROM finding f
    JOIN target t ON t.id = f.target_id AND t.code = 'D002-01', inspector p WHERE p.name = ANY('{{{names}}}')
"""


def do(day: date, act: str, **data: object) -> None:
    set_virtual_instant(datetime.combine(day, time(9), SHANGHAI))
    carry_out(PlannedAct(ACTS[act], data, f"{act}|{day}|{data.get('target', '')}"), business_day())


def live(year: Year, day: date, seen: Mapping[str, date], *, remedies: bool = False) -> list[str]:
    """Perform what is decided about the round on a day, twice; returns the acts."""
    set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
    done = []
    for _ in range(2):
        with begin() as session:
            scene = Scene(year.plan, day, year.calendar, session)
            folder = year.world.materials
            steps = [*decide_site_rounds(scene, seen, folder), *decide_appeals(scene, folder)]
            steps += decide_remediation(scene) if remedies else ()
        for step in steps:
            carry_out(step, business_day())
        done.append([step.act.name for step in steps])
    assert set(done[1]) <= set(done[0])
    return done[0]


def days_of(year: Year, first: date = ROUND) -> list[date]:
    return [first, *(year.calendar.nth_after(first, n) for n in range(1, 5))]


@pytest.fixture
def waiting(year: Year) -> Year:
    """One entry is contested and its appeal accepted, one target is proposed; both wait for the round of April."""
    listed = date(2025, 4, 21)
    Acting().on(str(listed)).lists(CONTESTED, "未达要求")
    do(listed, "set_limit", target=CONTESTED, year=2025, limit=date(2025, 6, 30))
    do(date(2025, 4, 24), "lodge_appeal", target=CONTESTED, year=2025, ground="部分未计入")
    do(date(2025, 4, 29), "accept_appeal", target=CONTESTED, year=2025)
    do(date(2025, 4, 29), "propose_entry", target=PROPOSED, year=2025, **PROPOSAL)
    return seeded(
        year,
        lambda p: (
            p.chance("lists ahead", f"{TITLE}{ROUND}") >= AHEAD
            and p.chance("confirmed", f"2025/{PROPOSED}/1") >= DISMISSED
            and p.chance("ruled", CONTESTED, 1) >= 0.5  # upheld
        ),
    )


def test_one_inspection_looks_at_all_that_waits(waiting: Year, sql: Sql) -> None:
    seen = {SEEN: date(2025, 4, 28), MORE: date(2025, 5, 20)}
    assert [live(waiting, day, seen) for day in days_of(waiting)] == [
        ["import_inspections"],
        ["record_finding"] * 3,
        ["sign_off"],
        ["conclude_inspection", "import_appeals"],
        [],
    ]
    states = {CONTESTED: "remedying", PROPOSED: "remedying", SEEN: "remedying", "D002-04": "remedying"}
    assert dict(sql.rows(STATES)) == states  # what is undone only in May waits
    assert sql.rows("SELECT state, ruling FROM appeal") == [("ruled", "upheld")]
    late = "SELECT DISTINCT late FROM obligation WHERE kind IN ('onsite_confirmation', 'appeal_ruling')"
    assert sql.column(late) == [False]


def test_nothing_that_waits_is_no_round(year: Year) -> None:
    assert [live(year, day, {SEEN: date(2025, 5, 20)}) for day in days_of(year)] == [[]] * 5


def test_on_other_days_what_was_seen_waits(year: Year) -> None:
    assert live(year, date(2025, 4, 29), {SEEN: date(2025, 4, 1)}) == []
    assert live(year, ROUND, {SEEN: date(2025, 4, 1)}) == ["import_inspections"]


def test_a_confirmation_that_would_be_late_takes_a_round_of_its_own(year: Year, plant: Plant) -> None:
    do(date(2025, 4, 2), "propose_entry", target=PROPOSED, year=2025, **PROPOSAL | {"found_on": date(2025, 4, 1)})
    plant(
        """UPDATE deadline SET due = '2025-04-16' WHERE id IN
        (SELECT deadline_id FROM obligation WHERE kind = 'onsite_confirmation')"""
    )
    assert live(year, date(2025, 4, 10), {}) == []
    assert live(year, date(2025, 4, 11), {}) == ["import_inspections"]


def test_what_is_listed_ahead_of_the_signature_gets_its_limit_on_the_next_day(waiting: Year, sql: Sql) -> None:
    ahead = seeded(waiting, lambda p: p.chance("lists ahead", f"{TITLE}{ROUND}") < AHEAD)
    done = [live(ahead, day, {SEEN: date(2025, 4, 28)}, remedies=True) for day in days_of(ahead)]
    assert done[2][:2] == ["list_finding", "sign_off"]
    assert done[3][:3] == ["conclude_inspection", "import_appeals", "set_limit"]
    assert sql.rows("SELECT state, late FROM obligation WHERE kind = 'limit_owed' AND subject LIKE '%D003-01/1'") == [
        ("discharged", False)
    ]


def test_if_all_is_settled_elsewhere_the_round_is_cancelled(year: Year, sql: Sql) -> None:
    first, second, third, *_ = days_of(year)
    seen = {SEEN: date(2025, 4, 28)}
    assert live(year, first, seen) == ["import_inspections"]
    Acting().on(str(second)).lists(SEEN, "未达要求")
    assert live(year, second, seen) == ["cancel_inspection"]
    assert live(year, third, seen) == []
    assert sql.value("SELECT state FROM inspection WHERE title = :title", title=f"{TITLE}{ROUND}") == "cancelled"


def test_people_take_turns_and_those_who_found_the_entry_are_passed_over(waiting: Year, sql: Sql, plant: Plant) -> None:
    assert sql.column(MEMBERS, title=f"{TITLE}2025-03-06") == list(TEAM)
    plant(FIRST.format(names=ROSTER[1]))
    for day in days_of(waiting)[:2]:
        live(waiting, day, {})
    assert sql.column(MEMBERS, title=f"{TITLE}{ROUND}") == [ROSTER[0], ROSTER[2]]


def test_an_entry_for_which_too_few_others_are_left_waits(waiting: Year, sql: Sql, plant: Plant) -> None:
    plant(FIRST.format(names=",".join((*TEAM, *ROSTER, *POOL[1:]))))
    assert live(waiting, ROUND, {}) == ["import_inspections"]
    assert sql.column("SELECT inspection_id FROM appeal") == [None]


def test_who_has_a_tie_to_a_department_is_in_no_team(waiting: Year, sql: Sql) -> None:
    do(date(2025, 4, 25), "declare_tie", inspector=ROSTER[0], department="D003", reason="配偶在该部门任职。")
    for day in days_of(waiting)[:2]:
        live(waiting, day, {})
    assert sql.column(MEMBERS, title=f"{TITLE}{ROUND}") == [ROSTER[1], ROSTER[2]]


def test_the_plan_names_what_the_round_is_for(waiting: Year, sql: Sql) -> None:
    live(waiting, ROUND, {})
    assert sql.value("SELECT purpose FROM inspection WHERE title = :title", title=f"{TITLE}{ROUND}") == PLAN["purpose"]


def test_nothing_is_seen_of_a_target_before_the_day_after_its_issue(year: Year, sql: Sql) -> None:
    sql(
        """SET LOCAL session_replication_role = replica;
        UPDATE target SET issued_on = '2025-03-19' WHERE code = 'D001-02'"""
    )

    def seen(day: date) -> list[str]:
        with begin() as session:
            planned = {"D001-02": date(2025, 3, 1), "D009-01": date(2025, 3, 1)}
            return seen_undone(Scene(year.plan, day, year.calendar, session), planned)

    assert (seen(date(2025, 3, 19)), seen(date(2025, 3, 20))) == ([], ["D001-02"])
