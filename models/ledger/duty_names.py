"""An obligation in words, as the answer to an act names it: “省教育厅”2026年3月月度检查."""

from sqlmodel import Session

from models.ledger.duties import title_of
from models.ledger.nouns.shared_sql import TARGET_NAME, TARGET_OF
from models.statements import run

DUTY_NAMES = f"""
SELECT o.kind, o.period, o.round, {TARGET_NAME} AS target_name, w.name AS department
FROM obligation o JOIN department w ON w.id = o.owed_by {TARGET_OF} WHERE o.id = :id
"""  # noqa: S608 - constants only


def name_duty(session: Session, obligation: int) -> str:
    """Return the department that owes an obligation, and its title."""
    row = run(session, DUTY_NAMES, id=obligation).one()
    return f"“{row.department}”{title_of(row.kind, row.period, row.target_name, row.round)}"
