"""How many obligations a period of a cycle has, how many of them are open or overdue, and how many of all (3.1)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.statements import run

COUNTS = """
SELECT count(*) AS all, count(*) FILTER (WHERE o.state = 'open') AS open,
    count(*) FILTER (WHERE o.state = 'open' AND x.due < :day) AS late
FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = :period
"""
OVERDUE = """
SELECT count(*) FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE o.state = 'open' AND x.due < :day
"""


@dataclass(frozen=True, slots=True)
class ObligationCounts:
    """The number of obligations of one kind and period: all, open, and overdue."""

    all: int
    open: int
    late: int


def count_obligations(session: Session, day: date, *, kind: str, period: str) -> ObligationCounts:
    """Return the counts of one period of a cycle on `day`, in one query for any number of departments."""
    row = run(session, COUNTS, jurisdiction=home(session), day=day, kind=kind, period=period).one()
    return ObligationCounts(row.all, row.open, row.late)


def count_overdue(session: Session, day: date) -> int:
    """Return how many obligations of all kinds are overdue on `day`."""
    return int(run(session, OVERDUE, day=day).scalar_one())
