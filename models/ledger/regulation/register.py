"""规章制度 as a list: what is in force on a day, with paper, validity and files (1-5.3 a, 1-5.2)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.evidence.exhibits import exhibits_of
from models.ledger.jurisdiction import home
from models.statements import run

REGULATIONS = """
SELECT r.id, r.year || '-' || r.number AS regulation, r.kind, d.code AS department_code, d.name AS department, r.title,
    r.paper_number, r.paper_date, r.valid_from, r.repealed_on, r.repealed_by, r.repealed_dated,
    r.valid_from <= :day AND coalesce(r.repealed_on > :day, true) AS in_force
FROM regulation r LEFT JOIN department d ON d.id = r.department_id
WHERE r.jurisdiction_id = :jurisdiction AND r.paper_date <= :day AND (:all OR coalesce(r.repealed_on > :day, true))
ORDER BY r.department_id IS NOT NULL, d.code COLLATE "C", r.year, r.number
"""


def list_regulations(session: Session, day: date, *, former: bool = False) -> list[dict[str, Any]]:
    """Return the regulations of the agency, then those of departments, as of `day`; with `former` repealed ones too."""
    rows = run(session, REGULATIONS, jurisdiction=home(session), day=day, all=former).mappings()
    found = [dict(row) | {"evidence": exhibits_of(session, "regulation", row["id"])} for row in rows]
    return [{name: each[name] for name in each if name != "id"} for each in found]
