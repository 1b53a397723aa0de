"""省领导评价 as points: mean and number of the confirmed ratings of each department, and never a rating (A40)."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.policies import value_on
from models.ledger.secrets import concealed
from models.rules.appraisal_settings import LEADER_LEAST, LEADER_SCALE
from models.rules.score.component import FIXED, Component, Line
from models.rules.score.leaders import leader_scale, leaders_line
from models.statements import run

# Every department with the confirmed ratings of a year.
MARKS = """
SELECT d.id, d.code, d.name, d.valid_to, coalesce(d.valid_to < :last, false) AS ended,
    coalesce(m.marks, CAST('{}' AS text[])) AS marks
FROM department d LEFT JOIN (SELECT e.key, array_agg(e.value) AS marks
    FROM leader_sheet s JOIN sealed_rating z ON z.leader_sheet_id = s.id CROSS JOIN LATERAL jsonb_each_text(z.marks) e
    WHERE s.jurisdiction_id = :jurisdiction AND s.year = :year AND s.state = 'confirmed' GROUP BY e.key) m
    ON m.key = d.code
WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency ORDER BY d.code COLLATE "C"
"""
SHEETS = """
SELECT s.leader, s.serial, s.rated_on, s.rated, s.state, s.entered_by, s.entered_on, s.confirmed_by, s.confirmed_on,
    s.withdrawn_on, s.reason
FROM leader_sheet s WHERE s.jurisdiction_id = :jurisdiction AND s.year = :year
ORDER BY s.leader COLLATE "C", s.serial
"""


def leader_lines(session: Session, jurisdiction: int, year: int, weight: Decimal | None) -> Mapping[int, Line]:
    """A40: return the line of each department by its id; what is not set or too few says so."""
    return {row.id: line for row, line in _lines(session, jurisdiction, year, weight)}


def _lines(session: Session, jurisdiction: int, year: int, weight: Decimal | None) -> Iterator[tuple[Any, Line]]:
    last = date(year, 12, 31)
    scale = leader_scale(value_on(session, jurisdiction, LEADER_SCALE, last))
    least = value_on(session, jurisdiction, LEADER_LEAST, last)
    for row in run(session, MARKS, jurisdiction=jurisdiction, year=year, last=last):
        yield row, leaders_line(weight, row.marks, scale, least)


def list_leader_sheets(session: Session, year: int) -> list[dict[str, Any]]:
    """Return who rated, who entered and who read the ratings of a year; withdrawn ones too, and no rating."""
    rows = run(session, SHEETS, jurisdiction=home(session), year=year).mappings()
    return concealed(session, [dict(row) for row in rows])


def ratings_of_ended(session: Session, year: int) -> list[dict[str, Any]]:
    """A54: return mean and number of the ratings of each department that ended in the year; they are only shown."""
    lines = _lines(session, home(session), year, FIXED[Component.LEADERS])
    return [
        {
            "code": row.code,
            "department": row.name,
            "ended_on": row.valid_to,
            "words": "；".join(line.basis + line.lacks),
        }
        for row, line in lines
        if row.ended and row.marks
    ]
