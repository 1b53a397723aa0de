"""有异议: an office objects to an act in its name; it is a mail that waits for an answer, no appeal (A81)."""

from hashlib import sha256

from sqlmodel import Session

from models.block import canonical
from models.intake.inbox import EnteredContested
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.entered_notices import ENTERED
from models.ledger.lookup import department_named
from models.ledger.secrets import secrets_of
from models.ledger.transitions import move, record_row
from models.records import Mail, id_of
from models.rules.duties import Audience
from models.rules.errors import FieldRefused, Refused
from models.rules.said import MailSaid
from models.rules.states import MailEvent
from models.statements import run

WAS_TOLD = f"SELECT EXISTS (SELECT FROM notice WHERE kind = '{ENTERED}' AND department_id = :office)"  # noqa: S608 - a constant
KNOWN = "SELECT id FROM received_mail WHERE digest = :digest"
SUBJECT = "对代为办理的异议"
ON_PAPER = "异议写到了标有密级的事项，这里不填，请按保密规定送纸质材料。"


@act("object_to_entered", "对代为办理提出异议", clause="3-6.1.5", roles={Role.OFFICE, Role.HEAD, Role.AGENCY})
def object_to_entered(session: Session, data: EnteredContested, ctx: Context) -> Summary:
    """Register the objection of an office to an act in its name; the agency answers it as a mail.

    Raises Refused if it got no such notice, FieldRefused for words that name a marked matter (4.7).
    """
    office = department_named(session, ctx, data.department)
    if not run(session, WAS_TOLD, office=office.id).scalar_one():
        raise Refused(f"没有告知过“{office.name}”代为办理的事项；其他意见请来信或者来函。")
    if secrets_of(session).tell(data.words) != data.words:
        raise FieldRefused(ON_PAPER, "words")
    digest = sha256(canonical([office.code, ctx.date.isoformat(), data.words]).encode()).hexdigest()
    if found := run(session, KNOWN, digest=digest).scalar():
        return Summary(f"这份异议今天已经收到（来信{found}），由管理机构答复。", {"objections": 0}, {"mail": found})
    mail = _mail(ctx, id_of(office), digest, data.words)
    record_row(session, ctx, mail, "received")
    sets = {"sentence": f"没有收取的表，正文待答复（{MailSaid.OBJECTION.label}）"}
    move(session, ctx, "received_mail", [id_of(mail)], MailEvent.WAIT, sets=sets)
    return Summary(f"已收到“{office.name}”的异议，由管理机构核实后答复。", {"objections": 1}, {"mail": mail.id})


def _mail(ctx: Context, office: int, digest: str, words: str) -> Mail:
    """Return what was written at the page, or told, as a mail of the office."""
    head = ctx.actor.role is Role.HEAD
    return Mail(
        jurisdiction_id=ctx.jurisdiction,
        digest=digest,
        size=len(words.encode()),
        received_at=ctx.at,
        seen_at=ctx.at,
        received_on=ctx.date,
        office_id=office,
        person=ctx.actor.name.rpartition(" ")[2],
        audience=(Audience.HEAD if head else Audience.OFFICE).value,
        known=ctx.actor.known,
        subject=SUBJECT,
        said=MailSaid.OBJECTION,
        words=words,
    )
