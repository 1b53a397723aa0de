"""进度状态 of the lines of a 在线复核: the colour of what a quarter's self-check declared (1-2.9, A22)."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.review.leaves import reported_leaves
from models.ledger.review.lines import Reviewable
from models.ledger.target.leaves import trees_of_year, yellow_from
from models.ledger.target.pace import Paces
from models.rules.periods import Period


def with_paces(session: Session, quarter: Period, lines: Sequence[Reviewable]) -> list[Reviewable]:
    """A22: return the lines, each with the colour of its declaration on the last day of the quarter; 灰 without one.

    It is the day that the declaration is about: a later look at it does not change its colour.
    """
    trees, reports = trees_of_year(session, quarter.year), reported_leaves(session, home(session), quarter)
    paces = Paces(quarter.end, yellow_from(session, quarter.end), trees, reports)
    return [replace(line, pace=_pace_of(line, paces)) for line in lines]


def _pace_of(line: Reviewable, paces: Paces) -> str:
    pace = paces.of({**line.row._asdict(), "reported_for": None})
    return pace.label if pace else ""
