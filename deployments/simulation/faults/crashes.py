"""Pieces of a year in which this process or the database is killed, and how they are resumed."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

from deployments.simulation.faults.points import Points
from deployments.simulation.faults.snapshots import Snapshots
from deployments.simulation.faults.spec import Kill
from deployments.simulation.year import DayPiece, Year
from models.ledger.seals import LEASE
from models.rules.cycles import DELIVER
from models.rules.errors import Unavailable
from tasks.step import RETRIES

AFTERWARDS = LEASE + timedelta(minutes=5)


def run_until_kill(year: Year, piece: DayPiece, day: date, points: Points, kill: Kill) -> bool:
    """Run a piece in which this process or the database is killed; returns true if the piece reached that point."""
    with suppress(Unavailable), points.counted(kill):
        year.run_piece(piece, day)
    return points.passed >= kill.point


def run_again(year: Year, piece: DayPiece, day: date, snapshots: Snapshots) -> None:
    """Run an interrupted piece once more, with the retries of a step.

    A message claimed by a dead process is locked by its lease, so a later run of the day sends it.
    """
    run_with_retries(year, piece, day, snapshots)
    if piece.cycle is DELIVER:
        later = (datetime.combine(day, piece.at) + AFTERWARDS).time()
        run_with_retries(year, replace(piece, at=later), day, snapshots)


def run_with_retries(year: Year, piece: DayPiece, day: date, snapshots: Snapshots) -> None:
    """Wait for the database, then run a piece with the retries of a step. Raises Unavailable if every retry fails."""
    for _ in range(RETRIES):
        snapshots.await_recovery()
        with suppress(Unavailable):
            return year.run_piece(piece, day)
    return year.run_piece(piece, day)
