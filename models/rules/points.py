"""负面清单记分: a finished target counts 0, an unfinished one less; 补欠 may restore points (1-2.23, A11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from models.rules.kinds import Labelled
from models.rules.states import EntryState

NOTHING = Decimal(0)
WHOLE = Decimal(1)
UNSET = "未设定"
UNDECIDED = "未定"  # a total before which a line stands, also if more is 未设定 (A37)
# Entries that were not confirmed, or were withdrawn by a ruling or a correction, cost nothing (A20, 4.3 a).
FREE = frozenset({EntryState.PROPOSED, EntryState.DISMISSED, EntryState.WITHDRAWN, EntryState.CORRECTED})


class Restoring(Labelled):
    """补欠后恢复: whether remediation afterwards restores the points."""

    FULL = "full", "全部恢复"
    PARTIAL = "partial", "部分恢复"
    NONE = "none", "不恢复"


@dataclass(frozen=True, slots=True)
class PointsTable:
    """The points of an entry, all at most 0, by occurrence of its target; later occurrences use the last size.

    If `key_projects` is empty, key projects use the ordinary sizes. Raises ValueError if there is no size, or one above
    0.
    """

    ordinary: tuple[Decimal, ...]
    key_projects: tuple[Decimal, ...] = ()

    def __post_init__(self) -> None:
        if not self.ordinary or max((*self.ordinary, *self.key_projects)) > NOTHING:
            raise ValueError(self)

    def size(self, time: int, *, key_project: bool) -> Decimal:
        """Return the points of the `time`-th listing of a target, counted from 1."""
        sizes = (key_project and self.key_projects) or self.ordinary
        return sizes[min(time, len(sizes)) - 1]


@dataclass(frozen=True, slots=True)
class ScoredEntry:
    """The fields of an entry that its points depend on: state, occurrence, and whether it is a key project."""

    state: EntryState
    time: int
    key_project: bool = False


def points_of(entry: ScoredEntry, table: PointsTable | None, restored: Decimal | None) -> Decimal | None:
    """1-2.23, A11: return the points of an entry, never above 0; `restored` is the share (0 to 1) that 补欠 restores.

    Returns None if the setting it needs is 未设定. An entry in a FREE state needs no setting.
    """
    if entry.state in FREE:
        return NOTHING
    if table is None:
        return None
    size = table.size(entry.time, key_project=entry.key_project)
    if entry.state is not EntryState.MADE_GOOD:
        return size
    return None if restored is None else size * (WHOLE - restored) + NOTHING  # no minus before a zero


def total(points: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum, by default 0: a target that was met counts 0. Returns None if one of the points is 未设定."""
    known = list(points)
    return None if None in known else sum((each for each in known if each), NOTHING)


def shown(points: Decimal | None) -> Decimal | str:
    """Return the value of a cell of points: the number, or 未设定 if None."""
    return UNSET if points is None else points


def in_words(number: Decimal) -> str:
    """Format a number without trailing zeros and without an exponent."""
    return f"{number.normalize():f}"
