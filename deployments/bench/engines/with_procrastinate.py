"""procrastinate: a job a department, deferred in one batch and done by a worker until none is left."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector

from deployments.bench.engines.threads import Threads
from deployments.bench.plain import Plain, open_one, remind_one

WORKERS = 4


@dataclass(slots=True)
class Jobs:
    """The app with its two tasks, and a connection for each of its threads."""

    plain: Plain
    app: App
    threads: Threads

    def open(self, due: date) -> None:
        """A job for every department; done again it finds everything there."""
        self._do("open_check", [{"department": each, "due": due.isoformat()} for each in self.plain.departments()])

    def sweep(self, day: date) -> None:
        """A job for every check due that day."""
        self._do("remind", [{"department": each} for each in self.plain.due(day)])

    def time_passes(self) -> None:
        """Its jobs are deferred when the day is there: nothing waits."""

    def open_check(self, department: int, due: str) -> None:
        """The task of one department."""
        open_one(self.threads.connection(), department, date.fromisoformat(due))

    def remind(self, department: int) -> None:
        """The task of one reminder."""
        remind_one(self.threads.connection(), department)

    def _do(self, task: str, jobs: list[dict[str, object]]) -> None:
        if jobs:
            with self.app.replace_connector(SyncPsycopgConnector(conninfo=self.plain.address)) as app, app.open():
                app.configure_task(task).batch_defer(*jobs)
        self.app.run_worker(wait=False, concurrency=WORKERS, install_signal_handlers=False, listen_notify=False)


@contextmanager
def running(plain: Plain) -> Iterator[Jobs]:
    """The app's own tables made, its tasks known."""
    app = App(connector=PsycopgConnector(conninfo=plain.address))
    jobs = Jobs(plain, app, Threads(plain))

    for name, work in (("open_check", jobs.open_check), ("remind", jobs.remind)):
        app.task(name=name)(work)
    with app.replace_connector(SyncPsycopgConnector(conninfo=plain.address)) as once, once.open():
        once.schema_manager.apply_schema()
    try:
        yield jobs
    finally:
        jobs.threads.close()
