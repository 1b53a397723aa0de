"""核查 as a list: each with its scope, leaders, and the number of its findings (4.1, 6.2)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.statements import run

# A department's inspections: those that name it, those of all departments, and those with a finding about it.
INSPECTIONS = """
SELECT i.year || '-' || i.number AS inspection, i.kind, i.title, i.period, i.state, i.document_number, i.drafted_on,
    i.issued_on, i.begins_on, i.ends_on, i.ended_on, i.ended_why, i.departments,
    ARRAY(SELECT p.name FROM team_member m JOIN inspector p ON p.id = m.inspector_id
        WHERE m.inspection_id = i.id AND m.leader AND m.left_on IS NULL ORDER BY m.team) AS leaders,
    (SELECT count(DISTINCT m.inspector_id) FROM team_member m
        WHERE m.inspection_id = i.id AND m.left_on IS NULL) AS members,
    (SELECT count(*) FROM finding f WHERE f.inspection_id = i.id AND f.state = 'signed') AS signed,
    (SELECT count(*) FROM finding f WHERE f.inspection_id = i.id AND f.state = 'recorded') AS unsigned,
    (SELECT count(*) FROM finding f WHERE f.inspection_id = i.id AND f.state = 'signed'
        AND f.conclusion = 'fails') AS failing,
    coalesce(i.state = 'issued' AND i.ends_on < :day, false) AS overdue
FROM inspection i
WHERE i.jurisdiction_id = :jurisdiction AND (CAST(:year AS int) IS NULL OR i.year = :year)
    AND (CAST(:department AS text) IS NULL OR i.departments = '[]' OR i.departments ? :department OR EXISTS (
        SELECT FROM finding f JOIN department d ON d.id = f.department_id
        WHERE f.inspection_id = i.id AND d.code = :department))
ORDER BY i.year, i.number
"""


def list_inspections(
    session: Session, day: date, year: int | None = None, department: str | None = None
) -> list[dict[str, Any]]:
    """Return the inspections of a year, or of all, by number; `overdue` if one has passed its last day and runs on.

    `signed`, `unsigned` and `failing` count findings: signed, not yet signed, and signed as not done.
    """
    rows = run(session, INSPECTIONS, jurisdiction=home(session), day=day, year=year, department=department)
    return [dict(row) for row in rows.mappings()]
