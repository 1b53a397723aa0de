"""procrastinate: one job per department, deferred in one batch and run by a worker until the queue is empty."""

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
    """The app with its two tasks, and one connection per thread."""

    plain: Plain
    app: App
    threads: Threads

    def open(self, due: date) -> None:
        """Defer a job for every department; the second time it inserts nothing."""
        self._run_jobs(
            "open_check", [{"department": each, "due": due.isoformat()} for each in self.plain.departments()]
        )

    def sweep(self, day: date) -> None:
        """Defer a job for every check that is due that day."""
        self._run_jobs("remind", [{"department": each} for each in self.plain.due(day)])

    def time_passes(self) -> None:
        """Nothing to do: its jobs are deferred on the day itself."""

    def open_check(self, department: int, due: str) -> None:
        """Task that opens the check of one department."""
        open_one(self.threads.connection(), department, date.fromisoformat(due))

    def remind(self, department: int) -> None:
        """Task that sends one reminder."""
        remind_one(self.threads.connection(), department)

    def _run_jobs(self, task: str, jobs: list[dict[str, object]]) -> None:
        if jobs:
            with self.app.replace_connector(SyncPsycopgConnector(conninfo=self.plain.address)) as app, app.open():
                app.configure_task(task).batch_defer(*jobs)
        self.app.run_worker(wait=False, concurrency=WORKERS, install_signal_handlers=False, listen_notify=False)


@contextmanager
def running(plain: Plain) -> Iterator[Jobs]:
    """Create the tables of the app and register its tasks."""
    app = App(connector=PsycopgConnector(conninfo=plain.address))
    jobs = Jobs(plain, app, Threads(plain))

    for name, work in (("open_check", jobs.open_check), ("remind", jobs.remind)):
        app.task(name=name)(work)
    with app.replace_connector(SyncPsycopgConnector(conninfo=plain.address)) as sync_app, sync_app.open():
        sync_app.schema_manager.apply_schema()
    try:
        yield jobs
    finally:
        jobs.threads.close()
