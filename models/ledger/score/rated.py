"""评价得分: the lines of the components that are given, not deducted, by component and department (1-6.1, A40-A42)."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from sqlmodel import Session

from models.ledger.score.leaders import leader_lines
from models.ledger.score.second_level import second_level_lines
from models.rules.score.component import Component
from models.rules.score.deduction import Line

# A source returns the lines of its component by the department's id, from the jurisdiction, the year and the weight.
Source = Callable[[Session, int, int, Decimal | None], Mapping[int, Line]]
SOURCES: Mapping[Component, Source] = {
    Component.LEADERS: leader_lines,
    Component.SECOND_LEVEL: second_level_lines,
}


def rated_lines(
    session: Session, jurisdiction: int, year: int, scale: Mapping[Component, Decimal | None]
) -> Mapping[Component, Mapping[int, Line]]:
    """1-6.1: return the lines of the given components of a year; a department without one has no result yet."""
    return {component: source(session, jurisdiction, year, scale[component]) for component, source in SOURCES.items()}
