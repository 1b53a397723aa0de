"""随回执寄去的表: the sheets that an office needs after what it wrote, apart from those that go back to it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.answer.contested import gaps_keyed, key_of_notice, results_keyed, told_since
from models.ledger.answer.still_owed import open_duties, still_owed
from models.ledger.appeal.time_limits import limits_since
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
