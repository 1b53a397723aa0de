"""随回执寄去的表 and 还须办理: the sheets that an office needs after what it wrote, and what it owes still."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.answer.contested import gaps_keyed, key_of_notice, results_keyed, told_since
from models.ledger.appeal.time_limits import limits_since
from models.ledger.deadlines import MOVABLE
from models.ledger.duties import title_of
from models.ledger.nouns.shared_sql import HEIRS, TARGET_NAME, TARGET_OF
from models.records import Mail
from models.rules.negative_list import FEEDBACK, REMEDIATION
from models.rules.said import MailSaid
from models.rules.secrecy import Secrets
from models.statements import run

TOLD = """
SELECT n.kind, n.subject FROM message g JOIN delivery v ON v.message_id = g.id JOIN notice n ON n.id = v.notice_id
WHERE g.reference = :reference
"""


def left_to_do(
    session: Session, ctx: Context, row: Mail, answered: Sequence[int | None], secrets: Secrets
) -> dict[str, Any]:
    """Return what a receipt says after the outcome of sheets: what is still owed, what a person answers, the sheets.

    `answered` are the ids of the duties that the mail is about.
    """
    owed = open_duties(session, row, answered)
    sheets = _enclosed(session, ctx, row, owed, without_sheet=not answered)
    return {**still_owed(owed, secrets), "said": row.said.value if row.said else "", "enclosed": sheets}


def _enclosed(session: Session, ctx: Context, row: Mail, owed: Sequence[Any], *, without_sheet: bool) -> dict[str, Any]:
    """Return the ids of duties and the keys of matters whose sheets go with a receipt, and `why`; empty without any.

    An appeal in words gets what it can be lodged with (4.3 a). 6.2.5: what is sent without a sheet to a declared
    remediation gets the sheet of its open feedback. `owed` are the open duties of the office.
    """
    feedback = [duty.id for duty in owed if duty.kind == FEEDBACK.key and duty.of_thread and without_sheet]
    found = _to_appeal(session, ctx, row, owed) if row.said is MailSaid.APPEAL else None
    if found and any(found):
        return {"why": MailSaid.APPEAL.value, "duties": [*found[0], *feedback], "matters": found[1]}
    return {"why": FEEDBACK.key, "duties": feedback, "matters": []} if feedback else {}


def _to_appeal(session: Session, ctx: Context, row: Mail, owed: Sequence[Any]) -> tuple[list[int], list[str]]:
    """Return the duties and matters with whose sheets an office may appeal: those of its thread, else all."""
    entries = [duty for duty in owed if duty.kind == REMEDIATION.key]
    named = [duty.id for duty in entries if duty.of_thread]
    matters = _contestable(session, ctx, row, _told(session, row))
    if named or matters:
        return named, matters
    return [duty.id for duty in entries], _contestable(
        session, ctx, row, told_since(session, date(ctx.date.year, 1, 1))
    )


def _told(session: Session, row: Mail) -> list[Any]:
    """Return the results and gaps that the message told which a mail answers."""
    keys = [key_of_notice(each.kind, each.subject) for each in run(session, TOLD, reference=row.answers)]
    return [found for keyed in (results_keyed, gaps_keyed) for found in keyed(session, list(filter(None, keys)))]


def _contestable(session: Session, ctx: Context, row: Mail, told: Sequence[Any]) -> list[str]:
    """Return the keys of what this office may still contest; without a configured limit that does not end."""
    own = [each for each in told if each.office_id == row.office_id]
    limits = limits_since(session, ctx.jurisdiction, {each.told_on for each in own})
    return [each.key for each in own if each.told_on not in limits or row.received_on <= limits[each.told_on].last]


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
SELECT o.id, o.kind, o.period, o.round, x.due, x.provisional AND {MOVABLE} AS provisional,
    {TARGET_NAME} AS target_name, EXISTS (
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
            "provisional": duty.provisional,
            "thread": duty.of_thread,
        }
        for duty in duties[:shown]
    ]
    return {"owed": owed, "more": len(duties) - len(owed)}
