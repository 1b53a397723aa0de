"""收到: which message of ours a polite mail of an office answers, and the duties that it then knows of (A49)."""

from sqlmodel import Session

from models.intake.mail.headers import bare_subject
from models.ledger.acts import Context
from models.ledger.heirs import HEIRS
from models.ledger.jurisdiction import calendar_of
from models.ledger.nouns.shared_sql import OBLIGATION_KEY
from models.records import Mail
from models.rules.business_day import SHANGHAI
from models.statements import run

ANSWER_DAYS = 10  # working days after the sending of a message, in which a new mail with its subject answers it
# A duty with its due version, as `received_mail.confirmed` names it.
CONFIRMED = "concat_ws('|', {key}, {o}.due_version)"
DUTIES = f"""
WITH heir AS MATERIALIZED {HEIRS}
SELECT DISTINCT {CONFIRMED.format(key=OBLIGATION_KEY.format(o="o", d="d"), o="o")} AS duty
FROM message m JOIN delivery v ON v.message_id = m.id JOIN notice n ON n.id = v.notice_id
    JOIN obligation o ON o.id = n.obligation_id AND o.state = 'open' JOIN department d ON d.id = o.department_id
    LEFT JOIN heir h ON h.department_id = o.owed_by
WHERE m.reference = :reference AND coalesce(h.heir, o.owed_by) = :office ORDER BY 1
"""  # noqa: S608 - constants only
# What this office was sent; the copy for the sender's own address before those for others.
RECENT = f"""
SELECT DISTINCT m.subject, m.reference, m.recipient_id, m.business_date, m.sent_at, m.id,
    lower(r.address) = :sender AS is_own
FROM message m JOIN recipient r ON r.id = m.recipient_id AND r.channel = 'mail'
    JOIN delivery v ON v.message_id = m.id JOIN notice n ON n.id = v.notice_id
WHERE n.department_id = :office AND n.audience IN ('office', 'liaison', :audience) AND m.sent_at <= :at
    AND CAST(m.sent_at AT TIME ZONE '{SHANGHAI.key}' AS date) >= :since
ORDER BY m.business_date DESC, m.sent_at DESC, m.id DESC
"""  # noqa: S608 - constants only


def confirmed_duties(session: Session, mail: Mail, reference: str) -> list[str]:
    """Return the open duties, with their due versions, that the message with this reference told this office of."""
    return list(run(session, DUTIES, reference=reference, office=mail.office_id).scalars())


def message_with_subject(session: Session, ctx: Context, mail: Mail) -> str:
    """Return the reference of our newest message to this office if it alone has the subject of a new mail; else empty.

    Only messages of the last ten working days count. Copies for several addresses are one message.
    """
    since = calendar_of(session, ctx.jurisdiction).nth_before(mail.received_on, ANSWER_DAYS)
    told = {"office": mail.office_id, "audience": mail.audience, "sender": mail.sender}
    recent = run(session, RECENT, **told, since=since, at=mail.received_at).all()
    subject = bare_subject(mail.subject)
    same = [each for each in recent if bare_subject(each.subject) == subject]
    is_one = len({each.business_date for each in same}) == 1 and len({each.recipient_id for each in same}) == len(same)
    if not is_one or same != recent[: len(same)]:
        return ""
    return str(next((each for each in same if each.is_own), same[0]).reference)
