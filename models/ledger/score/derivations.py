"""得分依据: the derivation of every score sheet of a year, read in a handful of statements (1-8, A37)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.score.entries import explained_entries
from models.ledger.score.entry_derivations import Entries
from models.ledger.score.entry_facts import later_entries, rulings
from models.ledger.score.papers_given import Papers, papers_given
from models.ledger.score.settings_used import Versions, versions
from models.ledger.score.sheets import sheets_of
from models.rules.appraisal_settings import CUT_OFF, INNOVATION_ABSENT, INNOVATION_PRIZES, LEADER_LEAST, LEADER_SCALE
from models.rules.policy import ITEM_WEIGHTS
from models.rules.score.component import FIXED, RATED, Component
from models.rules.score.cut_off import counted_in_words, cut_off_of, passed_cut_off
from models.rules.score.deduction import NOTHING, Line
from models.rules.score.derivation import Derivation, PaperOf, SettingUsed, SheetDerivation, given_of
from models.rules.score.innovation import PRIZES, Prize
from models.rules.setting import Setting
from models.statements import run

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

    def line(self, line: Line, department: int) -> Derivation:
        """Return the derivation of a line of a department."""
        if line.component in RATED:
            return self._rated(line, self.papers.get((line.component, department), ()))
        at_floor = line.at_floor
        entries = self.entries.of(line.deductions, shared=not at_floor)
        fixed = [] if line.component in FIXED else [self.versions.used_on(ITEM_WEIGHTS, self.last)]
        settings = (*fixed, *self.entries.settings_of(entries))
        weight, points, why_not = line.weight, line.points, line.basis
        return Derivation(
            line.component, weight, points, at_floor, settings, entries, lacks=line.lacks, left_out=why_not
        )

    def _rated(self, line: Line, papers: tuple[PaperOf, ...]) -> Derivation:
        named = given_of(line)
        chosen = OF_COMPONENT[line.component] + ((INNOVATION_ABSENT,) if named.get("carries") else ())
        settings = tuple(self.versions.used_on(each, self.last) for each in chosen)
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
    ends = cut_off_of(cut_off.value, year) if cut_off.value else None
    until = passed_cut_off(ends, day)
    departments = {row.code: row for row in run(session, DEPARTMENTS, jurisdiction=jurisdiction)}
    asked = None if codes is None else [departments[code].id for code in codes]
    facts = explained_entries(session, jurisdiction, last, until, asked)
    sheets = [each for each in sheets_of(session, year, day, until, facts) if codes is None or each.code in codes]
    entries = Entries({row.key: row for row in facts}, rulings(session, jurisdiction, year, until), found)
    sources = Sources(last, entries, papers_given(session, jurisdiction, year), found)
    later = later_entries(session, jurisdiction, last, until)
    return (
        SheetDerivation(
            code=sheet.code,
            department=sheet.department,
            year=year,
            founded_on=_founded(departments[sheet.code], year),
            cut_off=cut_off,
            until=until,
            counted=counted_in_words(ends, day),
            total=sheet.total,
            lines=tuple(sources.line(line, departments[sheet.code].id) for line in sheet.lines),
            later=later.get(departments[sheet.code].id, ()),
            lacks=sheet.lacks,
            exempted=sheet.exempted,
        )
        for sheet in sheets
    )


def _founded(row: Any, year: int) -> date | None:  # noqa: ANN401 - a result row
    """A54: return since when a department has been there, if it was founded in the year."""
    return row.valid_from if row.valid_from and row.valid_from.year == year else None
