"""When a routine last began and ended: one row each, which the next run writes over."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from models.rules.workdays import SHANGHAI
from models.statements import run

BEGIN = """
INSERT INTO last_run (flow, begun, worker) VALUES (:flow, :at, :worker)
ON CONFLICT (flow) DO UPDATE SET begun = excluded.begun, worker = excluded.worker
"""
FORGET = "UPDATE last_run SET begun = ended WHERE flow = :flow AND ended IS NOT NULL"
END = "UPDATE last_run SET ended = greatest(ended, :at) WHERE flow = :flow"
RUNS = "SELECT flow, begun, ended, worker FROM last_run"


class RoutineRun(NamedTuple):
    """The last beginning of a routine with its worker, and its last end; no end before the first."""

    begun: datetime
    ended: datetime | None
    worker: str

    @property
    def is_open(self) -> bool:
        """Return whether it has not ended: it runs, was refused, or was broken off."""
        return self.ended is None or self.ended < self.begun


def note_beginning(session: Session, flow: str, at: datetime, worker: str) -> None:
    """Note that a run begins; the end of the one before stays."""
    run(session, BEGIN, flow=flow, at=at, worker=worker)


def note_end(session: Session, flow: str, at: datetime) -> None:
    """Note that a run has ended; one that is refused or fails does not."""
    run(session, END, flow=flow, at=at)


def forget_beginning(session: Session, flow: str) -> None:
    """Forget the beginning of a run that found its cell away: it is missing, and not refused."""
    run(session, FORGET, flow=flow)


def last_runs(session: Session) -> dict[str, RoutineRun]:
    """Return the last run of each routine that ever began, by its key."""
    return {
        row.flow: RoutineRun(row.begun.astimezone(SHANGHAI), row.ended and row.ended.astimezone(SHANGHAI), row.worker)
        for row in run(session, RUNS)
    }
