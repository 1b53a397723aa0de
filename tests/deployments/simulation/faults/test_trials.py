"""Trials find code that does not survive a kill, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

import pytest

from deployments.simulation.faults.report import Share
from deployments.simulation.faults.snapshots import Snapshots
from deployments.simulation.faults.spec import Kill, Victim
from deployments.simulation.faults.trials import TrialYear, choose_kills
from deployments.simulation.world import world
from deployments.simulation.year import Year, founded
from models.database import begin, unbind
from models.ledger.acts import ACTS, OPERATOR
from models.ledger.perform import perform
from models.rules.errors import Refused
from models.statements import run
from tasks.clock import business_day
from tests.deployments.simulation.faults.conftest import Founded, Short

FEW = Short(2025, 2, 1, days_lived=3)
STEP = 390  # and some more by the day, so that it chooses other points


APPOINTED = "SELECT business_date FROM block WHERE act = 'appoint_liaison'"


class Forgetful(Year):
    """A year in which one act has no request id: a repetition performs it again, for another department."""

    def run_office_hours(self, day: date) -> None:
        with begin() as session:
            before = run(session, APPOINTED).scalars().all()
        self.appoint(day, before)
        super().run_office_hours(day)

    def appoint(self, day: date, before: Sequence[date]) -> None:
        data = {"department": f"D00{1 + len(before) % 2}", "name": f"{day}"}
        with begin() as session:
            perform(session, ACTS["appoint_liaison"], data, business_day(), OPERATOR)


class Stuck(Forgetful):
    """A year that raises Refused if that act was performed before on the same day."""

    def appoint(self, day: date, before: Sequence[date]) -> None:
        if day in before:
            raise Refused("卡住了")
        super().appoint(day, before)


@pytest.fixture
def days() -> Iterator[Founded]:
    """A few days of two departments."""
    with world(lasting=True) as around:
        founded(FEW, around)
        unbind()
        yield Founded(FEW, around, Snapshots(around))


def test_every_point_of_a_piece_with_both_victims() -> None:
    assert list(choose_kills(100, 2, 1, Share())) == [
        (101, Kill(Victim.PROCESS, 1)),
        (101, Kill(Victim.DATABASE, 1)),
        (102, Kill(Victim.PROCESS, 2)),
        (102, Kill(Victim.DATABASE, 2)),
    ]


def test_some_points_with_the_victims_in_turn() -> None:
    assert list(choose_kills(95, 30, 10, Share())) == [
        (100, Kill(Victim.PROCESS, 5)),
        (110, Kill(Victim.DATABASE, 15)),
        (120, Kill(Victim.PROCESS, 25)),
    ]


@pytest.mark.parametrize("step", [1, 7, 20])
def test_shares_together_have_every_trial_once(step: int) -> None:
    shares = [list(choose_kills(13, 400, step, Share(part, 3))) for part in range(3)]
    together = [trial for share in shares for trial in share]
    assert sorted(together, key=str) == sorted(choose_kills(13, 400, step, Share()), key=str)
    assert all(len({kill.victim for _, kill in share}) == len(Victim) for share in shares)


@pytest.mark.process
def test_weeks_survive_kills_anywhere(weeks: Founded, rehearsal: TrialYear, pytestconfig: pytest.Config) -> None:
    step = STEP + Random(pytestconfig.option.drawn_by).randrange(20)  # noqa: S311 - no secret
    found = weeks.try_out(rehearsal, step)
    assert found.violations == []
    assert sum(found.trials.values()) == rehearsal.points // step > 2
    assert found.sent_again <= sum(found.trials.values())


@pytest.mark.process
def test_an_act_that_is_repeated_is_found(days: Founded) -> None:
    found = days.try_out(days.rehearse(Forgetful), 73, Forgetful)
    assert found.violations
    assert all("acts" in fault and "记录与未受干扰时不同" in fault for fault in found.violations)


@pytest.mark.process
def test_a_day_that_cannot_continue_is_found(days: Founded, capfd: pytest.CaptureFixture[str]) -> None:
    found = days.try_out(days.rehearse(Stuck), 73, Stuck)
    assert any(fault.endswith("没有恢复（1）。") for fault in found.violations)
    assert "卡住了" in capfd.readouterr().err
