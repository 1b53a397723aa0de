"""Points are counted in order, and a kill takes place at the chosen one."""

from __future__ import annotations

import signal
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.faults.children import Child
from deployments.simulation.faults.points import Points, run_again, run_until_kill, run_with_retries
from deployments.simulation.faults.spec import Kill, Victim
from deployments.simulation.year import OFFICE, DayPiece, Year
from models.database import bind, unbind
from models.ledger.seals import LEASE
from models.rules.cycles import DAILY_SWEEP, DELIVER
from models.rules.errors import Unavailable
from tasks.step import RETRIES

if TYPE_CHECKING:
    from deployments.simulation.faults.snapshots import Snapshots
    from tests.deployments.simulation.faults.conftest import Founded, Worker


pytestmark = pytest.mark.process


def test_statements_commits_letters_and_the_end_are_points(worker: Worker) -> None:
    bind(worker.url)
    with worker.points.counted():
        worker.work()
    assert worker.points.passed == len(worker.POINTS)
    worker.work()
    assert worker.points.passed == len(worker.POINTS)


@pytest.mark.parametrize(("point", "stored"), [(1, 0), (2, 0), (3, 0), (4, 1), (5, 1)])
def test_a_killed_process_leaves_its_committed_rows(worker: Worker, point: int, stored: int) -> None:
    def work() -> None:
        bind(worker.url)
        with worker.points.counted(Kill(Victim.PROCESS, point)):
            worker.work()

    unbind()
    assert Child(work).end() == (-signal.SIGKILL, None)
    assert worker.count_kept() == stored


@pytest.mark.parametrize(("point", "stored"), [(1, 0), (2, 0), (3, 1), (4, 1), (5, 1)])
def test_a_killed_database_preserves_commits_even_if_the_answer_was_lost(
    worker: Worker, snapshots: Snapshots, point: int, stored: int
) -> None:
    bind(worker.url)
    answered = True
    try:
        with worker.points.counted(Kill(Victim.DATABASE, point)):
            worker.work()
    except Unavailable:
        answered = False
    snapshots.await_recovery()
    unbind()
    assert (worker.count_kept(), answered, worker.points.passed >= point) == (
        stored,
        point > worker.POINTS.index("COMMIT") + 1,
        True,
    )


def test_no_kill_takes_place_before_its_point(worker: Worker) -> None:
    bind(worker.url)
    with worker.points.counted(Kill(Victim.DATABASE, len(worker.POINTS) + 1)):
        worker.work()
    worker.work()
    assert worker.count_kept() == 2


DAY = date(2025, 1, 2)
SWEEP = DayPiece(OFFICE, DAILY_SWEEP)


class Failing(Year):
    """A year whose pieces raise Unavailable the first `failures` times."""

    failures = 0

    def run_piece(self, piece: DayPiece, day: date) -> None:
        self.done = [*getattr(self, "done", []), piece]
        if len(self.done) <= self.failures:
            raise Unavailable("数据库暂时不可用")
        super().run_piece(piece, day)


def test_a_kill_returns_whether_the_piece_reached_its_point(weeks: Founded) -> None:
    with weeks.copy_of("dying") as year:
        points = Points(year.outside)
        with points.watched():
            assert not run_until_kill(year, SWEEP, DAY, points, Kill(Victim.DATABASE, 10_000))
            assert run_until_kill(year, SWEEP, DAY, points, Kill(Victim.DATABASE, 5))
        weeks.snapshots.await_recovery()


def test_a_piece_has_as_many_retries_as_a_step(weeks: Founded) -> None:
    with weeks.copy_of("dying", Failing) as year:
        assert isinstance(year, Failing)
        year.failures = RETRIES
        run_with_retries(year, SWEEP, DAY, weeks.snapshots)
        assert len(year.done) == RETRIES + 1
        year.done, year.failures = [], RETRIES + 1
        with pytest.raises(Unavailable):
            run_with_retries(year, SWEEP, DAY, weeks.snapshots)


def test_only_claimed_messages_wait_for_their_lease(weeks: Founded) -> None:
    with weeks.copy_of("dying", Failing) as year:
        assert isinstance(year, Failing)
        run_again(year, SWEEP, DAY, weeks.snapshots)
        run_again(year, DayPiece(OFFICE, DELIVER), DAY, weeks.snapshots)
        sweep, first, later = year.done
    assert (sweep, first) == (SWEEP, DayPiece(OFFICE, DELIVER))
    assert datetime.combine(DAY, later.at) > datetime.combine(DAY, first.at) + LEASE
