"""还须办理: what an office owes when a mail was taken: the duties of its thread first, then the nearest others."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.ledger.duties import title_of
from models.ledger.heirs import HEIRS
from models.ledger.nouns.shared_sql import TARGET_NAME, TARGET_OF
from models.records import Mail
from models.rules.secrecy import Secrets
from models.statements import run

SHOWN = 3  # duties outside the thread
# The thread: what the mail answers, what the message told that it replies to, and what else is about the same matter.
# A receipt tells of no duty: the sheets of its mail do.
OWED = f"""
WITH told AS (
    SELECT n.obligation_id, n.subject FROM message g JOIN delivery v ON v.message_id = g.id
        JOIN notice n ON n.id = v.notice_id WHERE g.reference = :reference),
thread AS MATERIALIZED (SELECT q.id, q.subject FROM obligation q WHERE q.id IN (
    SELECT unnest(CAST(:answered AS int[])) UNION SELECT obligation_id FROM told
    UNION SELECT a.obligation_id FROM told JOIN received_mail m ON m.digest = told.subject
        JOIN answer a ON a.mail_id = m.id))
SELECT o.id, o.kind, o.period, o.round, x.due, {TARGET_NAME} AS target_name, EXISTS (
    SELECT FROM thread r WHERE r.id = o.id OR (o.subject <> '' AND r.subject = o.subject)) AS of_thread
FROM obligation o JOIN department w ON w.id = o.owed_by JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
WHERE o.state = 'open' AND NOT w.is_agency AND o.owed_by IN (
    SELECT CAST(:office AS int) UNION SELECT h.department_id FROM {HEIRS} h WHERE h.heir = :office)
ORDER BY of_thread DESC, x.due, o.id
"""  # noqa: S608 - constants only


def open_duties(session: Session, row: Mail, answered: Sequence[int | None]) -> Sequence[Any]:
    """Return the open duties of the office of a mail, those of its thread first.

    `answered` are the ids of the duties that the mail is about.
    """
    return run(session, OWED, reference=row.answers, answered=list(answered), office=row.office_id).all()


def still_owed(duties: Sequence[Any], secrets: Secrets) -> dict[str, Any]:
    """Return the open duties of a mail's thread and the nearest others as `owed`, and the number of the rest as `more`.

    4.7: a marked target is named by its pointer.
    """
    shown = sum(duty.of_thread for duty in duties) + SHOWN
    owed = [
        {
            "title": secrets.hide(title_of(duty.kind, duty.period, duty.target_name, duty.round)),
            "due": duty.due.isoformat(),
            "thread": duty.of_thread,
        }
        for duty in duties[:shown]
    ]
    return {"owed": owed, "more": len(duties) - len(owed)}
