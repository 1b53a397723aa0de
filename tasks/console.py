"""The console of a run on a host: a worker reads it, and a run whose worker has died goes on without it."""

from contextlib import suppress
from logging import LogRecord

from prefect.logging.handlers import PrefectConsoleHandler


class Console(PrefectConsoleHandler):
    """Prefect's own, whose library ends the process when it has no reader any more."""

    def emit(self, record: LogRecord) -> None:
        """Write a record, if it has a reader."""
        with suppress(SystemExit):
            super().emit(record)
