"""The watcher of a host: which runs have died, what is started again, which schedules are put back, what a pool lacks.

Values only: the runs and schedules of Prefect, and what the ledgers of the cells say is missing.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import groupby

HEARTBEAT = timedelta(seconds=30)  # of a run
SILENCE = timedelta(minutes=15)  # after which a run counts as dead
AGAIN = timedelta(minutes=15)  # between two starts of a flow for a group
STARTS = 3  # of the same missing work
FULL = timedelta(minutes=15)  # that a run waits for a place in the pool
UNHEARD = timedelta(minutes=2)  # of all workers
ALIVE = frozenset({"PENDING", "RUNNING", "CANCELLING"})  # Submitting is a name of the first
ENDED = frozenset({"COMPLETED", "FAILED"})


@dataclass(frozen=True, slots=True)
class FlowRun:
    """A run in Prefect: its cycle, group, type of state since when, newest event, planned start, key of a watcher."""

    id: str
    flow: str
    group: str
    state: str
    since: datetime
    heard: datetime
    planned: datetime
    key: str = ""

    def is_unfinished(self, now: datetime) -> bool:
        """Return whether it runs, is paused, or waits although its start has come."""
        return self.state in ALIVE | {"PAUSED"} or (self.state == "SCHEDULED" and self.planned <= now)


def silent_runs(
    runs: Iterable[FlowRun], now: datetime, answering_since: datetime, limit: timedelta = SILENCE
) -> list[FlowRun]:
    """Return the runs that have died: alive by their state, and nothing was heard of them for longer than the limit.

    It counts only from two heartbeats after API, database and Redis have answered again.
    """
    counted = answering_since + 2 * HEARTBEAT
    return [each for each in runs if each.state in ALIVE and now - max(each.since, each.heard, counted) > limit]


@dataclass(frozen=True, slots=True, order=True)
class Missing:
    """What is missing in a cell by its ledger: the run of a period, or that of a day; `begun`: a run did not end."""

    cell: str
    group: str
    flow: str
    period: str
    day: date
    begun: datetime | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """A run to be started for a group: the first, second or third one of the same work; for these cells."""

    flow: str
    group: str
    period: str
    work: str
    number: int
    cells: tuple[str, ...]

    @property
    def key(self) -> str:
        """A key that only this run has: Prefect starts none twice."""
        return f"{self.work}|{self.number}"


def was_refused(missing: Missing, runs: Iterable[FlowRun]) -> bool:
    """Return whether the run that a cell began was refused: the group's run has ended since, and did not crash."""
    begun = missing.begun
    same = (each for each in runs if (each.flow, each.group) == (missing.flow, missing.group))
    return begun is not None and any(each.state in ENDED and each.since >= begun for each in same)


def runs_to_start(
    missing: Sequence[Missing], runs: Collection[FlowRun], now: datetime
) -> tuple[list[Start], list[Start]]:
    """Return the runs that are started now, and those that were started three times and brought nothing.

    One of a flow and a group at most once in 15 minutes, never while one is unfinished. What a cell refused is late,
    not missing. Of several periods the one that is named first is opened first.
    """
    wanted = sorted((each for each in missing if not was_refused(each, runs)), key=_of)
    found = [_next_start(list(members), runs, now) for _, members in groupby(wanted, key=_of)]
    numbered = [each for each in found if each]
    return [each for each in numbered if each.number <= STARTS], [each for each in numbered if each.number > STARTS]


def _next_start(members: Sequence[Missing], runs: Iterable[FlowRun], now: datetime) -> Start | None:
    """Return the next run of a flow for a group, whether or not it is one too many; None if it has to wait."""
    first = members[0]
    same = [each for each in runs if (each.flow, each.group) == (first.flow, first.group)]
    ours = [each for each in same if each.key.startswith(f"{first.flow}|")]
    if any(each.is_unfinished(now) for each in same) or any(now - each.planned < AGAIN for each in ours):
        return None
    work = f"{first.flow}|{first.group}|{_digest(members)}"
    number = sum(each.key.startswith(f"{work}|") for each in ours) + 1
    cells = tuple(sorted({each.cell for each in members}))
    return Start(first.flow, first.group, first.period, work, number, cells)


def _of(missing: Missing) -> tuple[str, str]:
    return missing.flow, missing.group


def _digest(members: Iterable[Missing]) -> str:
    """Return a short digest of what is missing: when it changes, there was progress."""
    lines = sorted(f"{each.cell} {each.period or each.day}" for each in members)
    return sha256("\n".join(lines).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class PlannedSchedule:
    """A schedule as it must be: of a cycle, under its slug, for a group."""

    flow: str
    slug: str
    cron: str
    group: str


@dataclass(frozen=True, slots=True)
class FoundSchedule:
    """A schedule as Prefect has it; in another zone it is another schedule."""

    flow: str
    slug: str
    cron: str
    group: str
    zone: str
    active: bool
    id: str


@dataclass(frozen=True, slots=True)
class Repair:
    """What is put back: a schedule that was deleted, changed or paused; the id is empty for a deleted one."""

    schedule: PlannedSchedule
    why: str
    id: str = ""


def repairs(wanted: Iterable[PlannedSchedule], found: Iterable[FoundSchedule], zone: str) -> Iterator[Repair]:
    """Yield what is put back. A schedule that was not planned is left as it is: `host deploy` removes it."""
    there = {(each.flow, each.slug): each for each in found}
    for plan in wanted:
        now = there.get((plan.flow, plan.slug))
        if now is None:
            yield Repair(plan, "缺少")
        elif not now.active:  # Prefect forgets its parameters too when it is paused
            yield Repair(plan, "被暂停", now.id)
        elif (now.cron, now.group, now.zone) != (plan.cron, plan.group, zone):
            yield Repair(plan, "被改动", now.id)


def pool_troubles(
    places: int | None, runs: Collection[FlowRun], heard: Iterable[datetime | None], now: datetime
) -> dict[str, str]:
    """Return in words what a pool lacks: a free place for 15 minutes, a worker that was heard for two."""
    newest = max((each for each in heard if each), default=None)
    troubles = {}
    if newest is None or now - newest > UNHEARD:
        last = "从未有过" if newest is None else f"最近一次是{newest:%Y-%m-%d %H:%M}"
        words = f"{UNHEARD.seconds // 60}分钟没有执行进程的消息，{last}。"
        troubles["worker"] = f"{words}请检查各台机器的 mubiao host worker。"
    taken = sum(each.state in ALIVE for each in runs)
    waiting = [each for each in runs if each.state == "SCHEDULED" and now - each.planned >= FULL]
    if places is not None and taken >= places and waiting:
        troubles["pool"] = f"{places}个运行位置已占满，{len(waiting)}个运行等了{FULL.seconds // 60}分钟以上。"
    return troubles
