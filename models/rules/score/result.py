"""考评结果: what papers say of a department's year, whether its sheet is a trial or frozen (1-2.19, 1-8.2, 1-9)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from models.rules.kinds import Labelled
from models.rules.score.component import RATED, Component, Line, total
from models.rules.secrecy import WITHHELD

PARTY = frozenset(Component) - RATED - {Component.FUNCTIONAL}
# 8.1: the three parts of a total as papers have them.
PARTS: Mapping[str, Collection[Component]] = {
    "职能绩效": frozenset({Component.FUNCTIONAL}),
    "机关党建": PARTY,
    "机关管理": RATED,
}


class Readers(Labelled):
    """1-8.2, 1-9: who approves results, and their readers: all departments, and the three of 9.1, 9.2 and 9.3."""

    APPROVING = "approving", "领导小组"
    ALL = "all", "各纳入管理部门"
    MEMBERS = "members", "领导小组成员单位"
    PERSONNEL = "personnel", "组织部门和公务员管理部门"
    DEPARTMENT = "department", "部门"


@dataclass(frozen=True, slots=True)
class YearResult:
    """The year of one department: its total is None while something is 未设定, `lacks` counts what it lacks.

    `place` is its rank in its class of units; place and grade are None until they are known.
    `corrected` is the paper that corrected the approved sheet, in words, `corrected_on` the day of the act.
    """

    code: str
    department: str
    total: Decimal | None
    lines: tuple[Line, ...] = ()
    lacks: int = 0
    unit_class: str = ""
    place: int | None = None
    grade: str | None = None
    corrected: str = ""
    corrected_on: date | None = None
    excepted: tuple[str, ...] = ()

    def part(self, components: Collection[Component]) -> Decimal | None:
        """Return the sum of these components; None while one of them is 未设定."""
        return total([line for line in self.lines if line.component in components])


def in_order(results: Iterable[YearResult], classes: Sequence[str] = ()) -> tuple[YearResult, ...]:
    """Return the results by class, place and code; those without a place come last in their class.

    The classes stand as the agency lists them (甲类、乙类), others after them.
    """
    rank = {name: number for number, name in enumerate(classes)}

    def key(each: YearResult) -> tuple[int, str, bool, int, str]:
        by_class = rank.get(each.unit_class, len(rank)), each.unit_class
        return (*by_class, each.place is None, each.place or 0, each.code)

    return tuple(sorted(results, key=key))


def seen_by(
    results: Sequence[YearResult], audience: Readers, is_marked: Callable[[str], bool]
) -> tuple[YearResult, ...]:
    """1-9, 4.7: return of results what an audience may see; `is_marked` says whether an entry is of a marked record.

    Only a department sees what its points were made of, and of a marked entry the points alone.
    """
    unlike: Mapping[Readers, Callable[[Line], Line | None]] = {
        Readers.PERSONNEL: lambda _: None,
        Readers.DEPARTMENT: lambda line: _without_marked(line, is_marked),
    }
    show = unlike.get(audience, _bare)
    return tuple(replace(each, lines=tuple(filter(None, map(show, each.lines)))) for each in results)


def _bare(line: Line) -> Line:
    return Line(line.component, line.weight, line.points)


def _without_marked(line: Line, is_marked: Callable[[str], bool]) -> Line:
    shown = tuple(
        replace(each, entry=WITHHELD, limit=None, points=each.taken and -each.taken) if is_marked(each.entry) else each
        for each in line.deductions
    )
    return replace(line, deductions=shown, lacks=())
