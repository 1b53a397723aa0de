"""来信正文: what a mail says next to its sheets is kept until a person has answered it, and ninety days more."""

from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session

from models.inbox_record import IS_FAILING
from models.intake.inbox import MailAnswered
from models.intake.input import NoInput
from models.intake.received_mail import ReceivedMail
from models.intake.worded_sheet import PREFIX
from models.ledger import strangers
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.answer.mail_verdict import Verdict
from models.ledger.answer.marked_matters import holds_marked, subject_told
from models.ledger.answer.receipts import moment_in_words
from models.ledger.answer.waiting import has_undecided_sheets, waiting_mail
from models.ledger.entered_notices import ENTERED
from models.ledger.notices import notify_one
from models.ledger.secrets import secrets_of
from models.ledger.strangers import KEPT_DAYS
from models.ledger.transitions import move, record
from models.records import Mail, id_of
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.mail_words import is_automatic_text
from models.rules.notices import NOTICE_NAMES
from models.rules.said import MailSaid, is_objection, what_is_said
from models.rules.states import MailEvent, MailState
from models.rules.worded import other_lines
from models.statements import ResultRow, run

ANSWER = "mail_answered"
# Whether a mail answers the message that told an office what was done in its name.
ANSWERS_ENTERED = f"""
SELECT EXISTS (SELECT FROM message m JOIN delivery v ON v.message_id = m.id JOIN notice n ON n.id = v.notice_id
WHERE m.reference = :reference AND n.kind = '{ENTERED}')
"""  # noqa: S608 - a constant
SHEETS_WAIT = "随信的表仍待处理（accept_answer 收取，dismiss_mail 不收取）"
NOTHING_SAID = (MailEvent.ACKNOWLEDGE, MailEvent.BOUNCE, MailEvent.SET_ASIDE)
CLOSED = "words <> '' AND state NOT IN ('received', 'waiting')"
# A mail that is closed changes no more: its newest transition is that of its end.
FORGET = f"""
UPDATE received_mail m SET words = '' WHERE {CLOSED} AND NOT EXISTS (
    SELECT FROM transition t JOIN block b ON b.act_id = t.act_id
    WHERE t.record = 'received_mail' AND t.record_key = m.digest AND b.business_date > :oldest)
RETURNING id
"""  # noqa: S608 - constants only
HAS_TO_DO = f"""
SELECT {strangers.HAS_TO_DO} AS strangers, EXISTS (SELECT FROM received_mail WHERE {CLOSED}) AS words,
    {IS_FAILING} AS failing
"""  # noqa: S608 - constants only


def work_of_inbox(session: Session, day: date) -> ResultRow:
    """Return what there is to do besides reading the inbox, each true or false: it may be true in vain, never false.

    `strangers`: to count or delete their mails; `words`: to delete those of answered mails; `failing`: a failure of the
    inbox is noted.
    """
    return run(session, HAS_TO_DO, day=day).one()


def find_said(session: Session, row: Mail, mail: ReceivedMail, verdict: Verdict) -> MailSaid | None:
    """Set what the text of a mail of an office looks like, if a person has to answer it, and return it.

    有异议 in answer to what was done in its name, or about that, is an objection to it, no appeal.
    """
    machine = (mail.automatic or mail.quiet) and is_automatic_text(mail.text)
    if row.office_id is None or machine or verdict.event in NOTHING_SAID:
        return None
    is_sheet = any(file["name"].startswith(PREFIX) for file in row.files)  # its rows were read as one
    text = other_lines(mail.text) if is_sheet else mail.text
    named = NOTICE_NAMES[ENTERED].removesuffix("告知") in f"{row.subject}{text}"
    objects = is_objection(text) and (named or run(session, ANSWERS_ENTERED, reference=row.answers).scalar_one())
    row.said = MailSaid.OBJECTION if objects else what_is_said(text)
    return row.said


def keep_words(session: Session, row: Mail, mail: ReceivedMail, verdict: Verdict) -> None:
    """Keep the text of a mail of an office that waits for a person, however short it is.

    4.7: where the office has marked matters it is only in the mail itself, which only a reader opens.
    """
    if row.office_id is not None and verdict.event is MailEvent.WAIT and not holds_marked(session, row):
        row.words = mail.text


def to_be_answered(verdict: Verdict, said: MailSaid | None) -> Verdict:
    """Return what becomes of a mail whose text a person answers: it waits."""
    if said is None:
        return verdict
    return replace(verdict, event=MailEvent.WAIT, sentence=f"{verdict.sentence}，正文待答复（{said.label}）")


@act("answer_mail", "答复来信", clause="3-6.1.5", roles={Role.AGENCY})
def answer_mail(session: Session, data: MailAnswered, ctx: Context) -> Summary:
    """Answer a mail of an office that waits, by mail, and close it; it waits on while a sheet of it is undecided.

    Raises Refused if the mail does not wait, was answered before, or is a stranger's: who is not known is not answered.
    """
    mail = waiting_mail(session, data.mail)
    if mail.office_id is None:
        raise Refused(f"来信{mail.id}来自陌生地址，不能答复；请按登记的电话联系该部门，再收取或不予收取。")
    to = mail.office_id, Audience(mail.audience)
    secrets = secrets_of(session)
    payload = {"subject": subject_told(session, mail), "answer": secrets.tell(data.answer)}
    payload |= {"received": moment_in_words(mail.received_at)}
    if not notify_one(session, ctx, ANSWER, mail.digest, to, payload=payload):
        raise Refused(f"来信{mail.id}此前已答复，没有再发；{SHEETS_WAIT}。")
    mail.said, mail.sentence = None, f"{mail.sentence}，已答复"
    if waits := has_undecided_sheets(session, mail):
        record(session, ctx, "received_mail", [id_of(mail)], "answered")
    else:
        move(session, ctx, "received_mail", [id_of(mail)], MailEvent.ANSWER, now=MailState.WAITING)
    words = f"来信{mail.id}已答复，将以邮件发给来信人{f'；{SHEETS_WAIT}' if waits else ''}。"
    return Summary(words, {"answered": 1, "notices": 1}, {"mail": mail.id})


@act("forget_words", "清除已答复的来信正文", clause="3-6.1.5", roles={Role.SYSTEM, Role.AGENCY})
def forget_words(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """Delete the text of each mail that was closed ninety days ago or earlier."""
    ids = list(run(session, FORGET, oldest=ctx.date - timedelta(days=KEPT_DAYS)).scalars())
    record(session, ctx, "received_mail", ids, "forgotten")
    return Summary(f"已清除{len(ids)}封来信的正文。" if ids else "", {"forgotten": len(ids)})
