"""A whole year with chosen kills and doubled runs in it, beside the same year without them."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from deployments.simulation.faults.children import Child
from deployments.simulation.faults.crashes import again, attempt, keep_trying
from deployments.simulation.faults.points import Points
from deployments.simulation.faults.snapshots import Snapshots
from deployments.simulation.faults.spec import Faults, Kill, Victim
from deployments.simulation.faults.trials import Rehearsal, lived_and_begun
from deployments.simulation.plan import Plan
from deployments.simulation.world import World
from deployments.simulation.year import Piece, Year
from models.database import bind, unbind
from models.rules.errors import Refused


class Disturbed:
    """Lives a year in which processes and the database are killed at these points, and every run is started twice."""

    def __init__(self, year: Year, faults: Faults, rehearsal: Rehearsal, snapshots: Snapshots) -> None:
        if beyond := [kill.point for kill in faults.kills if kill.point > rehearsal.points]:
            raise Refused(f"全年共{rehearsal.points}个断点，没有第{max(beyond)}个。")
        self._year, self._counts = year, rehearsal.counts
        self._faults, self._snapshots = faults, snapshots
        self._points = Points(year.outside)
        self._journal = year.world.home / "letters"

    def live(self, show: Callable[[date], None]) -> None:
        """The whole year."""
        first, counts = 0, iter(self._counts)
        with self._points.watched():
            for day in self._year.plan.days:
                for piece in self._year.wake(day):
                    count = next(counts)
                    self._do(piece, day, _within(self._faults.kills, first, count))
                    self._year.look_after(piece, day)
                    first += count
                self._year.night(day)
                show(day)

    def _do(self, piece: Piece, day: date, kills: Sequence[Kill]) -> None:
        for kill in kills:
            self._strike(piece, day, kill)
        if kills:
            again(self._year, piece, day, self._snapshots)
        elif self._faults.double and piece.cycle:
            self._double(piece, day)
        else:
            self._year.do(piece, day)

    def _strike(self, piece: Piece, day: date, kill: Kill) -> None:
        if kill.victim is Victim.DATABASE:
            attempt(self._year, piece, day, self._points, kill)
            return
        unbind()
        Child(partial(self._die, piece, day, kill)).end()
        self._come_back()

    def _die(self, piece: Piece, day: date, kill: Kill) -> None:
        self._enter()
        attempt(self._year, piece, day, self._points, kill)

    def _double(self, piece: Piece, day: date) -> None:
        """The same run in two processes at once."""
        unbind()
        other = Child(partial(self._do_beside, piece, day))
        bind(self._year.world.url)
        keep_trying(self._year, piece, day, self._snapshots)
        other.end()
        self._come_back()

    def _do_beside(self, piece: Piece, day: date) -> None:
        self._enter()
        keep_trying(self._year, piece, day, self._snapshots)

    def _enter(self) -> None:
        bind(self._year.world.url)
        self._year.outside.journal = self._journal

    def _come_back(self) -> None:
        self._year.outside.hear(self._journal)
        bind(self._year.world.url)


def live_disturbed(plan: Plan, faults: Faults, around: World, show: Callable[[date], None]) -> tuple[Year, Rehearsal]:
    """Live the year twice on `around`, undisturbed but for the events of the world, and disturbed; both are told."""
    snapshots = Snapshots(around)
    _, rehearsal, second = lived_and_begun(plan, faults, around, snapshots, show)
    Disturbed(second, faults, rehearsal, snapshots).live(show)
    return second, rehearsal


def _within(kills: Sequence[Kill], first: int, count: int) -> list[Kill]:
    """The kills among the points of a piece, counted from its beginning."""
    return [Kill(kill.victim, kill.point - first) for kill in kills if first < kill.point <= first + count]
