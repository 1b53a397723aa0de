"""交办事项 as a list: what was assigned, with which paper, until when, and how it was done (1-5.3 f)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.evidence.exhibits import exhibits_of
from models.ledger.jurisdiction import home
from models.ledger.secrets import concealed
from models.statements import run

ASSIGNMENTS = """
SELECT r.id, r.year || '-' || r.number AS assignment, r.giver, r.content, r.paper_number, r.paper_date, r.received_on,
    r."limit", r.state, r.done_on, r.result,
    coalesce(r.state <> 'cancelled' AND coalesce(r.done_on, :day) > r."limit", false) AS late
FROM assignment r
WHERE r.jurisdiction_id = :jurisdiction AND r.received_on <= :day AND (:all OR r.state = 'open')
ORDER BY r.year, r.number
"""


def list_assignments(session: Session, day: date, *, done: bool = False) -> list[dict[str, Any]]:
    """Return the assignments that are open, with `done` all, as of `day`; with files, and whether it is late."""
    rows = run(session, ASSIGNMENTS, jurisdiction=home(session), day=day, all=done).mappings()
    found = [dict(row) | {"evidence": exhibits_of(session, "assignment", row["id"])} for row in rows]
    return concealed(session, [{name: each[name] for name in each if name != "id"} for each in found])
