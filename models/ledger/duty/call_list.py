"""电话催办名单: whom to ring about what, the longest waiting department first, everything for it in one go (6.2.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.database import run
from models.ledger.duty.register import Owed
from models.ledger.secrets import concealed
from models.rules.kinds import ContactRole
from models.rules.reminders import UrgingMethod
from models.rules.states import ObligationState

# Of those in office the liaison, unless only the director of the target office has a number.
PEOPLE = """
SELECT o.id, s.code, c.name, c.role, c.mobile, c.email, g.done_on, g.method, g.outcome
FROM obligation o JOIN department w ON w.id = o.owed_by
    JOIN department s ON s.id = CASE WHEN w.is_agency THEN o.department_id ELSE w.id END
    LEFT JOIN LATERAL (SELECT p.name, p.role, p.mobile, p.email FROM contact p
        WHERE p.department_id = s.id AND p.role IN ('liaison', 'office_director') AND NOT w.is_agency
            AND :day BETWEEN coalesce(p.valid_from, '-infinity') AND coalesce(p.valid_to, 'infinity')
        ORDER BY p.mobile = '', p.role, p.valid_from DESC NULLS LAST, p.id LIMIT 1) c ON true
    LEFT JOIN LATERAL (SELECT u.done_on, u.method, u.outcome FROM urging u
        WHERE u.obligation_id = o.id AND u.state IN ('done', 'replaced')
        ORDER BY u.done_on DESC, u.id DESC LIMIT 1) g ON true
WHERE o.id = ANY(:ids)
"""


@dataclass(frozen=True, slots=True)
class Call:
    """One obligation on the list: whom to ring about it, and what came of the last time somebody was urged."""

    owed: Owed
    department: str
    name: str
    role: str
    mobile: str
    email: str
    last_urged: str


def phone_list(session: Session, day: date, items: Sequence[Owed]) -> list[Call]:
    """The obligations in the order in which one would phone on `day`.

    What is open comes first, what the agency owes itself after it, what is done last. Departments come by their
    earliest due day, the one with more open at once first; the obligations of one stand together, by due day.
    """
    people = {row.id: row for row in run(session, PEOPLE, ids=[item.row.id for item in items], day=day)}
    calls = concealed(session, [_call(item, people[item.row.id]) for item in items])
    waiting: dict[str, list[date]] = {}
    for call in calls:
        if _to_ring(call):
            waiting.setdefault(call.department, []).append(call.owed.row.due)

    def turn(call: Call) -> tuple[bool, bool, date, int, str, date, int]:
        row, dues = call.owed.row, waiting.get(call.department, []) if _to_ring(call) else []
        closed = row.state != ObligationState.OPEN
        return closed, not dues, min(dues, default=row.due), -len(dues), call.department, row.due, row.id

    return sorted(calls, key=turn)


def _to_ring(call: Call) -> bool:
    return call.owed.row.state == ObligationState.OPEN and not call.owed.row.agency_owes


def _call(item: Owed, row: Any) -> Call:  # noqa: ANN401 - a result row
    urged = f"{row.done_on} {UrgingMethod(row.method).label}：{row.outcome}" if row.done_on else ""
    role = ContactRole(row.role).label if row.role else ""
    return Call(item, row.code, row.name or "", role, row.mobile or "", row.email or "", urged)
