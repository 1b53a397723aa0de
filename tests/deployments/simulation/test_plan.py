"""A plan draws everything from its seed, and refuses a year that the calendar does not cover."""

from datetime import date

import pytest

from deployments.simulation.plan import Plan, Roster, check_calendar
from models.intake.shipped import shipped_calendar
from models.rules.errors import Refused

PLAN = Plan(2025, departments=3, targets=2)
# The second of these departments leads no target.
ROSTER = Roster("贵州省", sheets=(), leads={"SJT": ("T2", "T1"), "SWT": ()}, summary={"departments": 2})


def test_a_year_runs_from_its_first_day_to_the_end_of_march_after_it() -> None:
    assert (PLAN.days[0], PLAN.days[-1], len(PLAN.days)) == (date(2025, 1, 1), date(2026, 3, 31), 455)
    assert PLAN.closing_day == date(2026, 1, 31)
    assert PLAN.issued_on == date(2024, 12, 31)


def test_departments_and_targets_have_codes_in_order() -> None:
    assert PLAN.codes() == ["D001", "D002", "D003"]
    assert PLAN.targets_of("D002") == ["D002-01", "D002-02"]


def test_with_a_roster_no_department_is_invented_and_the_draws_are_the_same() -> None:
    plan = Plan(2025, departments=3, targets=2, roster=ROSTER)
    assert plan.codes() == ["SJT", "SWT"]
    assert (plan.targets_of("SJT"), plan.targets_of("SWT")) == (["T2", "T1"], [])
    assert (plan.summary, PLAN.summary) == ({"departments": 2}, {"departments": 3, "targets": 2})
    assert plan.chance("late", "SJT") == PLAN.chance("late", "SJT")


def test_a_chance_depends_only_on_the_seed_and_its_keys() -> None:
    assert PLAN.chance("late", "D001") == Plan(2025, 9, 9).chance("late", "D001")
    others = {PLAN.chance("late", "D002"), Plan(2025, seed=8).chance("late", "D001"), PLAN.chance("early", "D001")}
    assert PLAN.chance("late", "D001") not in others


def test_draws_are_spread_evenly() -> None:
    drawn = [PLAN.draw(4, "x", n) for n in range(4000)]
    assert {n: abs(drawn.count(n) - 1000) < 120 for n in drawn} == dict.fromkeys(range(4), True)


@pytest.mark.parametrize("year", [2014, 2025, 2027, 2029])
def test_a_year_is_accepted_if_the_calendar_covers_it_and_its_neighbours(year: int) -> None:
    check_calendar(Plan(year), shipped_calendar())


@pytest.mark.parametrize("year", [1, 2013, 2030, 9999])
def test_another_year_is_refused_with_the_list_of_possible_ones(year: int) -> None:
    with pytest.raises(Refused, match="可推演的年份：2014年至2029年"):
        check_calendar(Plan(year), shipped_calendar())
