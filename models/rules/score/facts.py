"""考评事实: what the records of a year show next to its scores; none changes a score or stops a total (1-8.2)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from models.rules.chinese_dates import in_full
from models.rules.kinds import Labelled
from models.rules.quality import share
from models.rules.score.canonical import digest_of
from models.rules.score.component import Component
from models.rules.secrecy import WITHHELD, Secrets
from models.rules.several import first_of

NO_GATE = "不影响得分，也不阻止合计"
BEFORE = "启用以前"
FIRST_ROWS, ALL_ROWS = 3, 500  # rows of a fact in a message, and in a sheet
NOTHING_SECRET = Secrets()
BETWEEN = re.compile("[：、，（）]")
DIGITS = 12  # of a digest that stands for a record or a file


class FactKind(Labelled):
    """The facts in the order in which they are told; those of quarters are the agency's own."""

    UNDONE = "undone", "应办未办"
    LATE = "late", "逾期办结"
    UNLISTED = "unlisted", "没有负面清单的季度"
    UNREVIEWED = "unreviewed", "没有在线复核的季度"
    UNCHECKED = "unchecked", "没有季度自查的季度"
    LOOKED = "looked", "有人看过的目标"
    UNSEEN = "unseen", "没有人看过的目标"
    SHARED = "shared", "用于多项目标的材料"
    EXCEPTED = "excepted", "以文件了结的事项"


class Contested(Labelled):
    """What a department may object to of its sheet: a component, or one of the department's facts."""

    FUNCTIONAL = Component.FUNCTIONAL.value, Component.FUNCTIONAL.label
    IDEOLOGY = Component.IDEOLOGY.value, Component.IDEOLOGY.label
    ORGANIZATION = Component.ORGANIZATION.value, Component.ORGANIZATION.label
    INTEGRITY = Component.INTEGRITY.value, Component.INTEGRITY.label
    TEAM = Component.TEAM.value, Component.TEAM.label
    VILLAGE = Component.VILLAGE.value, Component.VILLAGE.label
    LEADERS = Component.LEADERS.value, Component.LEADERS.label
    INNOVATION = Component.INNOVATION.value, Component.INNOVATION.label
    SECOND_LEVEL = Component.SECOND_LEVEL.value, Component.SECOND_LEVEL.label
    UNDONE = FactKind.UNDONE.value, FactKind.UNDONE.label
    LATE = FactKind.LATE.value, FactKind.LATE.label
    LOOKED = FactKind.LOOKED.value, FactKind.LOOKED.label
    UNSEEN = FactKind.UNSEEN.value, FactKind.UNSEEN.label
    SHARED = FactKind.SHARED.value, FactKind.SHARED.label
    EXCEPTED = FactKind.EXCEPTED.value, FactKind.EXCEPTED.label

    @property
    def is_fact(self) -> bool:
        """Return whether it is a fact, and no component of the score."""
        return self.value in {each.value for each in FactKind}

    @property
    def asked(self) -> str:
        """Return the name of the cell for the reason of an objection."""
        return f"异议：{self.label}" if self.is_fact else f"对{self.label}的异议理由"


OF_QUARTERS = (FactKind.UNLISTED, FactKind.UNREVIEWED, FactKind.UNCHECKED)
LATENESS = (FactKind.UNDONE, FactKind.LATE)
OF_AGENCY = (*LATENESS, *OF_QUARTERS)
OF_DEPARTMENTS = tuple(each for each in FactKind if each not in OF_QUARTERS)
UNITS = dict.fromkeys(OF_QUARTERS, "个") | {FactKind.SHARED: "份"}


