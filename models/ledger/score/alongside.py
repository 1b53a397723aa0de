"""得分旁列: what is printed next to the score of a department and never touches it (1-6.1, 1-8.3, A1, A43, A44)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from models.ledger.score.discipline import discipline_records
from models.ledger.survey.rates import Surveyed, survey_table
from models.rules.states import DisciplineState


@dataclass(frozen=True, slots=True)
class Alongside:
    """The survey of a year in words, and of each department by its code: its table, and its records in force."""

    survey: str
    surveyed: Mapping[str, Surveyed]
    discipline: Mapping[str, list[dict[str, Any]]]


def alongside_scores(session: Session, year: int) -> Alongside:
    """A44: return what stands next to the scores of a year."""
    table = survey_table(session, year)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in discipline_records(session, year):
        if row["state"] == DisciplineState.RECORDED:
            found[row["code"]].append(row)
    return Alongside(table.words, {each.code: each for each in table.departments.values()}, dict(found))
