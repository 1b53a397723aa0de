"""电话催办名单: obligations to phone about, grouped by department, the earliest due date first (6.2.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.ledger.duty.register import ObligationView
from models.ledger.representatives import PRESENT
from models.ledger.secrets import concealed
from models.rules.kinds import ContactRole
from models.rules.reminders import UrgingMethod
from models.rules.states import ObligationState
from models.statements import ResultRow, run

# The current liaison, or the director of the target office if only the director has a phone number.
PEOPLE = f"""
SELECT o.id, s.code, c.name, c.role, c.mobile, c.email, g.done_on, g.method, g.outcome
FROM obligation o JOIN department w ON w.id = o.owed_by
    JOIN department s ON s.id = CASE WHEN w.is_agency THEN o.department_id ELSE w.id END
    LEFT JOIN LATERAL (SELECT p.name, p.role, p.mobile, p.email FROM {PRESENT} p
        WHERE p.department_id = s.id AND p.role IN ('liaison', 'office_director') AND NOT w.is_agency
        ORDER BY p.mobile = '', p.role, p.valid_from DESC NULLS LAST, p.id LIMIT 1) c ON true
    LEFT JOIN LATERAL (SELECT u.done_on, u.method, u.outcome FROM urging u
        WHERE u.obligation_id = o.id AND u.state IN ('done', 'replaced')
        ORDER BY u.done_on DESC, u.id DESC LIMIT 1) g ON true
WHERE o.id = ANY(:ids)
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class Call:
    """One obligation on the list: the person to phone, and the outcome of the last 催办."""

    obligation: ObligationView
    department: str
    name: str
    role: str
    mobile: str
    email: str
    last_urged: str


def phone_list(session: Session, day: date, items: Sequence[ObligationView]) -> list[Call]:
    """Return the obligations in the order in which to phone on `day`.

    Open obligations come first, then the agency's own, then closed ones. Departments are sorted by earliest due date
    and by number of open obligations; the obligations of a department are adjacent, by due date.
    """
    people = {row.id: row for row in run(session, PEOPLE, ids=[item.row.id for item in items], day=day)}
    calls = concealed(session, [_build_call(item, people[item.row.id]) for item in items])
    waiting: dict[str, list[date]] = {}
    for call in calls:
        if _needs_call(call):
            waiting.setdefault(call.department, []).append(call.obligation.row.due)

    def turn(call: Call) -> tuple[bool, bool, date, int, str, date, int]:
        row, dues = call.obligation.row, waiting.get(call.department, []) if _needs_call(call) else []
        closed = row.state != ObligationState.OPEN
        return closed, not dues, min(dues, default=row.due), -len(dues), call.department, row.due, row.id

    return sorted(calls, key=turn)


def _needs_call(call: Call) -> bool:
    return call.obligation.row.state == ObligationState.OPEN and not call.obligation.row.agency_owes


def _build_call(item: ObligationView, row: ResultRow) -> Call:
    urged = f"{row.done_on} {UrgingMethod(row.method).label}：{row.outcome}" if row.done_on else ""
    role = ContactRole(row.role).label if row.role else ""
    return Call(item, row.code, row.name or "", role, row.mobile or "", row.email or "", urged)
