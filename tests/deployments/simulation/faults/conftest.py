"""A world whose server may be killed, and the points of one act in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from deployments.simulation.faults.points import Points
from deployments.simulation.faults.report import Share, TrialResults
from deployments.simulation.faults.snapshots import Snapshots
from deployments.simulation.faults.spec import QUIET
from deployments.simulation.faults.trials import FIRST_COPY, Trials, TrialYear, open_copy, rehearse
from deployments.simulation.outside_world import Outside
from deployments.simulation.plan import Plan
from deployments.simulation.world import World, world
from deployments.simulation.year import Year, founded
from models.database import begin, bind, unbind
from models.rules.workdays import SHANGHAI
from models.statements import run
from notifications.channels import Letter

LETTER = Letter(
    address="a@x.test",
    subject="催办",
    text="正文",
    html="",
    markdown="",
    message_id="<1@x.test>",
    at=datetime(2025, 3, 20, 9, tzinfo=SHANGHAI),
)


@pytest.fixture(scope="module")
def around() -> Iterator[World]:
    """A database that preserves acknowledged commits, with a table on which all roles have all rights."""
    with world(lasting=True) as surroundings:
        surroundings.administer("CREATE TABLE kept (n int); GRANT ALL ON kept TO PUBLIC")
        yield surroundings


@pytest.fixture
def snapshots(around: World) -> Iterator[Snapshots]:
    """The copies of the database; the table is emptied afterwards."""
    copies = Snapshots(around)
    yield copies
    unbind()
    copies.await_recovery()
    around.administer("TRUNCATE kept")


class Worker:
    """Does the same work each time, with every point observed: two statements, a commit, a letter."""

    POINTS = ("SELECT", "INSERT", "COMMIT", "letter", "end")

    def __init__(self, url: str, outside: Outside, points: Points) -> None:
        self.url, self.outside, self.points = url, outside, points

    def work(self) -> None:
        with begin() as session:
            run(session, "SELECT 1")
            run(session, "INSERT INTO kept VALUES (1)")
        self.outside.accept("mail", LETTER)

    def count_kept(self) -> int:
        """Returns the number of rows that the work has committed."""
        bind(self.url)
        with begin() as session:
            return int(run(session, "SELECT count(*) FROM kept").scalar_one())


@pytest.fixture
def worker(around: World, snapshots: Snapshots) -> Iterator[Worker]:
    outside = Outside(Plan(2025))
    points = Points(outside)
    with points.watched():
        yield Worker(snapshots.address(around.database), outside, points)


# Some weeks of a year, run many times


@dataclass(frozen=True)
class Short(Plan):
    """A year with only its first days simulated."""

    days_lived: int = 36

    @property
    def last_day(self) -> date:
        return self.go_live + timedelta(days=self.days_lived - 1)


PLAN = Short(2025, 2, 3, seed=2475)


@dataclass
class Founded:
    """Some weeks on the evening before they begin, and the copies in which they are run."""

    plan: Plan
    world: World
    snapshots: Snapshots

    @contextmanager
    def copy_of(self, name: str, kind: type[Year] = Year) -> Iterator[Year]:
        """Yield the weeks in a separate database."""
        with self.snapshots.copy(name, FIRST_COPY) as url:
            surroundings = open_copy(self.plan, World(self.world.home / name, url), QUIET)
            bind(url)
            try:
                yield kind(self.plan, surroundings.world, surroundings.outside)
            finally:
                unbind()
                shutil.rmtree(surroundings.world.home)

    def rehearse(self, kind: type[Year] = Year) -> TrialYear:
        with self.copy_of("rehearsal", kind) as year:
            points = Points(year.outside)
            with points.watched():
                found = rehearse(year, points)
            assert year.watch.violations == []
        return found

    def try_out(self, rehearsal: TrialYear, step: int, kind: type[Year] = Year) -> TrialResults:
        with self.copy_of("tried", kind) as year:
            found = TrialResults(rehearsal.points, rehearsal.digests[self.plan.last_day])
            Trials(year, self.snapshots, rehearsal, found).live(step, Share())
        return found


@pytest.fixture(scope="module")
def weeks() -> Iterator[Founded]:
    with world(lasting=True) as around:
        founded(PLAN, around)
        unbind()
        yield Founded(PLAN, around, Snapshots(around))


@pytest.fixture(scope="module")
def rehearsal(weeks: Founded) -> TrialYear:
    return weeks.rehearse()
