"""落款: agency and day of a paper, and the name of a department on that day."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.ledger.notices import agency_of
from models.records import Department

# The name of department {d} on {day}: the old name in the first renaming after that day, else the current one.
NAME_ON = """coalesce((SELECT renamed.old_name FROM reform renamed
    WHERE renamed.department_id = {d}.id AND renamed.kind = 'rename' AND renamed.effective_on > {day}
    ORDER BY renamed.effective_on LIMIT 1), {d}.name)"""


@dataclass(frozen=True, slots=True)
class Signature:
    """The agency's current name, which has no history, and the day of the paper (成文日期)."""

    agency: str
    day: date


def signature_of(session: Session, jurisdiction: int, day: date) -> Signature:
    """Return the agency's signature for a paper of that day."""
    return Signature(session.get_one(Department, agency_of(session, jurisdiction)).name, day)
