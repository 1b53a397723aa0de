"""目标调整 as a list: what each asks and why, who consented, and whether it is filed (6.1.7)."""

from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.secrets import concealed
from models.statements import run

ADJUSTMENTS = """
SELECT t.year, t.code AS target, t.name, a.number, d.code AS department_code, d.name AS department, a.ground, a.reason,
    a.state, a.requested_on, a.head_on, a.leader_on, a.filed_on, a.returned_on, a.returned_why
FROM adjustment a JOIN target t ON t.id = a.target_id JOIN department d ON d.id = a.department_id
WHERE d.jurisdiction_id = :jurisdiction AND (CAST(:year AS int) IS NULL OR t.year = :year)
    AND (CAST(:department AS text) IS NULL OR d.code = :department)
    AND (NOT :running OR a.state NOT IN ('filed', 'withdrawn'))
ORDER BY a.requested_on, t.year, t.code COLLATE "C", a.number
"""


def list_adjustments(
    session: Session, year: int | None = None, department: str | None = None, *, running: bool = False
) -> list[dict[str, Any]]:
    """Return the adjustments of the targets of a year, or of all, in the order requested; `running`: only open ones.

    4.7: of a marked target without what is asked.
    """
    named = {"year": year, "department": department, "running": running}
    rows = run(session, ADJUSTMENTS, jurisdiction=home(session), **named)
    return concealed(session, [dict(row) for row in rows.mappings()])
