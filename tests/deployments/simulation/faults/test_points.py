"""Points are counted in order, and a kill takes place at the chosen one."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.faults.children import Child
from deployments.simulation.faults.spec import Kill, Victim
from models.database import bind, unbind
from models.rules.errors import Unavailable

if TYPE_CHECKING:
    from deployments.simulation.faults.snapshots import Snapshots
    from tests.deployments.simulation.faults.conftest import Worker

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
