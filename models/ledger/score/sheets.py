"""考评试算: each department's score of a year from the ledger, with what it still lacks (1-8, A37)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.negative_list.points import ListingPoints, listing_points
from models.ledger.policies import versions_of
from models.ledger.score.absent import absent_components
from models.ledger.score.cut_off import cut_off_day
from models.ledger.score.entries import CountedEntry, counted_entries
from models.ledger.score.exceptions import exceptions_for, exceptions_of
from models.ledger.score.exemption import exempted_targets
from models.ledger.score.gate import DEPARTMENTS, gate_facts
from models.ledger.score.innovation import innovation_lines
from models.ledger.score.leaders import leader_lines
from models.ledger.score.second_level import second_level_lines
from models.rules.policy import ITEM_WEIGHTS, in_force
from models.rules.score.absent import apportioned
from models.rules.score.component import (
    NOT_GIVEN,
    RATED,
    Component,
    Deduction,
    Line,
    component_of,
    deducted_line,
    exact_total,
    total,
    weights,
)
from models.rules.score.cut_off import passed_cut_off
from models.rules.score.exempted import Exempted
from models.rules.score.gate import Excepted, GateFact, GateKind, GateLine, gate
from models.statements import run

# An accepted objection counts once another person has recomputed the sheet.
LEFT_OUT = """
SELECT s.department_id AS department, e.entry, concat('答复异议（', x.answered_on, '）') AS why
FROM score_objection x JOIN score_sheet s ON s.id = x.score_sheet_id JOIN department d ON d.id = s.department_id
    CROSS JOIN LATERAL jsonb_array_elements_text(x.left_out) AS e(entry)
WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year AND x.state = 'confirmed'
UNION ALL
SELECT a.department_id, e.entry, concat('更正（', a.paper_number, '，', a.paper_date, '）')
FROM appraisal a CROSS JOIN LATERAL jsonb_array_elements_text(a.left_out) AS e(entry)
WHERE a.jurisdiction_id = :jurisdiction AND a.year = :year
"""


def left_out(session: Session, jurisdiction: int, year: int) -> Mapping[tuple[int, str], str]:
    """Return in words why an entry does not count in the sheet of a department, by its id and the entry's key."""
    rows = run(session, LEFT_OUT, jurisdiction=jurisdiction, year=year)
    return {(row.department, row.entry): f"条目{row.entry}不计，依据{row.why}" for row in rows}


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """The score of one department: a line for each component, and what stands between it and a total."""

    code: str
    department: str
    lines: tuple[Line, ...]
    unplaced: tuple[str, ...]
    open: tuple[GateLine, ...]
    exempted: tuple[Exempted, ...] = ()
    excepted: tuple[Excepted, ...] = ()

    @property
    def total(self) -> Decimal | None:
        """Return the sum of the components, None while one is 未设定, an entry has no component, or more is open."""
        return None if self.unplaced or self.open else total(self.lines)

    @property
    def exact(self) -> Fraction | None:
        """A46: return the total without any rounding, for the ranking of departments; None without a total."""
        return None if self.total is None else exact_total(self.lines)

    @property
    def lacks(self) -> tuple[str, ...]:
        """Return in words what stands between now and a total."""
        return (*self.unset, *(each.words for each in self.open))

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Return in words the lines that a paper ends instead of the deed."""
        return tuple(each.words for each in self.excepted)

    @property
    def unset(self) -> tuple[str, ...]:
        """Return in words what the lines themselves lack."""
        unplaced = (f"条目{key}的目标没有写明类别或党建项目" for key in self.unplaced)
        return (*(words for line in self.lines for words in line.lacks), *unplaced)


@dataclass(frozen=True, slots=True)
class Common:
    """What the sheets of all departments are made with: weights, points by listing, given lines, what is left out."""

    scale: Mapping[Component, Decimal | None]
    points: ListingPoints
    rated: Mapping[Component, Mapping[int, Line]]
    left_out: Mapping[tuple[int, str], str]
    excepted: Mapping[str, tuple[Excepted, ...]]


def score_sheets(session: Session, year: int, day: date) -> list[ScoreSheet]:
    """1-8.1, A37: return the score sheet of every department of a year, from the entries as they stand on `day`.

    After the cut-off day they count as they stood at its end. Points are those of the day of listing, the weights of
    the items those of 31 December (A53).
    """
    until = passed_cut_off(cut_off_day(session, year), day)
    return sheets_of(session, year, day, until, counted_entries(session, home(session), date(year, 12, 31), until))


def sheets_of(
    session: Session, year: int, day: date, until: date | None, entries: Iterable[CountedEntry]
) -> list[ScoreSheet]:
    """1-8.1: return the score sheet of every department of a year, made of these entries as they stood on `until`."""
    jurisdiction, last = home(session), date(year, 12, 31)
    common = _common(session, jurisdiction, last)
    counted: dict[int, list[CountedEntry]] = defaultdict(list)
    for entry in entries:
        counted[entry.department].append(entry)
    waiting = gate_facts(session, jurisdiction, last, until, day)
    exempted = exempted_targets(session, jurisdiction, last)
    departments = run(session, DEPARTMENTS, jurisdiction=jurisdiction, last=last)
    return [
        replace(_sheet(row, common, counted[row.id], waiting.get(row.id, ())), exempted=exempted.get(row.id, ()))
        for row in departments
    ]


def _common(session: Session, jurisdiction: int, last: date) -> Common:
    policy = in_force(versions_of(session, jurisdiction, ITEM_WEIGHTS), last)
    scale = weights(policy.value if policy else None)
    return Common(
        scale,
        listing_points(session, jurisdiction),
        rated_lines(session, jurisdiction, last.year, scale),
        left_out(session, jurisdiction, last.year),
        exceptions_of(session, jurisdiction, last.year),
    )


def _sheet(
    row: Any,  # noqa: ANN401
    common: Common,
    entries: Iterable[CountedEntry],
    waiting: Iterable[GateFact],
) -> ScoreSheet:
    taken: dict[Component | None, list[Deduction]] = defaultdict(list)
    basis: dict[Component | None, list[str]] = defaultdict(list)
    contested = []
    for entry in entries:
        component = component_of(entry.category, entry.item)
        if why_not := common.left_out.get((row.id, entry.key)):
            basis[component].append(why_not)
            continue
        points = common.points(entry.state, entry.time, entry.key_project, entry.listed_on)
        taken[component].append(Deduction(entry.key, points, entry.weight))
        if entry.contested:
            contested.append(entry.key)
    given = {component: lines[row.id] for component, lines in common.rated.items()}
    lines = tuple(
        replace(line, basis=(*line.basis, *more)) if (more := basis.get(line.component)) else line
        for line in _lines(common.scale, taken, given)
    )
    appeals = [GateFact(GateKind.APPEALS, len(contested), contested)] if contested else []
    unplaced, excepted = tuple(each.entry for each in taken[None]), exceptions_for(common.excepted, row.code)
    return ScoreSheet(row.code, row.name, lines, unplaced, gate([*appeals, *waiting], excepted), excepted=excepted)


def _lines(
    scale: Mapping[Component, Decimal | None],
    taken: Mapping[Component | None, Sequence[Deduction]],
    given: Mapping[Component, Line],
) -> Iterator[Line]:
    for component, weight in scale.items():
        if component in RATED:
            yield given[component]
        else:
            yield deducted_line(component, weight, taken.get(component, ()))


# A source returns the lines of its component by the department's id, from the jurisdiction, the year and the weight.
Source = Callable[[Session, int, int, Decimal | None], Mapping[int, Line]]
SOURCES: Mapping[Component, Source] = {
    Component.LEADERS: leader_lines,
    Component.INNOVATION: innovation_lines,
    Component.SECOND_LEVEL: second_level_lines,
}


def rated_lines(
    session: Session, jurisdiction: int, year: int, scale: Mapping[Component, Decimal | None]
) -> Mapping[Component, Mapping[int, Line]]:
    """1-6.1: return the lines of the given components of a year of each department, what has no result yet with them.

    What the level does not have, and 创新项目 where it is left out of a department, the others may carry (A41, A78).
    """
    absent = absent_components(session, jurisdiction, year)
    found = {component: source(session, jurisdiction, year, scale[component]) for component, source in SOURCES.items()}
    made = {
        number: apportioned(
            {each: lines.get(number) or _not_given(each, scale[each]) for each, lines in found.items()}, absent
        )
        for number in found[Component.LEADERS]
    }
    return {component: {number: lines[component] for number, lines in made.items()} for component in SOURCES}


def _not_given(component: Component, weight: Decimal | None) -> Line:
    return Line(component, weight, None, lacks=(f"{component.label}{NOT_GIVEN}",))
