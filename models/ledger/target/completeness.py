"""1+6+N: what the initial lists of the departments lack, of those that have targets in a year (1-6.2)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.heirs import LED_BY
from models.ledger.jurisdiction import home
from models.ledger.policies import value_on
from models.rules.kinds import Origin
from models.rules.policy import POVERTY_LEAST
from models.rules.target.gaps import Minima, gaps
from models.statements import run

# A department that leads targets of the year, with the origins of its initial 职能绩效目标; a target without 目标类别
# or 管理方式 counts as one of them.
INITIAL_LISTS = f"""
SELECT d.code AS department_code, d.name AS department, coalesce(array_agg(t.origin) FILTER (
    WHERE t.category IS DISTINCT FROM 'building' AND t.management IS DISTINCT FROM 'dynamic'), '{{}}') AS origins
FROM target t {LED_BY}
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year
    AND (CAST(:department AS text) IS NULL OR d.code = :department)
GROUP BY d.code, d.name ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only


def list_gaps(session: Session, year: int, department: str | None = None) -> list[dict[str, Any]]:
    """1-6.2: return the departments whose initial lists of a year have gaps, by code, with `missing`: 缺本级目标2项.

    A department that leads no target of the year is left out: it owes nothing yet (A26).
    """
    rows = run(session, INITIAL_LISTS, jurisdiction=home(session), year=year, department=department)
    return lists_with_gaps(session, year, rows)


def lists_with_gaps(session: Session, year: int, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the rows of departments with their `origins` that have gaps, with `missing` in words.

    A36: what the list needs is the setting that holds at the end of the year, the clause without one.
    """
    minima = Minima.of(value_on(session, home(session), POVERTY_LEAST, date(year, 12, 31)))
    found = [
        {
            "year": year,
            "department_code": row.department_code,
            "department": row.department,
            "missing": gaps((Origin(origin) if origin else None for origin in row.origins), minima),
        }
        for row in rows
    ]
    return [each for each in found if each["missing"]]
