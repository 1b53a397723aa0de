"""DBOS: one durable workflow per department, enqueued with a fixed id, so that the second one does not run."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy import make_url

from deployments.bench.engines.threads import Threads
from deployments.bench.plain import Plain, open_one, remind_one

QUEUE, WORKERS, POLL_SECONDS = "checks", 8, 0.1
_threads: list[Threads] = []  # of the current run: its workflows are functions of the module


def _open(department: int, due: str) -> None:
    open_one(_threads[0].connection(), department, date.fromisoformat(due))


def _open_check(department: int, due: str) -> None:
    OPEN_STEP(department, due)


def _remind_department(department: int) -> None:
    remind_one(_threads[0].connection(), department)


def _remind(department: int) -> None:
    TELL_STEP(department)


OPEN_STEP, TELL_STEP = DBOS.step()(_open), DBOS.step()(_remind_department)
OPEN_CHECK, REMIND = DBOS.workflow()(_open_check), DBOS.workflow()(_remind)


@dataclass(frozen=True, slots=True)
class Durable:
    """The launched system and the plain tables."""

    plain: Plain

    def open(self, due: date) -> None:
        """Run a workflow for every department; a second one with the same id does not run."""
        handles = []
        for department in self.plain.departments():
            with SetWorkflowID(f"open|{department}"):
                handles.append(DBOS.enqueue_workflow(QUEUE, OPEN_CHECK, department, due.isoformat()))
        for handle in handles:
            handle.get_result()

    def sweep(self, day: date) -> None:
        """Run a workflow for every check that is due that day."""
        handles = []
        for department in self.plain.due(day):
            with SetWorkflowID(f"remind|{day}|{department}"):
                handles.append(DBOS.enqueue_workflow(QUEUE, REMIND, department))
        for handle in handles:
            handle.get_result()

    def time_passes(self) -> None:
        """Nothing to do: its workflows are enqueued on the day itself."""


@contextmanager
def running(plain: Plain) -> Iterator[Durable]:
    """Launch DBOS on its schema; destroy it at the end."""
    logging.getLogger("dbos").setLevel(logging.ERROR)
    _threads[:] = [Threads(plain)]
    address = make_url(plain.url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    config = DBOSConfig(name="mubiao-bench", system_database_url=address, run_admin_server=False, log_level="ERROR")
    DBOS(config=config)
    DBOS.launch()
    try:
        DBOS.register_queue(QUEUE, worker_concurrency=WORKERS, polling_interval_sec=POLL_SECONDS)
        yield Durable(plain)
    finally:
        DBOS.destroy()
        _threads.pop().close()
