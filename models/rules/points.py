"""负面清单记分: finished 0, unfinished below it, exceeding gives nothing; what of it is given back (1-2.23, A11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from models.rules.kinds import Labelled
from models.rules.states import EntryState

NOTHING = Decimal(0)
WHOLE = Decimal(1)
UNSET = "未设定"
# What was not confirmed, or was found to be wrong, costs nothing (A20, 4.3 a).
FREE = frozenset({EntryState.PROPOSED, EntryState.DISMISSED, EntryState.WITHDRAWN})


class Restoring(Labelled):
    """补欠后恢复: whether what was made good afterwards gives the points back."""

    FULL = "full", "全部恢复"
    PARTIAL = "partial", "部分恢复"
    NONE = "none", "不恢复"


@dataclass(frozen=True, slots=True)
class PointsTable:
    """What an entry costs, all of it at most 0, by how often its target was listed; the last size holds from then on.

    Without sizes of their own key projects cost what the others do.
    """

    ordinary: tuple[Decimal, ...]
    key_projects: tuple[Decimal, ...] = ()

    def __post_init__(self) -> None:
        if not self.ordinary or max((*self.ordinary, *self.key_projects)) > NOTHING:
            raise ValueError(self)

    def size(self, time: int, *, key_project: bool) -> Decimal:
        """The points of the `time`-th listing of a target, counted from 1."""
        sizes = (key_project and self.key_projects) or self.ordinary
        return sizes[min(time, len(sizes)) - 1]


@dataclass(frozen=True, slots=True)
class Listed:
    """What of an entry its points follow from: how it stands, for which time its target is listed, and of what kind."""

    state: EntryState
    time: int
    key_project: bool = False


def points_of(entry: Listed, table: PointsTable | None, restored: Decimal | None) -> Decimal | None:
    """1-2.23, A11: the points of an entry, never above 0; `restored` is the share (0 to 1) that 补欠 gives back.

    None where the setting that is needed is 未设定. What costs nothing needs none.
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
    """The sum, 0 of nothing: a target that was met counts 0. None where any of the points is 未设定."""
    known = list(points)
    return None if None in known else sum((each for each in known if each), NOTHING)


def shown(points: Decimal | None) -> Decimal | str:
    """What a cell says of points: the number, or 未设定."""
    return UNSET if points is None else points


def in_words(number: Decimal) -> str:
    """A number without zeros behind its point and without an exponent."""
    return f"{number.normalize():f}"
