"""A whole year with chosen kills and doubled runs, compared with the same year without them."""

import os
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from deployments.simulation.faults.children import Child, ChildResult
from deployments.simulation.faults.points import Points, run_again, run_until_kill, run_with_retries
from deployments.simulation.faults.report import Share, TrialResults
from deployments.simulation.faults.snapshots import Snapshots
from deployments.simulation.faults.spec import Faults, Kill, Victim
from deployments.simulation.faults.trials import TrialYear, rehearse_and_copy
from deployments.simulation.plan import Plan
from deployments.simulation.world import World, world
from deployments.simulation.year import DayPiece, Year
from deployments.stop_signals import handle_termination
from models.database import bind, unbind
from models.rules.errors import MubiaoError, Refused


class DisturbedYear:
    """Runs a year with kills of processes and the database at chosen points, or with every run started twice."""

    def __init__(self, year: Year, faults: Faults, rehearsal: TrialYear, snapshots: Snapshots) -> None:
        if missing := [kill.point for kill in faults.kills if kill.point > rehearsal.points]:
            raise Refused(f"全年共{rehearsal.points}个断点，没有第{max(missing)}个。")
        self._year, self._counts = year, rehearsal.counts
        self._faults, self._snapshots = faults, snapshots
        self._points = Points(year.outside)
        self._journal = year.world.home / "letters"

    def live(self, show: Callable[[date], None]) -> None:
        """Run the whole year; `show` is called when a day is finished."""
        first, counts = 0, iter(self._counts)
        with self._points.watched():
            for day in self._year.plan.days:
                for piece in self._year.begin_day(day):
                    count = next(counts)
                    self._run_piece(piece, day, _kills_within(self._faults.kills, first, count))
                    self._year.check_piece(piece, day)
                    first += count
                self._year.end_day(day)
                show(day)

    def _run_piece(self, piece: DayPiece, day: date, kills: Sequence[Kill]) -> None:
        for kill in kills:
            self._kill_once(piece, day, kill)
        if kills:
            run_again(self._year, piece, day, self._snapshots)
        elif self._faults.double and piece.cycle:
            self._run_twice(piece, day)
        else:
            self._year.run_piece(piece, day)

    def _kill_once(self, piece: DayPiece, day: date, kill: Kill) -> None:
        if kill.victim is Victim.DATABASE:
            run_until_kill(self._year, piece, day, self._points, kill)
            return
        unbind()
        Child(partial(self._run_until_killed, piece, day, kill)).end()
        self._rebind()

    def _run_until_killed(self, piece: DayPiece, day: date, kill: Kill) -> None:
        self._bind_child()
        run_until_kill(self._year, piece, day, self._points, kill)

    def _run_twice(self, piece: DayPiece, day: date) -> None:
        """Start the same run in two processes at once."""
        unbind()
        other = Child(partial(self._run_in_child, piece, day))
        bind(self._year.world.url)
        run_with_retries(self._year, piece, day, self._snapshots)
        other.end()
        self._rebind()

    def _run_in_child(self, piece: DayPiece, day: date) -> None:
        self._bind_child()
        run_with_retries(self._year, piece, day, self._snapshots)

    def _bind_child(self) -> None:
        bind(self._year.world.url)
        self._year.outside.journal = self._journal

    def _rebind(self) -> None:
        self._year.outside.read_journal(self._journal)
        bind(self._year.world.url)


def live_disturbed(
    plan: Plan, faults: Faults, surroundings: World, show: Callable[[date], None]
) -> tuple[Year, TrialYear]:
    """Run the year twice in this world: undisturbed except for events of the world, and then disturbed.

    Returns the disturbed year and the rehearsal of the undisturbed one.
    """
    snapshots = Snapshots(surroundings)
    _, rehearsal, second = rehearse_and_copy(plan, faults, surroundings, snapshots, show)
    DisturbedYear(second, faults, rehearsal, snapshots).live(show)
    return second, rehearsal


def _kills_within(kills: Sequence[Kill], first: int, count: int) -> list[Kill]:
    """Returns the kills among the points of a piece, with each point counted from the start of the piece."""
    return [Kill(kill.victim, kill.point - first) for kill in kills if first < kill.point <= first + count]


MOST = 4  # each share runs a database server


def try_every(plan: Plan, faults: Faults) -> TrialResults:
    """Returns the sum of all trials. Raises Refused if a share broke off."""
    shares = min(MOST, len(os.sched_getaffinity(0)))
    children = [Child(partial(_try_share, plan, faults, Share(part, shares)), spawned=True) for part in range(shares)]
    try:
        first, *others = [_require_result(child.end()) for child in children]
    finally:
        for child in children:
            child.stop()
    for other in others:
        first.add(other)
    return first


def _require_result(ended: ChildResult) -> TrialResults:
    if isinstance(ended.value, TrialResults):
        return ended.value
    raise Refused(f"推演中断：{ended.value or f'子进程已结束（{ended.code}）。'}")


def _try_share(plan: Plan, faults: Faults, share: Share) -> TrialResults | str:
    handle_termination()
    try:
        with world(lasting=True) as surroundings:
            # Prefect reads its settings when it is first imported: import it only now, when they name this world's
            # home.
            from deployments.simulation.faults.trials import run_trials  # noqa: PLC0415

            return run_trials(plan, faults, share, surroundings)
    except MubiaoError as error:
        return error.message
