"""考评试算: each department's score of a year from the ledger, with what it still lacks (1-8, A37)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.negative_list.entries_then import ENTRIES_THEN
from models.ledger.negative_list.points import entry_points
from models.ledger.nouns.negative_list import in_sql
from models.ledger.nouns.target import LEAD
from models.ledger.policies import versions_of
from models.ledger.score.cut_off import cut_off_day
from models.ledger.score.exemption import exempted_targets
from models.ledger.score.led import HEIRS_THEN, LED
from models.ledger.score.left_out import left_out
from models.ledger.score.open_targets import open_targets
from models.ledger.score.rated import rated_lines
from models.rules.policy import ITEM_WEIGHTS, in_force
from models.rules.score.component import RATED, Component, component_of, weights
from models.rules.score.cut_off import passed_cut_off
from models.rules.score.deduction import Deduction, Line, deducted_line, exact_total, total
from models.rules.score.exempted import Exempted
from models.rules.score.given import NOT_GIVEN
from models.rules.states.negative_list import UNCONFIRMED
from models.statements import run

# Departments of a year; one that ended before its last day has no sheet (A54).
DEPARTMENTS = """
SELECT d.id, d.code, d.name FROM department d
WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
    AND coalesce(d.valid_from, '-infinity') <= :last AND coalesce(d.valid_to, 'infinity') >= :last
ORDER BY d.code COLLATE "C"
"""
# Confirmed entries for the targets of a year, each with the department that leads its target, or its successor, and
# whether an appeal against it is open. Of a target that changed hands after the year it is the one that was listed.
_LED = LED.format(before="e.department_id")
ENTRIES = f"""
SELECT e.id, concat_ws('/', t.year, t.code, e.occurrence) AS key, t.code, t.category, t.item, t.weight,
    coalesce(h.heir, {_LED}) AS department, EXISTS (
        SELECT FROM appeal a WHERE a.entry_id = e.id AND a.state IN ('lodged', 'accepted')) AS contested
FROM {ENTRIES_THEN} e JOIN target t ON t.id = e.target_id JOIN {LEAD}
    LEFT JOIN {HEIRS_THEN} h ON h.department_id = {_LED}
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND e.state NOT IN {in_sql(UNCONFIRMED)}
ORDER BY t.code COLLATE "C", e.occurrence
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """The score of one department: a line for each component, and what stands between it and a total."""

    code: str
    department: str
    lines: tuple[Line, ...]
    unplaced: tuple[str, ...]
    open: tuple[str, ...]  # in words: appeals and targets that are not done with
    exempted: tuple[Exempted, ...] = ()

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
        unplaced = (f"条目{key}的目标没有写明类别或党建项目" for key in self.unplaced)
        return (*(words for line in self.lines for words in line.lacks), *unplaced, *self.open)


def score_sheets(session: Session, year: int, day: date) -> list[ScoreSheet]:
    """1-8.1, A37: return the score sheet of every department of a year, from the entries as they stand on `day`.

    After the cut-off day they count as they stood at its end. Points are those of the day of listing, the weights of
    the items those of 31 December (A53).
    """
    jurisdiction, last = home(session), date(year, 12, 31)
    policy = in_force(versions_of(session, jurisdiction, ITEM_WEIGHTS), last)
    scale = weights(policy.value if policy else None)
    until = passed_cut_off(cut_off_day(session, year), day)
    entries = _entries_by_department(session, jurisdiction, last, until)
    rated = rated_lines(session, jurisdiction, year, scale)
    waiting = open_targets(session, jurisdiction, last, until, day)
    exempted = exempted_targets(session, jurisdiction, last)
    departments = run(session, DEPARTMENTS, jurisdiction=jurisdiction, last=last)
    return [
        replace(_sheet(row, scale, entries[row.id], rated, waiting.get(row.id, ())), exempted=exempted.get(row.id, ()))
        for row in departments
    ]


def _entries_by_department(
    session: Session, jurisdiction: int, last: date, until: date | None
) -> Mapping[int, Sequence[Any]]:
    """Return the entries of each department with their points, and with the words of what leaves one out."""
    points, without = entry_points(session, jurisdiction, last.year, until), left_out(session, jurisdiction, last.year)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in run(session, ENTRIES, jurisdiction=jurisdiction, year=last.year, last=last, until=until):
        found[row.department].append((row, points[row.id], without.get((row.department, row.key), "")))
    return found


def _sheet(
    row: Any,  # noqa: ANN401
    scale: Mapping[Component, Decimal | None],
    entries: Sequence[Any],
    rated: Mapping[Component, Mapping[int, Line]],
    waiting: tuple[str, ...],
) -> ScoreSheet:
    taken: dict[Component | None, list[Deduction]] = defaultdict(list)
    basis: dict[Component | None, list[str]] = defaultdict(list)
    for entry, points, why_not in entries:
        component = component_of(entry.category, entry.item)
        if why_not:
            basis[component].append(why_not)
        else:
            taken[component].append(Deduction(entry.key, points, entry.weight))
    given = {component: lines[row.id] for component, lines in rated.items() if row.id in lines}
    lines = tuple(replace(line, basis=(*line.basis, *basis[line.component])) for line in _lines(scale, taken, given))
    contested = (f"对条目{entry.key}的申诉尚未办结" for entry, _, why_not in entries if entry.contested and not why_not)
    return ScoreSheet(row.code, row.name, lines, tuple(each.entry for each in taken[None]), (*contested, *waiting))


def _lines(
    scale: Mapping[Component, Decimal | None],
    taken: Mapping[Component | None, Sequence[Deduction]],
    given: Mapping[Component, Line],
) -> Iterator[Line]:
    for component, weight in scale.items():
        if component in RATED:
            yield given.get(component, Line(component, weight, None, lacks=(f"{component.label}{NOT_GIVEN}",)))
        else:
            yield deducted_line(component, weight, taken.get(component, ()))
