"""得分依据: what made each line of a score sheet so, to the last point, and the points that follow from it (1-8)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from models.rules.kinds import Labelled
from models.rules.points import FREE
from models.rules.score.absent import Absence
from models.rules.score.component import FIXED, NOTHING, RATED, Component, Line
from models.rules.score.exempted import Exempted
from models.rules.states import EntryState

WHOLE = Decimal(1)


class EntryChange(Labelled):
    """What happened to an entry after the cut-off day: it moves no sheet (A53)."""

    LISTED = "listed", "考评截止日以后列入"
    CHANGED = "changed", "考评截止日以后变更"


@dataclass(frozen=True, slots=True)
class SettingUsed:
    """The version of a setting that a line is of; without a version it is 未设定. `value` is its stored form."""

    key: str
    name: str
    words: str
    version: int | None = None
    value: Any = None
    valid_from: date | None = None
    source: str = ""
    basis: str = ""
    recorded_on: date | None = None


@dataclass(frozen=True, slots=True)
class RulingOf:
    """The `number`th appeal against an entry, as it stood on the day whose entries count (4.3 a)."""

    number: int
    department: str
    lodged_on: date
    ended_on: date | None
    ruling: str
    reason: str


class EntryDerivation(NamedTuple):
    """Why an entry takes what it takes: its finding, its state, the versions of its settings, its limit.

    `time` counts the listings of its target; `size` are the points of the table, `restored` the share that 补欠 gave
    back; `taken` has no value where the component has come to its floor, because then no entry has a share.
    """

    entry: str
    name: str
    department: str
    state: EntryState
    finding: str
    found_on: date
    proposed_on: date | None
    listed_on: date
    way: str
    inspection: str
    signed_on: date | None
    signed_by: str
    time: int
    key_project: bool
    points_version: int | None
    restoring_version: int | None
    made_good_on: date | None
    size: Decimal | None
    restored: Decimal | None
    points: Decimal | None
    limit: Decimal | None
    taken: Decimal | None
    appeals: tuple[RulingOf, ...] = ()
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class PaperOf:
    """A value that was given with its paper; a later one takes the place of those before it, with a reason."""

    value: str
    project: str
    paper_number: str
    paper_date: date
    reason: str
    recorded_on: date


@dataclass(frozen=True, slots=True)
class Derivation:
    """The derivation of one line: a component with all that made it so.

    `mean` and `number` are those of the ratings of leaders; `given` is what was given out of `full`. `left_out` says
    which entries do not count, and by which answer or correction.
    """

    component: Component
    weight: Decimal | None
    points: Decimal | None
    at_floor: bool
    settings: tuple[SettingUsed, ...] = ()
    entries: tuple[EntryDerivation, ...] = ()
    papers: tuple[PaperOf, ...] = ()
    given: Decimal | None = None
    full: Decimal | None = None
    number: int | None = None
    carries: bool = False
    lacks: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def recomputed(self) -> Decimal | None:
        """Return the points that follow from the derivation alone; None while something is 未设定."""
        if self.weight is None or self.lacks:
            return None
        if self.component in RATED:
            return _of_share(self)
        taken = [taken_by(each) for each in self.entries]
        return None if None in taken else max(self.weight - sum(filter(None, taken), NOTHING), NOTHING)


def taken_by(entry: EntryDerivation) -> Decimal | None:
    """A11, A38: return what an entry takes by its size, what was restored, and its limit; None if 未设定.

    An entry that was withdrawn takes nothing.
    """
    if entry.state in FREE:
        return NOTHING
    if entry.size is None or entry.restored is None:
        return None
    points = -entry.size * (WHOLE - entry.restored)
    return points if entry.limit is None else min(points, entry.limit)


def _of_share(line: Derivation) -> Decimal | None:
    """A40-A42: return the part of the weight that was given; a component that is left out has no weight."""
    if line.given is None or not line.full:
        return NOTHING if line.weight == NOTHING else None
    return (line.weight or NOTHING) * line.given / line.full


def given_of(line: Line) -> dict[str, Any]:
    """Return what a line was given: value, full marks, number of ratings and if it carries other weight."""
    if line.given is None:
        return {}
    carries = line.component in FIXED and line.weight not in (None, FIXED[line.component])
    return {"given": line.given.value, "full": line.given.full, "number": line.given.number, "carries": carries}


@dataclass(frozen=True, slots=True)
class LaterEntry:
    """An entry that was listed or changed after the cut-off day; it stands under the sheet."""

    entry: str
    name: str
    change: EntryChange
    state: EntryState
    listed_on: date
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class SheetDerivation:
    """The derivation of a score sheet: its lines, what stands under it, and what keeps it from a total.

    `until` is the cut-off day if it has passed, `after_list` the working day after the fourth list is frozen.
    """

    code: str
    department: str
    year: int
    founded_on: date | None
    cut_off: SettingUsed
    after_list: date | None
    until: date | None
    counted: str
    total: Decimal | None
    lines: tuple[Derivation, ...]
    later: tuple[LaterEntry, ...]
    lacks: tuple[str, ...]
    exempted: tuple[Exempted, ...] = ()
    excepted: tuple[str, ...] = ()
    absent: tuple[Absence, ...] = ()
