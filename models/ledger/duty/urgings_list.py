"""催办 as a list: the office and the duty, how it was urged, and with what outcome (6.2.2)."""

from typing import Any

from sqlmodel import Session

from models.ledger.duties import title_of
from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import TARGET_NAME, TARGET_OF
from models.ledger.secrets import concealed
from models.statements import run

URGINGS = f"""
SELECT g.id, g.step, g.method, g.state, g.proposed_on, g.done_on, g.outcome, o.kind, o.period, o.round, o.subject,
    x.due, w.code AS department_code, w.name AS department, {TARGET_NAME} AS target_name
FROM urging g JOIN obligation o ON o.id = g.obligation_id JOIN department w ON w.id = o.owed_by
    JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
WHERE o.jurisdiction_id = :jurisdiction AND (CAST(:department AS text) IS NULL OR w.code = :department)
    AND (NOT :running OR g.state = 'proposed')
ORDER BY g.proposed_on DESC, g.id DESC
"""  # noqa: S608 - constants only


def list_urgings(session: Session, department: str | None = None, *, running: bool = False) -> list[dict[str, Any]]:
    """Return the 催办 tasks, the newest first; with `running` only those that are still to be done.

    4.7: about a marked target without its name and without the outcome.
    """
    rows = run(session, URGINGS, jurisdiction=home(session), department=department, running=running).mappings()
    return concealed(
        session,
        [dict(row) | {"duty": title_of(row["kind"], row["period"], row["target_name"], row["round"])} for row in rows],
    )
