"""年度考评逐日: the state of a department's score on a day, what changed since, and when it is told (1-2.19)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from models.rules.appraisal import first_day
from models.rules.cycle import Routine
from models.rules.points import UNSET
from models.rules.score.canonical import exact
from models.rules.score.component import Component, Line, shown, total
from models.rules.score.gate import OF_DEPARTMENT, GateKind, GateLine, grouped
from models.rules.several import first_of

# Daily from 11 January, when the year-end check is over.
APPRAISAL = Routine("appraisal", "年度考评", "1-2.19", "20 8 11-31 1 *", lists=False, also="20 8 * 2-12 *")
AGENCY = "管理机构"
WITHOUT_LEADERS = "合计（不含省领导评价）"
NOT_WHOLE = "未齐"
NO_SHEET = "没有得分表"
KEPT = 20  # missing things of a department that its state names
NAMED = 3  # departments that a line names
CHANGES = 5  # changes of a department that a line names
State = Mapping[str, Any]


def newest_year(day: date) -> int:
    """Return the newest year whose appraisal has begun by a day: from 11 January on it is the year before."""
    year = day.year - 1
    return year if day >= first_day(year) else year - 1


def tells_all(last: date | None, day: date) -> bool:
    """Return whether everything that is missing is told: on the first day, and on the first run of a week."""
    return last is None or last.isocalendar()[:2] != day.isocalendar()[:2]


def state_of(lines: Sequence[Line], lacks: Sequence[str], sheet: str = "") -> dict[str, Any]:
    """Return the state of a department's score as it is kept: points of each line, total, what is missing, its sheet.

    4.7: two means of 省领导评价 with their numbers give the rating between them. So that line has its number only, and
    the total is that of the other lines.
    """
    others = [line for line in lines if line.component is not Component.LEADERS]
    return {
        "lines": {line.component.value: _points(line) for line in lines},
        "total": None if lacks else exact(total(others)),
        "missing": list(lacks[:KEPT]),
        "number": len(lacks),
        "sheet": sheet,
    }


def _points(line: Line) -> str | None:
    if line.component is Component.LEADERS:
        return f"{line.given.number}人评价" if line.given else None
    return exact(line.points)


def changed_states(before: Mapping[str, State], after: Mapping[str, State]) -> dict[str, State | None]:
    """Return by code the states that are other ones than before; None of a department that has no score any more."""
    changed: dict[str, State | None] = {code: state for code, state in after.items() if before.get(code) != state}
    return changed | dict.fromkeys(sorted(before.keys() - after.keys()))


def change_in_words(before: State | None, after: State | None) -> str:
    """Return in words what changed of a department; never empty."""
    if before is None or after is None:
        return "新纳入考评" if after else "不再有得分"
    found = [*_points_changed(before, after), *_missing_changed(before, after)]
    return first_of(found, CHANGES, "项变化", "；")


def _points_changed(before: State, after: State) -> Iterator[str]:
    for each in Component:
        old, new = before["lines"].get(each.value), after["lines"].get(each.value)
        if old != new:
            yield f"{each.label}{_said(old, UNSET)}→{_said(new, UNSET)}"
    if before["total"] != after["total"]:
        yield f"{WITHOUT_LEADERS}{_said(before['total'], NOT_WHOLE)}→{_said(after['total'], NOT_WHOLE)}"


def _missing_changed(before: State, after: State) -> Iterator[str]:
    yield from (f"新缺：{each}" for each in after["missing"] if each not in before["missing"])
    yield from (f"不再缺：{each}" for each in before["missing"] if each not in after["missing"])
    if before["number"] != after["number"]:
        yield f"缺项{before['number']}→{after['number']}"
    if before["sheet"] != after["sheet"]:
        yield f"得分表：{before['sheet'] or NO_SHEET}→{after['sheet'] or NO_SHEET}"


def _said(points: str | None, without: str) -> str:
    if points is None:
        return without
    return points if points.endswith("人评价") else shown(Decimal(points))


@dataclass(frozen=True, slots=True)
class AppraisalTask:
    """What a person has to do: who, what, and the departments that it is about."""

    who: str
    words: str
    about: tuple[str, ...] = ()

    @property
    def in_words(self) -> str:
        """Return who has to do what: 管理机构：异议待答复（省教育厅）."""
        return f"{self.who}：{self.words}{f'（{in_short(self.about)}）' if self.about else ''}"


def in_short(names: Sequence[str]) -> str:
    """Return the first of several names: 甲、乙、丙等12个部门."""
    return first_of(names, NAMED, "个部门")


def lacking(departments: Iterable[tuple[str, Sequence[str], Sequence[GateLine]]]) -> list[AppraisalTask]:
    """Return what stands between departments and their totals, most departments first, each thing once.

    Of a line of the gate that several have only the kind is said. What a department itself settles is its own.
    """
    found = defaultdict[str | GateKind, list[tuple[str, str, str]]](list)
    for name, lacks, lines in departments:
        for each in lines:
            found[each.kind].append((name, each.words, each.ended_by))
        for words in lacks:
            found[words].append((name, words, ""))
    told = sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
    return [_lack(what, *zip(*each, strict=True)) for what, each in told]


def _lack(what: str | GateKind, names: Sequence[str], told: Sequence[str], ended_by: Sequence[str]) -> AppraisalTask:
    words = told[0] if len(set(told)) == 1 else grouped(GateKind(what), ended_by[0])
    if what in OF_DEPARTMENT:
        return AppraisalTask(in_short(names), words)
    return AppraisalTask(AGENCY, words, tuple(names))


def common_changes(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return in words what the agency and the leaders have to do now and did not before, and the reverse."""
    new = [f"新增：{each}" for each in after if each not in before]
    return new + [f"已了结：{each}" for each in before if each not in after]
