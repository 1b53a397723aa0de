"""The papers behind what a department was given: 二级考评 and 创新项目评选, the newest first (1-6.1, 1-2.16)."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from models.ledger.score.innovation import INNOVATION
from models.ledger.score.second_level import SECOND_LEVEL
from models.ledger.score.yearly import Yearly
from models.rules.score.component import Component
from models.rules.score.derivation import PaperOf

NOUNS: Mapping[Component, Yearly[Any]] = {Component.SECOND_LEVEL: SECOND_LEVEL, Component.INNOVATION: INNOVATION}
Papers = Mapping[tuple[Component, int], tuple[PaperOf, ...]]


def papers_given(session: Session, jurisdiction: int, year: int) -> Papers:
    """Return every paper of a year by component and department."""
    return {
        (component, rows[0].department_id): tuple(_paper(noun, row) for row in rows)
        for component, noun in NOUNS.items()
        for rows in noun.of_year(session, jurisdiction, year).values()
    }


def _paper(noun: Yearly[Any], row: Any) -> PaperOf:  # noqa: ANN401 - a record of the noun
    project = getattr(row, "project", "")
    return PaperOf(noun.short(row), project, row.paper_number, row.paper_date, row.reason, row.recorded_on)
