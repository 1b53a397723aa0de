"""退信: recipients that did not get one of our messages, if the returned mail can be believed."""

from sqlmodel import Session

from models.intake.received_mail import ReceivedMail
from models.ledger.acts import Context
from models.ledger.transitions import record
from models.records import Mail
from models.statements import run

DAYS = 7  # after the sending of a message in which a bounce counts
LONGEST = 500  # characters of the server's words that are kept
INSERT = f"""
INSERT INTO bounce (mail_id, message_id, words, returned_on)
SELECT DISTINCT ON (m.id) :mail, m.id, u.words, :day
FROM unnest(CAST(:references AS text[]), CAST(:addresses AS text[]), CAST(:words AS text[]))
        AS u(reference, address, words)
    JOIN message m ON m.reference = u.reference
    JOIN recipient r ON r.id = m.recipient_id AND r.channel = 'mail' AND lower(r.address) = lower(u.address)
WHERE m.sent_at <= :at AND m.sent_at > CAST(:at AS timestamptz) - interval '{DAYS} days'
ORDER BY m.id ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608 - constants only
# For the call list: each message that did not reach its recipient.
BOUNCED = "SELECT DISTINCT message_id FROM bounce"


def keep_bounces(session: Session, ctx: Context, row: Mail, mail: ReceivedMail) -> str:
    """Insert the recipients that our messages did not reach; return what the mail says in a sentence.

    Only a mail with an empty return path counts, about our own message to that recipient, sent within seven days.
    """
    if mail.return_path != "":
        return "退信未采信：信封发件人不为空"
    inserted = run(
        session,
        INSERT,
        mail=row.id,
        references=[each.reference for each in mail.bounces],
        addresses=[each.address for each in mail.bounces],
        words=[_plain(each.words) for each in mail.bounces],
        day=ctx.date,
        at=ctx.at,
    )
    ids = list(inserted.scalars())
    record(session, ctx, "bounce", ids, "returned")
    return f"退信，{len(ids)}个地址未送达" if ids else f"退信未采信：不是{DAYS}天内发给该地址的消息"


def _plain(words: str) -> str:
    text = "".join(char if char.isprintable() else " " for char in words.encode(errors="replace").decode())
    return " ".join(text.split())[:LONGEST]
