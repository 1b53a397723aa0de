"""得分依据: the derivation of every score sheet of a year, read in a handful of statements (1-8, A37)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import cut_off_from, home
from models.ledger.nouns.shared_sql import ENDED_BY, ENTRIES_THEN, LEAD, in_sql
from models.ledger.score.absent import absent_components
from models.ledger.score.entries import HEIRS_THEN, LED, SCORED, explained_entries
from models.ledger.score.entry_derivations import Entries, Versions, versions
from models.ledger.score.innovation import INNOVATION, OUTSIDE, is_called
from models.ledger.score.second_level import SECOND_LEVEL
from models.ledger.score.sheets import sheets_of
from models.ledger.score.yearly import Yearly
from models.rules.appeal import Ruling
from models.rules.appraisal_settings import CUT_OFF, INNOVATION_ABSENT, INNOVATION_PRIZES, LEADER_LEAST, LEADER_SCALE
from models.rules.policy import ITEM_WEIGHTS
from models.rules.score.absent import Absence
from models.rules.score.component import FIXED, NOTHING, RATED, Component, Line
from models.rules.score.cut_off import counted_in_words, passed_cut_off
from models.rules.score.derivation import (
    Derivation,
    EntryChange,
    LaterEntry,
    PaperOf,
    RulingOf,
    SettingUsed,
    SheetDerivation,
    given_of,
)
from models.rules.score.innovation import PRIZES, Prize
from models.rules.setting import Setting
from models.rules.states import AppealState, EntryState
from models.rules.states.negative_list import ENDED, UNCONFIRMED
from models.statements import ResultRow, run

NOUNS: Mapping[Component, Yearly[Any]] = {Component.SECOND_LEVEL: SECOND_LEVEL, Component.INNOVATION: INNOVATION}
Papers = Mapping[tuple[Component, int], tuple[PaperOf, ...]]


def papers_given(session: Session, jurisdiction: int, year: int) -> Papers:
    """Return every paper of a year by component and department."""
    outside = "" if is_called(session, jurisdiction, year) else OUTSIDE
    return {
        (component, rows[0].department_id): tuple(_paper(noun, row, outside) for row in rows)
        for component, noun in NOUNS.items()
        for rows in noun.of_year(session, jurisdiction, year).values()
    }


def _paper(noun: Yearly[Any], row: Any, outside: str) -> PaperOf:  # noqa: ANN401 - a record of the noun
    project = getattr(row, "project", "")
    if outside and getattr(row, "prize", None) in PRIZES:
        project = f"{project}，{outside}"
    return PaperOf(noun.short(row), project, row.paper_number, row.paper_date, row.reason, row.recorded_on)


DEPARTMENTS = "SELECT d.id, d.code, d.valid_from FROM department d WHERE d.jurisdiction_id = :jurisdiction"
OF_COMPONENT: dict[Component, tuple[Setting, ...]] = {
    Component.LEADERS: (LEADER_SCALE, LEADER_LEAST),
    Component.INNOVATION: (INNOVATION_PRIZES, INNOVATION_ABSENT),
    Component.SECOND_LEVEL: (),
}


@dataclass(frozen=True, slots=True)
class Sources:
    """What the lines of a year are derived from, in addition to the sheets."""

    last: date
    entries: Entries
    papers: Papers
    versions: Versions
    absent: tuple[Absence, ...]

    def line(self, line: Line, department: int) -> Derivation:
        """Return the derivation of a line of a department."""
        if line.component in RATED:
            return self._rated(line, department)
        at_floor = line.at_floor
        entries = self.entries.of(line.deductions, shared=not at_floor)
        fixed = [] if line.component in FIXED else [self.versions.used_on(ITEM_WEIGHTS, self.last)]
        settings = (*fixed, *self.entries.settings_of(entries))
        weight, points, why_not = line.weight, line.points, line.basis
        return Derivation(
            line.component, weight, points, at_floor, settings, entries, lacks=line.lacks, left_out=why_not
        )

    def _rated(self, line: Line, department: int) -> Derivation:
        papers, projects = (self.papers.get((each, department), ()) for each in (line.component, Component.INNOVATION))
        named = given_of(line)
        left_out = named.get("carries") and [each.value for each in projects[:1]] == [Prize.ABSENT.label]
        chosen = OF_COMPONENT[line.component] + ((INNOVATION_ABSENT,) if left_out else ())
        is_absent = line.component in {each.component for each in self.absent}
        settings = () if is_absent else tuple(self.versions.used_on(each, self.last) for each in chosen)
        if line.component is Component.INNOVATION and papers:
            named = {"given": prize_points(papers[0], settings[0]), "full": FIXED[line.component]}
        weight, points = line.weight, line.points
        return Derivation(
            line.component, weight, points, at_floor=False, settings=settings, papers=papers, lacks=line.lacks, **named
        )


def prize_points(paper: PaperOf, prizes: SettingUsed) -> Decimal | None:
    """A2, A41: return the points of the prize of a paper, 0 without a prize; None if they are 未设定."""
    prize = Prize.from_label(paper.value)
    if prize not in PRIZES:
        return NOTHING
    return Decimal(prizes.value[prize.value]) if prizes.value else None


def score_derivations(
    session: Session, year: int, day: date, codes: Sequence[str] | None = None
) -> Iterator[SheetDerivation]:
    """1-8.1: return the derivation of each score sheet of a year as of `day`; of all departments if `codes` is None.

    Everything is read at once, what is derived from it sheet by sheet.
    """
    jurisdiction, last = home(session), date(year, 12, 31)
    found = versions(session, jurisdiction)
    cut_off = found.used_on(CUT_OFF, last)
    ends = cut_off_from(session, jurisdiction, cut_off.value, year)
    until = passed_cut_off(ends and ends.day, day)
    departments = {row.code: row for row in run(session, DEPARTMENTS, jurisdiction=jurisdiction)}
    asked = None if codes is None else [departments[code].id for code in codes]
    facts = explained_entries(session, jurisdiction, last, until, asked)
    sheets = [each for each in sheets_of(session, year, day, until, facts) if codes is None or each.code in codes]
    entries = Entries({row.key: row for row in facts}, rulings(session, jurisdiction, year, until), found)
    absent = tuple(absent_components(session, jurisdiction, year).values())
    sources = Sources(last, entries, papers_given(session, jurisdiction, year), found, absent)
    later = later_entries(session, jurisdiction, last, until)
    return (
        SheetDerivation(
            code=sheet.code,
            department=sheet.department,
            year=year,
            founded_on=_founded(departments[sheet.code], year),
            cut_off=cut_off,
            after_list=ends and ends.after_list,
            until=until,
            counted=counted_in_words(ends, day),
            total=sheet.total,
            lines=tuple(sources.line(line, departments[sheet.code].id) for line in sheet.lines),
            later=later.get(departments[sheet.code].id, ()),
            lacks=sheet.lacks,
            exempted=sheet.exempted,
            excepted=sheet.rests_on,
            absent=sources.absent,
        )
        for sheet in sheets
    )


def _founded(row: ResultRow, year: int) -> date | None:
    """A54: return since when a department has been there, if it was founded in the year."""
    return row.valid_from if row.valid_from and row.valid_from.year == year else None


APPEALS = """
SELECT concat_ws('/', t.year, t.code, e.occurrence) AS key, a.number, d.name AS department, a.lodged_on, a.state,
    a.ended_on, a.ruling, a.reason, e.listed_on
