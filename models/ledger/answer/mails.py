"""来信: a mail is registered once, then each sheet is taken, then it is concluded with its receipt (A49, A50)."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from functools import partial

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models.intake.inbox import (
    MailConcluded,
    MailGiven,
    is_automatic_answer,
    is_silent,
    nameless,
    names_of_sheets,
    sheets_of,
)
from models.intake.received_mail import ReceivedMail
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.answer.attachments import describe_file, keep_files
from models.ledger.answer.mail_verdict import Verdict, judge_mail
from models.ledger.answer.marked_matters import leave_out_names
from models.ledger.answer.receipts import MailOutcome, send_receipt, warn_offices
from models.ledger.answer.replies import keep_declined
from models.ledger.answer.senders import mail_with, senders_of
from models.ledger.answer.words import find_said, keep_words, to_be_answered
from models.ledger.secrets import secrets_of
from models.ledger.strangers import Wording, keep_apart, keep_unregistered
from models.ledger.transitions import move, record
from models.loading import insert
from models.records import Mail, UnregisteredMail, id_of
from models.rules.kinds import Known
from models.rules.plain_text import kept_line
from models.rules.received_mail import RECEIPTS, counted_day
from models.rules.states import MailEvent, MailState
from models.rules.workdays import BusinessDay
from models.statements import ResultRow, run

_line = partial(kept_line, longest=300)  # a subject, an address or a name, as it is kept
REGISTERED = "SELECT id, state FROM received_mail WHERE digest = :digest"
ANSWERED = """
SELECT m.reference, m.sent_at, ARRAY(SELECT n.department_id FROM delivery v JOIN notice n ON n.id = v.notice_id
        WHERE v.message_id = m.id) AS told
FROM unnest(CAST(:references AS text[])) WITH ORDINALITY AS u(reference, place)
    JOIN message m ON m.reference = u.reference ORDER BY u.place LIMIT 1
