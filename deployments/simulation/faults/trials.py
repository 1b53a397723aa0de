"""Every point of a small year: a day is lived from a snapshot with a kill there and must end as if nothing had been."""

import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import NamedTuple

from deployments.simulation.digest import digest_of
from deployments.simulation.faults.children import Child
from deployments.simulation.faults.crashes import again, attempt
from deployments.simulation.faults.outcome import Share, Tried
from deployments.simulation.faults.points import Points
from deployments.simulation.faults.report import NAMES
from deployments.simulation.faults.snapshots import Snapshots
from deployments.simulation.faults.spec import Faults, Kill, Victim
from deployments.simulation.outside_world import Outside
from deployments.simulation.plan import Plan
from deployments.simulation.world import World
from deployments.simulation.year import Piece, Year, founded
from models.database import begin, bind, unbind
from models.ledger.evidence.store import keep_evidence_in
from tasks.settings import settings

FIRST, SECOND, BEFORE, TRIAL = "mubiao", "second", "before", "trial"
MOST_SENT_AGAIN = 1


@dataclass(slots=True)
class Rehearsal:
    """A year in which nobody is killed: how many points each piece has, in order, and the digest of every evening."""

    counts: list[int] = field(default_factory=list)
    digests: dict[date, str] = field(default_factory=dict)

    @property
    def points(self) -> int:
        """The points of the whole year."""
        return sum(self.counts)


class Evening(NamedTuple):
    """What the last process of a trial found when the day was over."""

    digest: str
    violations: list[str]
    repeated: int
    reached: bool  # whether the database was killed where it should be


def rehearse(year: Year, points: Points, show: Callable[[date], None] = lambda _: None) -> Rehearsal:
    """Live the whole year and count; every day that is over is shown."""
    found = Rehearsal()
    for day in year.plan.days:
        for piece in year.wake(day):
            with points.counted():
                year.do(piece, day)
            found.counts.append(points.passed)
            year.look_after(piece, day)
        year.night(day)
        with begin() as session:
            found.digests[day] = digest_of(session)
        show(day)
    return found


def chosen(first: int, count: int, step: int, share: Share) -> Iterator[tuple[int, Kill]]:
    """The trials of a piece whose points come after the `first` of the year: the point's number, and whom to kill.

    Each victim at every point, or they take turns at every `step`-th.
    """
    for local in range(1, count + 1):
        turn, rest = divmod(first + local, step)
        victims = tuple(Victim) if step == 1 else (tuple(Victim)[turn % 2],)
        if not rest and turn // 2 % share.of == share.part:
            yield from ((first + local, Kill(victim, local)) for victim in victims)


def tried(plan: Plan, faults: Faults, share: Share, around: World) -> Tried:
    """Live the year twice on `around`: to count, and with our share of the trials in between."""
    snapshots = Snapshots(around)
    first, rehearsal, second = lived_and_begun(plan, faults, around, snapshots)
    found = Tried(rehearsal.points, rehearsal.digests[plan.last_day], violations=list(first.watch.violations))
    Trials(second, snapshots, rehearsal, found).live(faults.every, share)
    return found


def lived_and_begun(
    plan: Plan, faults: Faults, around: World, snapshots: Snapshots, show: Callable[[date], None] = lambda _: None
) -> tuple[Year, Rehearsal, Year]:
    """A year that was lived without kills, its rehearsal, and the same year in a copy on the evening before it begins.

    This process is bound to the copy.
    """
    first = founded(plan, around, faults)
    snapshots.take(SECOND, FIRST)
    bind(around.url)
    points = Points(first.outside)
    with points.watched():
        rehearsal = rehearse(first, points, show)
    second = open_beside(plan, World(around.home / SECOND, snapshots.address(SECOND)), faults)
    bind(second.world.url)
    return first, rehearsal, second