FROM appeal a JOIN negative_entry e ON e.id = a.entry_id JOIN target t ON t.id = e.target_id
    JOIN department d ON d.id = a.department_id
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year
    AND (CAST(:until AS date) IS NULL OR a.lodged_on <= CAST(:until AS date)
        OR e.listed_on > CAST(:until AS date))
ORDER BY 1, a.number
"""
_LATER = f"(coalesce(e.state IN {in_sql(UNCONFIRMED)}, true) OR NOT {SCORED})"
# Entries that were listed or ended after the cut-off day.
LATER_FACTS = f"""
SELECT coalesce(h.heir, {LED}) AS department, concat_ws('/', t.year, t.code, n.occurrence) AS key, t.name, n.state,
    n.listed_on, {_LATER} AS listed_later, {ENDED_BY.format(e="n", until="")} AS ended_by
FROM negative_entry n JOIN target t ON t.id = n.target_id JOIN {LEAD} LEFT JOIN {ENTRIES_THEN} e ON e.id = n.id
    LEFT JOIN {HEIRS_THEN} h ON h.department_id = {LED}
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND n.state NOT IN {in_sql(UNCONFIRMED)}
    AND ({_LATER} OR (e.state <> n.state AND n.state IN {in_sql(ENDED)}))
ORDER BY t.code COLLATE "C", n.occurrence
"""  # noqa: S608 - constants only


def rulings(session: Session, jurisdiction: int, year: int, until: date | None) -> Mapping[str, tuple[RulingOf, ...]]:
    """4.3: return the appeals against each entry by its key; what was ruled after `until` is still open."""
    found: dict[str, list[RulingOf]] = defaultdict(list)
    for row in run(session, APPEALS, jurisdiction=jurisdiction, year=year, until=until):
        ended = row.ended_on is not None and (until is None or row.ended_on <= until or row.listed_on > until)
        outcome = Ruling(row.ruling).label if row.ruling else AppealState(row.state).label
        ended_on, said, why = (row.ended_on, outcome, row.reason) if ended else (None, "尚未办结", "")
        found[row.key].append(RulingOf(row.number, row.department, row.lodged_on, ended_on, said, why))
    return {key: tuple(appeals) for key, appeals in found.items()}


def later_entries(
    session: Session, jurisdiction: int, last: date, until: date | None
) -> Mapping[int, tuple[LaterEntry, ...]]:
    """A53: return what came after the cut-off day by department; before that day has passed there is nothing."""
    if until is None:
        return {}
    found: dict[int, list[LaterEntry]] = defaultdict(list)
    for row in run(session, LATER_FACTS, jurisdiction=jurisdiction, year=last.year, last=last, until=until):
        change = EntryChange.LISTED if row.listed_later else EntryChange.CHANGED
        state, basis = EntryState(row.state), row.ended_by or ""
        found[row.department].append(LaterEntry(row.key, row.name, change, state, row.listed_on, basis))
    return {number: tuple(entries) for number, entries in found.items()}
