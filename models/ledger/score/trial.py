"""换一套设定试算: the grades of a year under other settings than those in force, changing nothing (1-8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.score.grades import computed_grades
from models.ledger.score.tracked import check_appraised_here
from models.rules.score.standing import Grades, Standing
from models.rules.setting import StoredValue
from models.statements import run, transaction


@dataclass(frozen=True, slots=True)
class TrialShift:
    """A department before and after: its total, place and grade."""

    before: Standing
    after: Standing

    @property
    def moved(self) -> bool:
        """Return whether its exact total, its place or its grade is another."""
        return _facts(self.before) != _facts(self.after)


@dataclass(frozen=True, slots=True)
class Trial:
    """Every department before and after, and the grades of both with what is missing."""

    shifts: tuple[TrialShift, ...]
    before: Grades
    after: Grades


def _facts(standing: Standing) -> tuple[object, ...]:
    return standing.candidate.value, standing.place, standing.grade


def try_settings(session: Session, year: int, day: date, values: Mapping[str, StoredValue]) -> Trial:
    """1-8: return who would move if these settings held on every day; the transaction may read only from here on.

    Of a year that is approved it says who would have moved.
    """
    check_appraised_here(session, home(session), year, day)
    run(session, "SET TRANSACTION READ ONLY")
    before = computed_grades(session, year, day)
    transaction(session).tried = dict(values)
    try:
        after = computed_grades(session, year, day)
    finally:
        transaction(session).tried = {}
    shifts = map(TrialShift, before.standings, after.standings)
    return Trial(tuple(shifts), before, after)
