"""A run of a flow on a host: in one cell of a group after the other; what stops one cell stops no other one."""

import logging
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import NamedTuple, cast

from prefect.states import Completed, Failed

from models.cell_turns import Turns, only_run
from models.cells import ACTIVE, STATES
from models.database import begin
from models.ledger.acts import Summary
from models.ledger.duty.counts import count_overdue
from models.outages import FAULTS, REASONS, UNKNOWN
from models.rules.cycle import Cycle, Routine
from models.rules.errors import MubiaoError, Refused, Unavailable, printable
from tasks.alerts import tell_run
from tasks.artifacts import publish_rows
from tasks.cell import Registry, cell, find_cell, host_address, open_registry
from tasks.cell_time import limited
from tasks.clock import planned_day
from tasks.clock_check import trust_clock
from tasks.events import emit_counts
from tasks.run_record import begin_run, end_run, forget_run
from tasks.step import Step, after_last_sweep, combine, run_steps

LONGEST = 480  # seconds after which no further cell is begun
# A sentence of a step may name departments and people, for whom the host's page is no place: it stays in its log.
NAMELESS = frozenset((*REASONS.values(), UNKNOWN))
PLACE = re.compile("“[^”]*/[^”]*”")  # of an evidence store, whose address is not told either
STOPPED = "没有办完，原因见这台机器的日志，或执行 mubiao --cell {key} run {flow}。"
OF_PROGRAM = "程序出错，原因见这台机器的日志。"
INBOX_AWAY = "收件箱未能读取。"
_log = logging.getLogger(__name__)
STILL_RUNNING = "上一次运行还在进行。"


class Work(NamedTuple):
    """What is done in each cell: the steps of a flow, for a period, or for the day of the planned start."""

    cycle: Cycle | Routine
    steps: Sequence[Step]
    period: str | None
    planned: datetime | None


@dataclass(frozen=True, slots=True)
class CellResult:
    """What a run has done in a cell, and what there is to say of it.

    It `failed`, unless that is only a remark, or the cell was passed over. If it was `away` a second try may succeed.
    """

    key: str
    counts: Mapping[str, int] = field(default_factory=dict)
    remark: str = ""
    failed: bool = False
    away: bool = False

    def row(self) -> dict[str, str | int]:
        """Returns the row of the table: no word of it is of the cell's records."""
        names = {"开启": "opened", "发出": "sent", "收取": "mails", "逾期": "overdue"}
        told = {title: self.counts.get(name, 0) if self.counts else "" for title, name in names.items()}
        return {"单元": self.key, **told, "未办成": self.remark}


class GroupResult(NamedTuple):
    """The results of the cells, and the keys of those that wait for the next run."""

    cells: tuple[CellResult, ...]
    waiting: tuple[str, ...]

    @property
    def failed(self) -> list[str]:
        """The keys of the cells that failed."""
        return [each.key for each in self.cells if each.failed]

    def counts(self, *, often: bool) -> Counter[str]:
        """Returns what was done in all cells together; what is overdue is not counted again every ten minutes."""
        done = sum((Counter(each.counts) for each in self.cells), Counter(failed=len(self.failed)))
        if often:
            del done["overdue"]
        return done

    def words(self, title: str) -> str:
        """Returns what the run has done, and each remark in a separate line."""
        done = sum(bool(each.counts) for each in self.cells)
        told = [f"{title}：办完{done}个单元。"]
        if self.failed:
            told.append(f"未办成：{'、'.join(self.failed)}。")
        if self.waiting:
            told.append(f"时间已到，等下一次：{'、'.join(self.waiting)}。")
        return "\n".join(["".join(told), *(f"{each.key}：{each.remark}" for each in self.cells if each.remark)])


def run_group(work: Work, registry: Registry, turns: Turns, keys: Sequence[str]) -> GroupResult:
    """Run the steps in each cell. One that was away is tried once more at the end; when the time is over, others wait.

    Raises Unavailable if the registry is away.
    """
    until = monotonic() + LONGEST
    results: dict[str, CellResult] = {}
    queue = turns.in_order(keys)
    for key in queue:  # it grows by the cells that are tried once more
        if monotonic() >= until:
            break
        is_first = key not in results
        results[key] = _run_turn(work, registry, turns, key)
        if is_first and results[key].away:
            queue.append(key)
    return GroupResult(tuple(results.values()), tuple(key for key in queue if key not in results))


def _run_turn(work: Work, registry: Registry, turns: Turns, key: str) -> CellResult:
    """Run the steps in a cell, unless it is not at work now; the registry was read some time ago."""
    for state in (turns.take(key), registry.cells[key].state):
        if state != ACTIVE:
            return CellResult(key, remark=f"{STATES[state]}，没有办理。")
    try:
        with limited(), cell(key, registry):
            return _run_cell(work, key)
    except MubiaoError as error:
        return _stopped(work, key, error, PLACE.sub("", error.message))
    except FAULTS:
        _log.exception("%s in the cell %s", work.cycle.key, key)
        return CellResult(key, remark=OF_PROGRAM, failed=True)


def _run_cell(work: Work, key: str) -> CellResult:
    """Run the steps in the cell that is bound."""
    begin_run(work.cycle)
    trust_clock()
    day = planned_day(work.period, work.planned)
    if day.date < day.at.date():
        day = after_last_sweep.fn(day)
    try:
        counts = combine(run_steps(work.steps, day, engine=False)).counts
    except MubiaoError as error:
        if isinstance(error, Unavailable):
            forget_run(work.cycle)
        of_step = STOPPED.format(key=key, flow=work.cycle.key)
        return _stopped(work, key, error, error.message if error.message in NAMELESS else of_step)
    end_run(work.cycle)
    with begin() as session:
        overdue = count_overdue(session, day.at.date())
    return CellResult(key, {**counts, "overdue": overdue}, INBOX_AWAY if counts.get("inbox_failures") else "")


def _stopped(work: Work, key: str, error: MubiaoError, words: str) -> CellResult:
    """Returns that a cell failed, with these words; the whole sentence goes to the log of this machine."""
    _log.warning("%s in the cell %s: %s", work.cycle.key, key, error.message)
    return CellResult(key, remark=words, failed=True, away=isinstance(error, Unavailable))


def run_for_cells(work: Work, group: str, cell: str) -> Summary:
    """Run the steps in each cell of a group and publish the table of the group; a cell alone has no table.

    The run fails with the keys of the cells that failed. It ends at once while the run before is unfinished. Raises
    Refused if there is no such group or cell, Unavailable if the registry is away.
    """
    registry = open_registry()
    keys = [find_cell(registry.cells, printable(cell)).key] if cell else registry.of_group(group)
    if not keys:
        raise Refused(f"组“{printable(group)}”没有单元。查看：mubiao host list。")
    with only_run(host_address(), work.cycle.key, f"cell {cell}" if cell else group) as turns:
        if turns is None:
            return cast("Summary", Completed(message=STILL_RUNNING))  # a state that Prefect takes as it is
        result = run_group(work, registry, turns, keys)
    tell_run(f"{work.cycle.key} {cell or group}", len(result.failed))
    words = result.words(f"{work.cycle.name} {cell or group}")
    key = "" if cell else f"{work.cycle.key.replace('_', '-')}-{group}"
    publish_rows(key, [each.row() for each in result.cells], words)
    emit_counts(work.cycle, result.counts(often=getattr(work.cycle, "often", False)))
    state = Failed if result.failed else Completed
    return cast("Summary", state(message=words.partition("\n")[0]))
