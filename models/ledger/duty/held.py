"""暂缓的提醒和催办: what waits after an outage until the agency releases it, by kind and office (6.2.2, A76)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.duty.urgings import owed_urgings
from models.ledger.notice_ends import HELD, is_held
from models.rules.notices import NOTICE_NAMES
from models.statements import run

NOTICES = f"""
SELECT n.kind, d.name AS department, count(*) AS number FROM notice n JOIN department d ON d.id = n.department_id
    JOIN obligation o ON o.id = n.obligation_id
WHERE n.jurisdiction_id = :jurisdiction AND n.resolved_at IS NULL AND n.cancelled IS NULL AND {HELD.format(n="n")}
    AND o.state = 'open' AND split_part(n.occasion, '|', 1) = CAST(o.due_version AS text)
GROUP BY n.kind, d.name, d.code ORDER BY n.kind, d.code COLLATE "C"
"""  # noqa: S608 - constants only
NONE_WAITS = "没有等待发出的；此后的提醒和催办仍然暂缓"


def held_notices(session: Session, jurisdiction: int, day: date) -> list[dict[str, Any]]:
    """Return kind, department and number of what waits for the agency, by kind and code; one row if nothing does yet.

    Empty if nothing is held.
    """
    if not is_held(session):
        return []
    rows = [
        {"kind": NOTICE_NAMES[row.kind], "department": row.department, "number": row.number}
        for row in run(session, NOTICES, jurisdiction=jurisdiction)
    ] + [
        {"kind": "催办", "department": row.department, "number": row.number}
        for row in owed_urgings(session, jurisdiction, day)
    ]
    return rows or [{"kind": NONE_WAITS, "department": "", "number": 0}]


def held_lines(session: Session, jurisdiction: int, day: date) -> list[str]:
    """Return the same as lines of the agency's day."""
    rows = held_notices(session, jurisdiction, day)
    return [f"{row['kind']}：{row['department']}{row['number']}项" if row["number"] else row["kind"] for row in rows]