def open_beside(plan: Plan, beside: World, faults: Faults) -> Year:
    """The same year in another world, whose database was founded already."""
    beside.materials.mkdir(parents=True)
    keep_evidence_in(beside.evidence, settings().evidence_limit_mb, lasting=False)
    outside = Outside(plan)
    outside.connect()
    return Year(plan, beside, outside, faults)


class Trials:
    """The second time: before each piece, its trials."""

    def __init__(self, year: Year, snapshots: Snapshots, rehearsal: Rehearsal, found: Tried) -> None:
        self._year, self._snapshots, self._rehearsal, self._found = year, snapshots, rehearsal, found
        self._points = Points(year.outside)
        self._journal = year.world.home / "letters"

    def live(self, step: int, share: Share) -> None:
        """The whole year."""
        first, counts = 0, iter(self._rehearsal.counts)
        with self._points.watched():
            for day in self._year.plan.days:
                pieces = self._year.wake(day)
                for index, piece in enumerate(pieces):
                    count = next(counts)
                    self._try_all(pieces[index:], day, list(chosen(first, count, step, share)))
                    self._year.do(piece, day)
                    self._year.look_after(piece, day)
                    first += count
                self._year.night(day)

    def _try_all(self, rest: Sequence[Piece], day: date, trials: Sequence[tuple[int, Kill]]) -> None:
        if not trials:
            return
        with self._snapshots.copy(BEFORE, self._year.world.database):
            for number, kill in trials:
                name = f"第{number}处断点（{day} {rest[0].name} {kill.point}，{NAMES[kill.victim]}）"
                self._found.violations += [f"{name}：{fault}" for fault in self._try(rest, day, kill)]
                self._found.trials[kill.victim] += 1
        bind(self._year.world.url)

    def _try(self, rest: Sequence[Piece], day: date, kill: Kill) -> Iterator[str]:
        """One trial; what is wrong in the evening."""
        with self._snapshots.copy(TRIAL, BEFORE) as url:
            self._lay_out_evidence()
            died = kill.victim is Victim.PROCESS and self._died(url, rest[0], day, kill)
            code, said = Child(partial(self._go_on, url, rest, day, kill)).end()
        if not isinstance(said, Evening):
            yield f"没有恢复（{code}）。"
            return
        if not (died or said.reached):
            yield "没有走到。"
        self._found.sent_again += said.repeated
        yield from said.violations
        if said.digest != self._rehearsal.digests[day]:
            yield "当日结束时的记录与未受干扰时不同。"
        if said.repeated > MOST_SENT_AGAIN:
            yield f"重发{said.repeated}封。"

    def _lay_out_evidence(self) -> None:
        kept, trial = self._year.world.evidence, self._year.world.home / TRIAL
        if trial.exists():
            shutil.rmtree(trial)
        if kept.exists():
            shutil.copytree(kept, trial)

    def _enter(self, url: str) -> None:
        bind(url)
        keep_evidence_in(self._year.world.home / TRIAL, settings().evidence_limit_mb, lasting=False)

    def _died(self, url: str, piece: Piece, day: date, kill: Kill) -> bool:
        return Child(partial(self._die, url, piece, day, kill)).end().code == -signal.SIGKILL

    def _die(self, url: str, piece: Piece, day: date, kill: Kill) -> None:
        self._enter(url)
        self._year.outside.journal = self._journal
        attempt(self._year, piece, day, self._points, kill)

    def _go_on(self, url: str, rest: Sequence[Piece], day: date, kill: Kill) -> Evening:
        year = self._year
        self._enter(url)
        if kill.victim is Victim.DATABASE:
            reached = attempt(year, rest[0], day, self._points, kill)
        else:
            reached = False
            year.outside.hear(self._journal)
        again(year, rest[0], day, self._snapshots)
        year.look_after(rest[0], day)
        for piece in rest[1:]:
            year.do(piece, day)
            year.look_after(piece, day)
        year.night(day)
        with begin() as session:
            evening = Evening(digest_of(session), year.watch.violations, year.outside.repeated, reached)
        unbind()
        return evening
