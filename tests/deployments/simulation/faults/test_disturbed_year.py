"""Weeks with kills and doubled runs end in the same state as the same weeks without them."""

from __future__ import annotations

import os

import pytest

from deployments.simulation.digest import digest_of
from deployments.simulation.faults.disturbed_year import DisturbedYear, try_every
from deployments.simulation.faults.spec import Faults, Kill, Victim
from deployments.simulation.faults.trials import TrialYear
from deployments.simulation.plan import Plan
from models.database import begin
from models.rules.errors import Refused
from tests.deployments.simulation.faults.conftest import PLAN, Founded

pytestmark = pytest.mark.process


def live_disturbed(weeks: Founded, rehearsal: TrialYear, faults: Faults) -> tuple[str, int]:
    """Returns the digest at the end of the weeks with these faults, and the number of repeated letters."""
    with weeks.copy_of("disturbed") as year:
        DisturbedYear(year, faults, rehearsal, weeks.snapshots).live(lambda _: None)
        assert year.watch.violations == []
        with begin() as session:
            return digest_of(session), year.outside.repeated


def test_kills_of_both_kinds_change_nothing(weeks: Founded, rehearsal: TrialYear) -> None:
    step = rehearsal.points // 6
    kills = tuple(Kill(list(Victim)[n % 2], step * n) for n in range(1, 7))
    digest, repeated = live_disturbed(weeks, rehearsal, Faults(kills=kills))
    assert digest == rehearsal.digests[PLAN.last_day]
    assert repeated <= len(kills)


def test_two_kills_in_one_piece_change_nothing(weeks: Founded, rehearsal: TrialYear) -> None:
    first = sum(rehearsal.counts[:2])
    kills = tuple(Kill(victim, first + n) for n, victim in ((3, Victim.PROCESS), (4, Victim.DATABASE)))
    assert live_disturbed(weeks, rehearsal, Faults(kills=kills)) == (rehearsal.digests[PLAN.last_day], 0)


def test_runs_that_are_started_twice_at_once_change_nothing_and_send_nothing_twice(
    weeks: Founded, rehearsal: TrialYear
) -> None:
    assert live_disturbed(weeks, rehearsal, Faults(double=True)) == (rehearsal.digests[PLAN.last_day], 0)


def test_a_point_beyond_the_year_is_refused(weeks: Founded, rehearsal: TrialYear) -> None:
    beyond = Faults(kills=(Kill(Victim.PROCESS, rehearsal.points + 1),))
    with pytest.raises(Refused, match=f"共{rehearsal.points}个断点，没有第{rehearsal.points + 1}个"):
        live_disturbed(weeks, rehearsal, beyond)


def test_a_share_that_fails_gives_its_reason(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    with pytest.raises(Refused, match=r"(?s)推演中断：未导入.*年份应在2013到2100之间"):
        try_every(Plan(2012, 1, 1), Faults(every=1000))
    assert capfd.readouterr() == ("", "")
