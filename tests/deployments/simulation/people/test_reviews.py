"""The agency assigns the lines of a quarter and concludes them together, the same for every run of a seed."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people import reviews
from deployments.simulation.people.inspection_rounds import inspectors
from deployments.simulation.people.planned_acts import PlannedAct, Scene, carry_out
from deployments.simulation.people.reviews import REVIEWERS, SECONDS, decide_reviews
from models.database import begin
from models.ledger.acts import ACTS
from models.rules.workdays import SHANGHAI
from tasks.clock import business_day, set_virtual_instant

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Plant

FIRST = date(2025, 4, 17)


@pytest.fixture
def opened(year: Year) -> Year:
    """No self-check of the first quarter was filed, and its review opened on 16 April."""
    for day, cycle in ((date(2025, 4, 1), "self_check"), (date(2025, 4, 16), "online_review")):
        live(year, day, PlannedAct(ACTS["open_cycle"], {"cycle": cycle, "period": "2025Q1"}, f"open|{cycle}"))
    live(year, FIRST, *inspectors((*REVIEWERS, *SECONDS)))
    return year


def decided(year: Year, day: date) -> list[PlannedAct]:
    """The acts that the agency decides on a day."""
    set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
    with begin() as session:
        return list(decide_reviews(Scene(year.plan, day, year.calendar, session)))


def live(year: Year, day: date, *planned: PlannedAct) -> list[str]:
    """Perform planned acts, or those that the agency decides on that day; returns the acts."""
    set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
    steps = planned or decided(year, day)
    for step in steps:
        carry_out(step, business_day())
    return [step.act.name for step in steps]


def test_lines_are_assigned_first_and_reviewed_within_two_weeks(opened: Year, sql: Sql) -> None:
    assert live(opened, FIRST) == live(opened, FIRST) == ["assign_reviews"]
    assert set(sql.column("SELECT reviewer FROM review_task")) == set(REVIEWERS)
    by_then = opened.calendar.nth_after(date(2025, 4, 16), 10)
    assert live(opened, by_then) == ["record_online_review"] * 3
    for later in (11, 12):  # the second, and who decides
        assert set(live(opened, opened.calendar.nth_after(date(2025, 4, 16), later))) <= {"record_online_review"}
    assert sql.value("SELECT state FROM obligation WHERE kind = 'online_review'") == "discharged"
    assert set(sql.column("SELECT outcome FROM review")) <= {"undone", "lacking"}


def test_a_day_that_is_run_again_decides_the_same_where_two_differ(
    opened: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviews, "DIFFERS", 1.0)
    live(opened, FIRST)
    live(opened, opened.calendar.nth_after(date(2025, 4, 16), 10))
    day = opened.calendar.nth_after(date(2025, 4, 16), 11)
    done, *left = decided(opened, day)
    live(opened, day, done)
    assert decided(opened, day) == left


def test_a_quarter_without_open_duties_is_closed(opened: Year, plant: Plant) -> None:
    plant("UPDATE obligation SET state = 'waived' WHERE kind = 'self_check'")
    assert live(opened, FIRST) == ["close_online_review"]
    assert live(opened, date(2025, 4, 18)) == []


def test_no_reviewer_hands_in_before_the_last_one_has_finished(opened: Year) -> None:
    live(opened, FIRST)
    days = [opened.calendar.nth_after(date(2025, 4, 16), n) for n in range(2, 12)]
    done = [live(opened, day) for day in days]
    assert next(len(acts) for acts in done if acts) == len(REVIEWERS)
