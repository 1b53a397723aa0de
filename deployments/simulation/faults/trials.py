"""Trials at every point of a small year: each runs a day from a snapshot with a kill, and compares the evening."""

import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import NamedTuple

from deployments.simulation.digest import digest_of
from deployments.simulation.faults.children import Child
from deployments.simulation.faults.points import Points, run_again, run_until_kill
from deployments.simulation.faults.report import NAMES, Share, TrialResults
from deployments.simulation.faults.snapshots import Snapshots
from deployments.simulation.faults.spec import Faults, Kill, Victim
from deployments.simulation.outside_world import Outside
from deployments.simulation.plan import Plan
from deployments.simulation.world import World
from deployments.simulation.year import DayPiece, Year, founded
from models.database import begin, bind, unbind
from models.ledger.evidence.store import configure_store
from tasks.settings import settings

FIRST_COPY, SECOND, BEFORE, TRIAL = "mubiao", "second", "before", "trial"
MOST_SENT_AGAIN = 1


@dataclass(slots=True)
class TrialYear:
    """A year without kills: the list of point counts per piece, in order, and the digest of every evening."""

    counts: list[int] = field(default_factory=list)
    digests: dict[date, str] = field(default_factory=dict)

    @property
    def points(self) -> int:
        """Returns the number of points of the whole year."""
        return sum(self.counts)


class Evening(NamedTuple):
    """The state that the last process of a trial found when the day was over."""

    digest: str
    violations: list[str]
    repeated: int
    reached: bool  # true if the database was killed at the chosen point


def rehearse(year: Year, points: Points, show: Callable[[date], None] = lambda _: None) -> TrialYear:
    """Run the whole year and count points; `show` is called when a day is finished."""
    rehearsal = TrialYear()
    for day in year.plan.days:
        for piece in year.begin_day(day):
            with points.counted():
                year.run_piece(piece, day)
            rehearsal.counts.append(points.passed)
            year.check_piece(piece, day)
        year.end_day(day)
        with begin() as session:
            rehearsal.digests[day] = digest_of(session)
        show(day)
    return rehearsal


def choose_kills(first: int, count: int, step: int, share: Share) -> Iterator[tuple[int, Kill]]:
    """Yield the trials of a piece whose points follow the `first` points of the year: the point's number and the kill.

    With step 1 each victim is killed at every point; otherwise the victims take turns at every `step`-th point.
    """
    for local in range(1, count + 1):
        turn, rest = divmod(first + local, step)
        victims = tuple(Victim) if step == 1 else (tuple(Victim)[turn % 2],)
        if not rest and turn // 2 % share.of == share.part:
            yield from ((first + local, Kill(victim, local)) for victim in victims)


def run_trials(plan: Plan, faults: Faults, share: Share, surroundings: World) -> TrialResults:
    """Run the year twice in this world: once to count, and once with our share of the trials in between."""
    snapshots = Snapshots(surroundings)
    first, rehearsal, second = rehearse_and_copy(plan, faults, surroundings, snapshots)
    results = TrialResults(rehearsal.points, rehearsal.digests[plan.last_day], violations=list(first.watch.violations))
    Trials(second, snapshots, rehearsal, results).live(faults.every, share)
    return results


def rehearse_and_copy(
    plan: Plan,
    faults: Faults,
    surroundings: World,
    snapshots: Snapshots,
    show: Callable[[date], None] = lambda _: None,
) -> tuple[Year, TrialYear, Year]:
    """Run a year without kills, and copy the same year on the evening before it begins.

    Returns the first year, its rehearsal and the copied year. This process is bound to the copy.
    """
    first = founded(plan, surroundings, faults)
    snapshots.take(SECOND, FIRST_COPY)
    bind(surroundings.url)
    points = Points(first.outside)
    with points.watched():
        rehearsal = rehearse(first, points, show)
    second = open_copy(plan, World(surroundings.home / SECOND, snapshots.address(SECOND)), faults)
    bind(second.world.url)
    return first, rehearsal, second


