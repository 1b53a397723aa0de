"""落款: who signs a paper and on which day, and which name a department bore on that day."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.ledger.notices import agency_of
from models.records import Department

# The name of department {d} on {day}: the old one of the first renaming after it.
NAME_ON = """coalesce((SELECT renamed.old_name FROM reform renamed
    WHERE renamed.department_id = {d}.id AND renamed.kind = 'rename' AND renamed.effective_on > {day}
    ORDER BY renamed.effective_on LIMIT 1), {d}.name)"""


@dataclass(frozen=True, slots=True)
class Signature:
    """The agency by the name it has now, of which no history is kept, and the day of the paper (成文日期)."""

    agency: str
    day: date


def signature_of(session: Session, jurisdiction: int, day: date) -> Signature:
    """How the agency signs a paper of that day."""
    return Signature(session.get_one(Department, agency_of(session, jurisdiction)).name, day)