@dataclass(frozen=True, slots=True)
class FactRow:
    """A row behind a figure: the noun and key of its record in the ledger, and the row in words."""

    record: str
    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure with the rows that it counts; `of` is out of how many, `before` the quarters from before go-live.

    `left_out` counts the rows that an accepted objection took out.
    """

    kind: FactKind
    rows: tuple[FactRow, ...] = ()
    of: int | None = None
    before: tuple[str, ...] = ()
    left_out: int = 0

    @property
    def number(self) -> int:
        """Return the figure."""
        return len(self.rows)

    @property
    def words(self) -> str:
        """Return the figure with what belongs to it."""
        part = f"，占{self.of}项的{share(self.number, self.of)}" if self.of else ""
        before = f"，{BEFORE}：{'、'.join(self.before)}" if self.before else ""
        left_out = f"，另有{self.left_out}项依据异议答复不计" if self.left_out else ""
        return f"{self.number}{UNITS.get(self.kind, '项')}{part}{before}{left_out}"

    def without(self, keys: Iterable[str]) -> "Fact":
        """Return the fact without the rows of these keys."""
        gone = set(keys)
        kept = tuple(row for row in self.rows if row.key not in gone)
        return replace(self, rows=kept, left_out=self.number - len(kept))

    def told(self, most: int) -> tuple[str, str]:
        """Return its title and the figure with its first rows, as a line of a sheet."""
        rows = f"：{first_of([row.words for row in self.rows], most, between='；')}" if self.rows else ""
        return f"事实·{self.kind.label}", f"{self.words}{rows}"


Facts = tuple[Fact, ...]


def hidden(facts: Iterable[Fact], secrets: Secrets) -> Facts:
    """4.7: return facts in which a row about a marked record is nothing but a number."""

    def shown(row: FactRow) -> FactRow:
        told = not (secrets.about(row.key) or secrets.is_row_about(BETWEEN.split(row.words)))
        return row if told or row.words == WITHHELD else FactRow("", digest_of(row.key)[:DIGITS], WITHHELD)

    return tuple(replace(each, rows=tuple(map(shown, each.rows))) for each in facts)


def as_data(day: date, facts: Iterable[Fact]) -> dict[str, Any]:
    """Return the facts of a day as they are kept with a sheet or its approval."""
    return {
        "day": day.isoformat(),
        "facts": [
            {
                "fact": each.kind.value,
                "of": each.of,
                "before": list(each.before),
                "left_out": each.left_out,
                "rows": [[row.record, row.key, row.words] for row in each.rows],
            }
            for each in facts
        ],
    }


def read_facts(data: Mapping[str, Any]) -> Facts:
    """Return kept facts; none of a sheet that was kept without."""
    return tuple(
        Fact(
            FactKind(each["fact"]),
            tuple(FactRow(*row) for row in each["rows"]),
            each["of"],
            tuple(each["before"]),
            each["left_out"],
        )
        for each in data.get("facts", ())
    )


def rows_of(data: Mapping[str, Any], kind: str) -> list[FactRow]:
    """Return the rows of one kept fact."""
    return [row for each in read_facts(data) if each.kind.value == kind for row in each.rows]


@dataclass(frozen=True, slots=True)
class YearFacts:
    """The facts of a year as of a day: those of the agency, and of each department by its code.

    `days` are those on which facts were kept that are of an earlier one; of a year that `is_ended` there is no total.
    """

    year: int
    day: date
    agency: Facts
    departments: Mapping[str, Facts] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    is_ended: bool = False

    def of(self, code: str) -> Facts:
        """Return the facts of one department; the agency's own for no code."""
        return self.departments.get(code, ()) if code else self.agency

    def as_data(self, code: str) -> dict[str, Any]:
        """Return the facts of one department, or of the agency, with their day."""
        return as_data(self.days.get(code, self.day), self.of(code))

    def summed(self, kind: FactKind) -> Fact:
        """Return a fact of all departments together; a file that several of them used is one."""
        found = [each for facts in self.departments.values() for each in facts if each.kind is kind]
        rows = [row for each in found for row in each.rows]
        rows = list({row.key: row for row in rows}.values()) if kind is FactKind.SHARED else rows
        of = sum(each.of or 0 for each in found) or None
        return Fact(kind, tuple(rows), of, left_out=sum(each.left_out for each in found))

    @property
    def words(self) -> str:
        """Return the paragraph."""
        own = {each.kind: each for each in self.agency}
        whole: Mapping[FactKind, Fact] = {kind: self.summed(kind) for kind in OF_DEPARTMENTS}
        parts = [
            f"管理机构{_named(own, LATENESS, '、')}",
            f"各部门{_named(whole, LATENESS, '、')}",
            _named(own, OF_QUARTERS),
            _named(whole, (FactKind.LOOKED, FactKind.UNSEEN)),
            f"{_named(whole, (FactKind.SHARED,))}{self._most_used()}",
            "；".join(self._papers()) or "没有以文件了结的事项",
        ]
        return f"截至{in_full(self.day)}的记录，{NO_GATE}：{'；'.join(parts)}"

    def _most_used(self) -> str:
        """Return what the file that is used for most targets is used for."""
        uses = [row.words.split("：")[1] for row in self.summed(FactKind.SHARED).rows if row.record]
        return f"（最多的：{max(uses, key=lambda use: (len(use), use))}）" if uses else ""

    def _papers(self) -> Iterator[str]:
        """Yield each paper that ended lines, with how many totals rest on it."""
        totals: dict[str, set[str]] = defaultdict(set)
        for code, facts in self.departments.items():
            for row in (row for each in facts if each.kind is FactKind.EXCEPTED for row in each.rows):
                totals[row.words.partition("：")[0]].add(code)
        for paper, codes in totals.items():
            rest = "没有合计以它为据" if self.is_ended else f"{len(codes)}个部门的合计以它为据"
            yield f"{paper}了结的事项，{rest}"


def _named(facts: Mapping[FactKind, Fact], kinds: Iterable[FactKind], between: str = "；") -> str:
    return between.join(f"{kind.label}{facts[kind].words}" for kind in kinds if kind in facts)


def used_for(number: int) -> str:
    """Return neutrally that a file serves several targets."""
    return f"这份材料用于{number}项目标"


def told_facts(data: Mapping[str, Any], most: int, secrets: Secrets = NOTHING_SECRET) -> list[tuple[str, str]]:
    """Return the kept facts of a department as lines of its sheet, each with its first rows; a message has no zeros."""
    facts = hidden(read_facts(data), secrets)
    return [each.told(most) for each in facts if most > FIRST_ROWS or each.number or each.left_out]