def open_copy(plan: Plan, world: World, faults: Faults) -> Year:
    """Returns the same year in another world, whose database is already set up."""
    world.materials.mkdir(parents=True)
    configure_store(world.evidence, settings().evidence_limit_mb, lasting=False)
    outside = Outside(plan)
    outside.connect()
    return Year(plan, world, outside, faults)


class Trials:
    """The second run of the year: before each piece, its trials."""

    def __init__(self, year: Year, snapshots: Snapshots, rehearsal: TrialYear, results: TrialResults) -> None:
        self._year, self._snapshots, self._rehearsal, self._results = year, snapshots, rehearsal, results
        self._points = Points(year.outside)
        self._journal = year.world.home / "letters"

    def live(self, step: int, share: Share) -> None:
        """Run the whole year with the trials of one share."""
        first, counts = 0, iter(self._rehearsal.counts)
        with self._points.watched():
            for day in self._year.plan.days:
                pieces = self._year.begin_day(day)
                for index, piece in enumerate(pieces):
                    count = next(counts)
                    self._run_trials(pieces[index:], day, list(choose_kills(first, count, step, share)))
                    self._year.run_piece(piece, day)
                    self._year.check_piece(piece, day)
                    first += count
                self._year.end_day(day)

    def _run_trials(self, rest: Sequence[DayPiece], day: date, trials: Sequence[tuple[int, Kill]]) -> None:
        if not trials:
            return
        with self._snapshots.copy(BEFORE, self._year.world.database):
            for number, kill in trials:
                name = f"第{number}处断点（{day} {rest[0].name} {kill.point}，{NAMES[kill.victim]}）"
                self._results.violations += [f"{name}：{fault}" for fault in self._run_trial(rest, day, kill)]
                self._results.trials[kill.victim] += 1
        bind(self._year.world.url)

    def _run_trial(self, rest: Sequence[DayPiece], day: date, kill: Kill) -> Iterator[str]:
        """Run one trial; yields what is wrong in the evening."""
        with self._snapshots.copy(TRIAL, BEFORE) as url:
            self._copy_evidence()
            killed = kill.victim is Victim.PROCESS and self._was_killed(url, rest[0], day, kill)
            code, evening = Child(partial(self._finish_day, url, rest, day, kill)).end()
        if not isinstance(evening, Evening):
            yield f"没有恢复（{code}）。"
            return
        if not (killed or evening.reached):
            yield "没有走到。"
        self._results.sent_again += evening.repeated
        yield from evening.violations
        if evening.digest != self._rehearsal.digests[day]:
            yield "当日结束时的记录与未受干扰时不同。"
        if evening.repeated > MOST_SENT_AGAIN:
            yield f"重发{evening.repeated}封。"

    def _copy_evidence(self) -> None:
        source, trial = self._year.world.evidence, self._year.world.home / TRIAL
        if trial.exists():
            shutil.rmtree(trial)
        if source.exists():
            shutil.copytree(source, trial)

    def _bind_trial(self, url: str) -> None:
        bind(url)
        configure_store(self._year.world.home / TRIAL, settings().evidence_limit_mb, lasting=False)

    def _was_killed(self, url: str, piece: DayPiece, day: date, kill: Kill) -> bool:
        return Child(partial(self._run_until_killed, url, piece, day, kill)).end().code == -signal.SIGKILL

    def _run_until_killed(self, url: str, piece: DayPiece, day: date, kill: Kill) -> None:
        self._bind_trial(url)
        self._year.outside.journal = self._journal
        run_until_kill(self._year, piece, day, self._points, kill)

    def _finish_day(self, url: str, rest: Sequence[DayPiece], day: date, kill: Kill) -> Evening:
        year = self._year
        self._bind_trial(url)
        if kill.victim is Victim.DATABASE:
            reached = run_until_kill(year, rest[0], day, self._points, kill)
        else:
            reached = False
            year.outside.read_journal(self._journal)
        run_again(year, rest[0], day, self._snapshots)
        year.check_piece(rest[0], day)
        for piece in rest[1:]:
            year.run_piece(piece, day)
            year.check_piece(piece, day)
        year.end_day(day)
        with begin() as session:
            evening = Evening(digest_of(session), year.watch.violations, year.outside.repeated, reached)
        unbind()
        return evening