"""
UNTOLD = f"这个地址1小时内已有{RECEIPTS}份回执，没有再发，请管理机构告知"


def set_apart(session: Session, data: MailGiven, day: BusinessDay) -> Summary | None:
    """Keep a stranger's mail apart from the ledger, once; None for a mail that is registered or is to be registered.

    A mail with an answer sheet, and what says that a message of ours was returned, is registered whoever sent it.
    """
    mail = data.mail
    if mail.bounces or any(file.sheets for file in mail.files) or run(session, REGISTERED, digest=mail.digest).first():
        return None
    _, sent_at, told = _answered(session, mail.answered)
    sender = _line(mail.sender).lower()
    if _sender(session, data, sender, counted_day(mail.received_at, day.at, sent_at), told):
        return None
    row = UnregisteredMail(
        id=0,
        digest=mail.digest,
        seen_on=day.date,
        received_at=mail.received_at,
        size=mail.size,
        sender=sender,
        subject=_line(mail.subject),
        files=[describe_file(file) for file in mail.files],
        missing=[_line(each) for each in mail.missing],
        automatic=is_automatic_answer(mail),
    )
    return keep_unregistered(session, row)


@act("receive_mail", "登记来信", clause="3-6.1.5", roles={Role.SYSTEM})
def receive_mail(session: Session, data: MailGiven, ctx: Context) -> Summary:
    """Register a mail by the SHA-256 of its bytes, with who sent it, how that is known, and the day that counts.

    What a stranger wrote stands apart; a sender whom our relay denied is one. A mail that is registered already changes
    nothing.
    """
    mail = data.mail
    if found := run(session, REGISTERED, digest=mail.digest).first():
        return Summary("", {"mails": 0}, {"mail": found.id, "state": found.state})
    reference, sent_at, told = _answered(session, mail.answered)
    day = counted_day(mail.received_at, ctx.at, sent_at)
    sender = _line(mail.sender).lower()
    first = _sender(session, data, sender, day, told)
    proof = Known.KNOWN if data.vouched else Known.CODED
    wording = _wording(mail, sender, keep_files(session, mail, known=first is not None))
    row = Mail(
        jurisdiction_id=ctx.jurisdiction,
        digest=mail.digest,
        size=mail.size,
        received_at=min(mail.received_at, ctx.at),
        seen_at=ctx.at,
        received_on=day,
        office_id=first and first.id,
        person=first.person if first else "",
        audience=first.audience if first else "",
        known=proof if first else None,
        answers=reference,
        automatic=mail.automatic,
        **asdict(wording if first else wording.nameless()),
    )
    insert(session, [row])
    apart = keep_apart(session, row, wording, _sheets(mail))
    record(session, ctx, "received_mail", [id_of(row)], "received", moved=("", row.state.value), detail=apart)
    return Summary(f"已登记来信{row.id}。", {"mails": 1}, {"mail": row.id, "state": row.state.value})


def _answered(session: Session, references: Sequence[str]) -> tuple[str, datetime | None, Sequence[int]]:
    """Return the reference of the message that a mail answers, when it was sent and whom it told."""
    found = run(session, ANSWERED, references=list(references)).first() if references else None
    return (found.reference, found.sent_at, found.told) if found else ("", None, ())


def _sender(session: Session, data: MailGiven, address: str, day: date, told: Sequence[int]) -> ResultRow:
    """Return the department and person that the address stood for; None for a stranger, and for a denied address.

    Of several departments it is the one that the answered message told.
    """
    found = [] if data.denied else senders_of(session, address, day)
    return next((each for each in found if each.id in told), next(iter(found), None))


def _wording(mail: ReceivedMail, sender: str, files: list[dict[str, str]]) -> Wording:
    return Wording(_line(mail.message_id), sender, _line(mail.subject), files, [_line(each) for each in mail.missing])


def _sheets(mail: ReceivedMail) -> list[list[str]]:
    return [[_line(name) for name in names] for names in names_of_sheets(mail)]


@act("conclude_mail", "办结来信", clause="3-6.1.5", roles={Role.SYSTEM})
def conclude_mail(session: Session, data: MailConcluded, ctx: Context) -> Summary:
    """Decide the outcome of a mail whose sheets were all taken or declined, and send its receipt; once."""
    row = mail_with(session, data.mail.digest)
    if row is None or row.state is not MailState.RECEIVED:
        return Summary("", {"concluded": 0})
    keep_declined(session, ctx, row, nameless(data) if row.office_id is None else data.declined)
    leave_out_names(session, row, (*(sheet for _, sheet in sheets_of(data.mail)), *data.mended))
    verdict = judge_mail(session, ctx, row, data)
    told, said = warn_offices(session, ctx, row, data.declined), find_said(session, row, data.mail, verdict)
    outcome = MailOutcome(verdict.sentence, verdict.later, verdict.note)
    is_answered = _is_answered(row, data.mail, verdict)
    receipt = is_answered and send_receipt(session, ctx, row, data, outcome)
    verdict = to_be_answered(_untold(verdict) if is_answered and not receipt else verdict, said)
    keep_words(session, row, data.mail, verdict)
    sentence = secrets_of(session).tell(verdict.sentence)
    sets = {"sentence": sentence, "confirmed": Jsonb([*verdict.confirmed])}
    move(
        session,
        ctx,
        "received_mail",
        [id_of(row)],
        verdict.event,
        sets=sets | {"receipted_at": ctx.at if receipt else None},
        now=MailState.RECEIVED,
    )
    words = f"来信{row.id}：{sentence}。"
    return Summary(words, {"concluded": 1, verdict.event.value: 1, "notices": told + int(receipt)}, {"mail": row.id})


def _untold(verdict: Verdict) -> Verdict:
    """Return what becomes of a mail whose office gets no receipt any more: what went back is left to the agency."""
    if verdict.event not in (MailEvent.RETURN, MailEvent.TAKE_PART):
        return verdict
    return replace(verdict, event=MailEvent.WAIT, sentence=f"{verdict.sentence}，{UNTOLD}")


def _is_answered(row: Mail, mail: ReceivedMail, verdict: Verdict) -> bool:
    """Return whether a mail gets a receipt: from an office that does not ask for silence, with something to say."""
    silent = (MailEvent.ACKNOWLEDGE, MailEvent.BOUNCE, MailEvent.SET_ASIDE)
    return row.office_id is not None and not is_silent(mail) and verdict.event not in silent
