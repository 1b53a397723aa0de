"""The person that an office phones about its sheets and mails."""

from datetime import date

from sqlmodel import Session

from models.statements import run

# The person to phone: a current contact of the agency with a telephone number.
CONTACT = """
SELECT c.name, c.mobile FROM contact c JOIN department d ON d.id = c.department_id
WHERE d.is_agency AND d.jurisdiction_id = :jurisdiction AND c.mobile <> ''
    AND :day BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity')
ORDER BY c.role, c.valid_from DESC NULLS LAST, c.id LIMIT 1
"""


def contact_of(session: Session, jurisdiction: int, day: date) -> str:
    """Return the person of the agency to phone, with the number; empty if none is known."""
    person = run(session, CONTACT, jurisdiction=jurisdiction, day=day).first()
    return f"{person.name}，{person.mobile}" if person else ""
