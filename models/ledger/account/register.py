"""The register of accounts: whose, with which slips (3-4.6)."""

from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.statements import run

ACCOUNTS = """
SELECT a.serial, a.person, a.opened_on, a.ended_on, a.reads_until, a.reads_why, a.stopped_until,
    (SELECT string_agg(d.name, '、' ORDER BY d.code COLLATE "C") FROM account_place p
        JOIN department d ON d.id = p.department_id WHERE p.account_id = a.id) AS places,
    s.used_on, s.confirmed_on, s.last_day
FROM account a JOIN LATERAL (SELECT * FROM slip WHERE account_id = a.id ORDER BY number DESC LIMIT 1) s ON true
WHERE a.jurisdiction_id = :jurisdiction ORDER BY a.serial
"""


def list_accounts(session: Session) -> list[dict[str, Any]]:
    """Return all accounts with the departments of their people and the state of their slips."""
    return [dict(row) for row in run(session, ACCOUNTS, jurisdiction=home(session)).mappings()]
