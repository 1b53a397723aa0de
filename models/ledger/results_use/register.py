"""考评结果的反馈: deliveries with receipts and uses, and the recipients without one (1-9)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.results_use.recipients import recipients
from models.ledger.secrets import concealed
from models.statements import run

DELIVERIES = """
SELECT r.year, r.kind, coalesce(b.name, d.name) AS recipient, coalesce(d.code, '') AS department_code, r.version,
    r.paper_number, r.paper_date, r.delivered_on, coalesce(x.due, r.due) AS due, r.state, r.receiver, r.received_on,
    r.told_person, r.told_on, r.told_by, r.uses,
    CASE r.kind WHEN 'members' THEN b.basis ELSE '' END AS basis, coalesce((SELECT array_agg(e.file_name ORDER BY e.id)
        FROM exhibit e WHERE e.record = 'result_delivery' AND e.record_id = r.id), '{}') AS evidence
FROM result_delivery r LEFT JOIN body b ON b.id = r.body_id LEFT JOIN department d ON d.id = r.department_id
    LEFT JOIN obligation o ON o.id = r.obligation_id LEFT JOIN deadline x ON x.id = o.deadline_id
WHERE r.jurisdiction_id = :jurisdiction AND r.year = :year AND r.delivered_on <= :day
ORDER BY array_position(ARRAY['members', 'personnel', 'department'], CAST(r.kind AS text)),
    coalesce(d.code, '') COLLATE "C", b.name COLLATE "C", r.version, r.alongside
"""


def list_deliveries(session: Session, day: date, year: int) -> list[dict[str, Any]]:
    """9: return every delivery of a year's results with receipt, uses and files, without what tells of a marked record.

    Recipients that have none yet follow, in state None.
    """
    rows = run(session, DELIVERIES, jurisdiction=home(session), year=year, day=day).mappings()
    bare, found = dict.fromkeys(rows.keys()), [dict(row) for row in rows]
    return concealed(session, [*found, *(bare | each for each in _undelivered(session, year, day))])


def _undelivered(session: Session, year: int, day: date) -> list[dict[str, Any]]:
    return [
        {
            "year": year,
            "kind": each.kind.value,
            "recipient": each.name,
            "department_code": each.code,
            "version": each.version,
            "basis": each.basis,
            "state": None,
            "uses": [],
            "evidence": [],
        }
        for each in recipients(session, home(session), year, day)
        if each.delivery is None
    ]
