"""The answer sheets that came back for one duty: when, in which mail, from which office, and with which outcome."""

from typing import Any

from sqlmodel import Session

from models.statements import run

ANSWERS = """
SELECT a.received_on, a.received_at, a.mail_id AS mail, d.name AS office, m.person, a.file, a.outcome, a.sentence
FROM answer a LEFT JOIN received_mail m ON m.id = a.mail_id LEFT JOIN department d ON d.id = m.office_id
WHERE a.obligation_id = :number ORDER BY a.id
"""


def answers_to(session: Session, number: int) -> list[dict[str, Any]]:
    """Return the answers to an obligation, in the order in which they were judged; `mail` is None of one in a folder.

    `office` and `person` are those for which the address of the mail stood; None and "" of a stranger's, who is never
    named here.
    """
    return [dict(row) for row in run(session, ANSWERS, number=number).mappings()]
