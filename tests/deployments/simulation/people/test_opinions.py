"""Opinions of the public are recorded, remedied, dismissed or left, and published per quarter (6.2.7)."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.statement_checks import run_checks
from deployments.simulation.people.opinions import (
    DISMISSED,
    HEARD,
    LATE,
    OPINION_CHECKS,
    SILENT,
    _heard_of,
    decide_opinions,
)
from deployments.simulation.people.planned_acts import PlannedAct, Scene, carry_out
from models.database import begin
from models.ledger.acts import ACTS
from models.rules.workdays import SHANGHAI, days_between
from tasks.clock import business_day, set_virtual_instant

if TYPE_CHECKING:
    from deployments.simulation.plan import Plan
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Plant, Steadily

FIRST, HEARD_ON, LAST = date(2025, 3, 1), date(2025, 3, 24), date(2025, 4, 30)
NEXT = "SELECT year || '-' || max(number) + 1 FROM opinion GROUP BY year"
LAST_KEY = "SELECT year || '-' || max(number) FROM opinion GROUP BY year"
OUTCOME = """
SELECT state, coalesce(fed_back_on::text, ''), published_on >= fed_back_on FROM opinion ORDER BY number DESC LIMIT 1
"""
PUBLISHED = "SELECT state, late FROM obligation WHERE kind = 'public_opinion'"
ENDS = {
    "dismissed": ((0.0, DISMISSED), ("dismissed", "", None)),
    "fed back late": ((DISMISSED, LATE), ("published", "2025-04-14", True)),
    "never fed back": ((LATE, SILENT), ("remedying", "", None)),
    "fed back in time": ((SILENT, 1.0), ("published", "2025-04-09", True)),
}


def heard_once(plan: Plan, key: str, answer: tuple[float, float]) -> Plan:
    """Returns the plan with the first seed for which an opinion is recorded on that day only, with that outcome."""
    days = [day for day in days_between(FIRST, LAST) if day != HEARD_ON]
    plans = (replace(plan, seed=seed) for seed in range(100_000))
    return next(
        p
        for p in plans
        if p.chance("heard", HEARD_ON) < HEARD
        and answer[0] <= p.chance("opinion", key) < answer[1]
        and not any(p.chance("heard", day) < HEARD for day in days)
    )


def decided(year: Year, day: date) -> list[PlannedAct]:
    with begin() as session:
        return list(decide_opinions(Scene(year.plan, day, year.calendar, session)))


def live(year: Year, steadily: Steadily) -> None:
    for day in days_between(HEARD_ON, LAST):
        if not year.calendar.is_workday(day):
            continue
        set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
        if day == date(2025, 4, 1):
            carry_out(
                PlannedAct(ACTS["open_cycle"], {"cycle": "public_opinion", "period": "2025Q1"}, "open"), business_day()
            )
        steadily(partial(decided, year, day))


@pytest.mark.parametrize(("answer", "ends"), ENDS.values(), ids=list(ENDS))
def test_an_opinion_reaches_each_possible_end(
    year: Year, steadily: Steadily, sql: Sql, answer: tuple[float, float], ends: tuple[str, str, bool | None]
) -> None:
    other = copy.copy(year)
    other.plan = heard_once(year.plan, sql.value(NEXT), answer)
    live(other, steadily)
    assert sql.rows(OUTCOME) == [ends]
    assert sql.rows(PUBLISHED) == [("discharged", False)]
    with begin() as session:
        assert list(run_checks(session, OPINION_CHECKS)) == []


@pytest.mark.parametrize(
    "planted",
    [
        "UPDATE opinion SET state = 'published', published_on = '2025-03-24'",
        "UPDATE obligation SET state = 'void' WHERE kind = 'opinion_publication'",
    ],
)
def test_an_opinion_that_does_not_match_its_records_is_reported(
    year: Year, plant: Plant, sql: Sql, planted: str
) -> None:
    set_virtual_instant(datetime.combine(HEARD_ON, time(10, 30), SHANGHAI))
    assert year.plan.year == HEARD_ON.year
    data = {"department": "D002", "content": "没有班车", "channel": "问卷", "limit": date(2025, 4, 3)}
    carry_out(PlannedAct(ACTS["record_opinion"], data, "heard"), business_day())
    plant(planted)
    with begin() as session:
        named = list(run_checks(session, OPINION_CHECKS))
    assert f"公众意见{sql.value(LAST_KEY)}：" in "".join(named)


def test_in_the_first_quarter_the_public_is_heard_of_departments_with_a_list(drafted: Year) -> None:
    assert drafted.plan.drafting() == ["D002"]
    with begin() as session:
        days = {True: date(2025, 3, 31), False: date(2025, 4, 1)}
        heard = {first: _heard_of(Scene(drafted.plan, day, drafted.calendar, session)) for first, day in days.items()}
    assert heard == {True: ["D001", "D003", "D004"], False: ["D001", "D002", "D003", "D004"]}
