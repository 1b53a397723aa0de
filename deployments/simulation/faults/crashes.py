"""Pieces of a year that somebody does not survive: this process, or the database; and how they are taken up again."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

from deployments.simulation.faults.points import Points
from deployments.simulation.faults.snapshots import Snapshots
from deployments.simulation.faults.spec import Kill
from deployments.simulation.year import Piece, Year
from models.rules.cycles import DELIVER
from models.rules.errors import Unavailable
from notifications.claim import LEASE
from tasks.step import RETRIES

AFTERWARDS = LEASE + timedelta(minutes=5)


def attempt(year: Year, piece: Piece, day: date, points: Points, kill: Kill) -> bool:
    """Live a piece in which somebody is killed, this process or the database; whether the piece came that far."""
    with suppress(Unavailable), points.counted(kill):
        year.do(piece, day)
    return points.passed >= kill.point


def again(year: Year, piece: Piece, day: date, snapshots: Snapshots) -> None:
    """Live a piece that was broken off once more, with the retries of a step.

    What a dead process had claimed for sending is held by its lease: a later run of the day sends that.
    """
    keep_trying(year, piece, day, snapshots)
    if piece.cycle is DELIVER:
        later = (datetime.combine(day, piece.at) + AFTERWARDS).time()
        keep_trying(year, replace(piece, at=later), day, snapshots)


def keep_trying(year: Year, piece: Piece, day: date, snapshots: Snapshots) -> None:
    """Live a piece with the retries of a step, once the database is there."""
    for _ in range(RETRIES):
        snapshots.await_recovery()
        with suppress(Unavailable):
            return year.do(piece, day)
    return year.do(piece, day)
