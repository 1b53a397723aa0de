"""A step without work is left out: a quarter lived with every step and one without those end the same."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from deployments.simulation import year as simulated
from deployments.simulation.digest import digest_of
from deployments.simulation.faults.spec import Faults
from deployments.simulation.year import Year
from models.database import begin, changes
from models.ledger.questions import with_work
from models.rules.workdays import days_between
from tasks.step import Step, question_of, run_steps
from tests.deployments.simulation.conftest import TODAY, _copy_of, settings_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.ledger.acts import Summary
    from models.rules.workdays import BusinessDay
    from tests.conftest import Databases

DAYS = tuple(days_between(TODAY + timedelta(1), date(2025, 6, 20)))


def run_every(steps: Sequence[Step], day: BusinessDay, *, engine: bool, every: bool) -> list[Summary]:
    """Run every step. One of which the statement says that it has no work must neither write nor say otherwise."""
    assert (engine, every) == (False, True)
    summaries = []
    for each in steps:
        question, before = question_of(each), changes()
        with begin() as session:
            [has_work] = with_work(session, [question], day)
        summaries += run_steps([each], day, engine=False, every=True)
        if has_work:
            continue
        assert changes() == before, each.name
        assert dict(summaries[-1].counts) == dict(question.nothing.counts), each.name
    return summaries


def live(year: Year) -> str:
    """Live the quarter; returns the digest of its end."""
    for day in DAYS:
        year.live_day(day)
    assert year.watch.violations == []
    with begin() as session:
        return digest_of(session)


def test_a_quarter_ends_the_same_whether_idle_steps_are_left_out_or_not(
    winter: Year, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    with databases.reset("winter"), settings_for(shorter := _copy_of(winter)):
        left_out = live(shorter)
    monkeypatch.setattr(simulated, "run_steps", run_every)
    with databases.reset("winter"), settings_for(again := _copy_of(winter)):
        whole = Year(again.plan, again.world, again.outside, Faults())  # with faults no step is left out
        whole.watch = again.watch
        assert live(whole) == left_out
