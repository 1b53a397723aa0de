"""What becomes of a mail: by what is in it, and by who sent it; 收到: which message it acknowledges (A49)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from models.intake.answer import Blank
from models.intake.inbox import Declined, MailConcluded, blank_in, is_automatic_answer
from models.intake.mail.headers import bare_subject
from models.intake.received_mail import ReceivedMail
from models.ledger.acts import Context
from models.ledger.answer.later_files import attach_enclosed_files, attach_later_files
from models.ledger.answer.mending import may_mend
from models.ledger.answer.read_results import SIGNED_PAGE, HeadReply, head_reply, is_signed_page
from models.ledger.answer.receipts import LEFT_TO_AGENCY, NO_FILES, LaterFiles
from models.ledger.answer.senders import MANY, has_wrong_codes
from models.ledger.answer.worded import why_not_read
from models.ledger.jurisdiction import calendar_of
from models.ledger.nouns.shared_sql import HEIRS, OBLIGATION_KEY
from models.ledger.strangers import AUTOMATIC, STRANGER
from models.ledger.transitions import record
from models.records import Mail
from models.rules.duties import OFFICE_RUNGS
from models.rules.mail_words import Approval, approval_in, is_acknowledgement, is_polite
from models.rules.office_words import named_fault
from models.rules.plain_text import kept_line
from models.rules.states import MailEvent
from models.rules.workdays import SHANGHAI
from models.statements import run

TAKEN = "SELECT count(*) FROM answer WHERE mail_id = :mail AND outcome = 'taken'"
MENDED = "退回的回复表已连同补交的文件重新核对："
COMPLETED = "缺少的文件已补齐，此前退回的回复表已收取。"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a mail: the event, its sentence, the duties whose receipt it confirms, files sent later.

    `note` is what the receipt says of the sheets that were taken.
    """

    event: MailEvent
    sentence: str
    confirmed: Sequence[str] = ()
    later: LaterFiles = NO_FILES
    note: str = ""


MACHINE = Verdict(MailEvent.SET_ASIDE, AUTOMATIC)
POLITE = Verdict(MailEvent.SET_ASIDE, "礼节性来信")


def judge_mail(session: Session, ctx: Context, row: Mail, data: MailConcluded) -> Verdict:
    """Return what becomes of a mail, by what is in it and who sent it."""
    mail = data.mail
    taken = int(run(session, TAKEN, mail=row.id).scalar_one())
    if taken or data.declined:
        blank = blank_in(mail)
        verdict = _judge_sheets(taken, data.declined, blank if row.office_id else replace(blank, files=()))
        judge_files = _judge_mended if may_mend(mail) else _judge_enclosed
        return judge_files(session, ctx, row, data, verdict)
    if mail.bounces:
        return keep_bounces(session, ctx, row, mail)
    if is_automatic_answer(mail) and (mail.automatic or not is_polite(mail.text)):
        return MACHINE
    return _judge_own(session, ctx, row, mail) if row.office_id else Verdict(MailEvent.WAIT, STRANGER)


def _judge_own(session: Session, ctx: Context, row: Mail, mail: ReceivedMail) -> Verdict:
    """Return what becomes of a mail of an office without a sheet: files for its duties, or words."""
    if is_signed_page(session, row, mail):
        return Verdict(MailEvent.WAIT, SIGNED_PAGE)
    later = attach_later_files(session, ctx, row, mail)
    if later is None:
        return _judge_words(session, ctx, row, mail)
    taken = f"补交的文件已收入{later.total}项" if later.total else ""
    sentence = "；".join(filter(None, (taken, *later.refused)))
    part = MailEvent.TAKE_PART if later.refused else MailEvent.TAKE
    return Verdict(part if later.total else MailEvent.RETURN, sentence, later=later)


def _judge_words(session: Session, ctx: Context, row: Mail, mail: ReceivedMail) -> Verdict:
    """Return what becomes of a mail of an office in which there is no answer sheet."""
    if has_wrong_codes(session, row.sender, ctx.at):
        return Verdict(MailEvent.WAIT, MANY)
    if reply := head_reply(session, row, mail):
        return _judge_read(reply)
    if _is_polite(row, mail) and not (mail.files or row.missing):
        return _judge_polite(session, ctx, row, mail)
    faults = [named_fault(each) for each in row.files if each["fault"]]
    faults += blank_in(mail).faults
    if why := "；".join(each.rstrip("。") for each in (mail.fault, *faults, *row.missing) if each):
        return Verdict(MailEvent.RETURN, f"没有收取：{why}")
    if why := why_not_read(session, mail):
        return Verdict(MailEvent.RETURN, f"没有收取：{why}", later=LaterFiles(refused=(why,)))
    return Verdict(MailEvent.WAIT, "来信里没有回复表")


def _is_polite(row: Mail, mail: ReceivedMail) -> bool:
    """Return whether a text is only polite, as 已阅 is in a reply to a message of ours that reported no result."""
    return is_polite(mail.text) or bool(row.answers and approval_in(mail.text, row.person) is Approval.READ)


def _judge_read(reply: HeadReply) -> Verdict:
    """Return what becomes of 已阅 and 同意; those results that could be recorded are so already."""
    event = MailEvent.WAIT if reply.said is Approval.MORE else MailEvent.RETURN if reply.why else MailEvent.TAKE
    return Verdict(event, reply.why or f"已登记主要领导已阅{len(reply.results)}项", later=reply.told())


def _judge_mended(session: Session, ctx: Context, row: Mail, data: MailConcluded, verdict: Verdict) -> Verdict:
    """Return what becomes of files for sheets that went back for want of them; other files are added to duties."""
    later = NO_FILES if data.declined else attach_later_files(session, ctx, row, data.mail) or NO_FILES
    verdict = replace(verdict, sentence=f"{MENDED}{verdict.sentence}", note=COMPLETED)
    return _with_files(verdict, later, "补交的文件")


def _judge_enclosed(session: Session, ctx: Context, row: Mail, data: MailConcluded, verdict: Verdict) -> Verdict:
    """Return what becomes of the files that came with sheets; while a sheet goes back they may be its own."""
    later = NO_FILES if data.declined else attach_enclosed_files(session, ctx, row, data.mail)
    return _with_files(verdict, later, "随信的文件")


def _with_files(verdict: Verdict, later: LaterFiles, what: str) -> Verdict:
    """Return the verdict on the sheets of a mail with the outcome of its other files."""
    added = [f"另有{what}收入{later.total}项"] if later.total else []
    event = MailEvent.TAKE_PART if later.refused and verdict.event is MailEvent.TAKE else verdict.event
    return replace(verdict, event=event, sentence="，".join((verdict.sentence, *added, *later.refused)), later=later)


def _judge_sheets(taken: int, declined: Sequence[Declined], blank: Blank) -> Verdict:
    left = sum(each.outcome in LEFT_TO_AGENCY for each in declined)
    counts = {"收取": taken, "退回": len(declined) - left, "待管理机构处理": left}
    parts = [*(f"{name}{count}份" for name, count in counts.items() if count), *blank.faults, blank.words]
    sentence = "，".join(filter(None, parts))
    if left:
        return Verdict(MailEvent.WAIT, sentence)
    event = (MailEvent.TAKE_PART if declined else MailEvent.TAKE) if taken else MailEvent.RETURN
    return Verdict(event, sentence)


def _judge_polite(session: Session, ctx: Context, row: Mail, mail: ReceivedMail) -> Verdict:
    """Return the duties of the message that 收到 answers; without one of ours, or without 收到, it has no effect."""
    answers = row.answers or message_with_subject(session, ctx, row)
    if not answers or not is_acknowledgement(mail.text):
        return POLITE
    duties = confirmed_duties(session, row, answers)
    before = -OFFICE_RUNGS[0].offset
    return Verdict(MailEvent.ACKNOWLEDGE, f"已知悉{len(duties)}项，到期前{before}个工作日不再提醒", duties)


DAYS = 7  # after the sending of a message in which a bounce counts
LONGEST = 500  # characters of the server's words that are kept
INSERT = f"""
INSERT INTO bounce (mail_id, message_id, words, returned_on)
SELECT DISTINCT ON (m.id) :mail, m.id, u.words, :day
FROM unnest(CAST(:references AS text[]), CAST(:addresses AS text[]), CAST(:words AS text[]))
        AS u(reference, address, words)
    JOIN LATERAL (SELECT g.id FROM recipient r JOIN message g ON g.recipient_id = r.id
        WHERE r.channel = 'mail' AND lower(r.address) = lower(u.address) AND u.reference IN ('', g.reference)
            AND g.sent_at <= :at AND g.sent_at > CAST(:at AS timestamptz) - interval '{DAYS} days'
        ORDER BY g.sent_at DESC, g.id DESC LIMIT 1) m ON true
ORDER BY m.id ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608 - constants only


def keep_bounces(session: Session, ctx: Context, row: Mail, mail: ReceivedMail) -> Verdict:
    """Insert the recipients that our messages did not reach; a mail about other messages waits.

    Only a mail with an empty return path counts, about our own message to that recipient, sent within seven days: the
    one that it names, otherwise the newest. Where the mailbox keeps no return path, it has to name the message.
    """
    unnamed = mail.return_path is None and not all(each.reference for each in mail.bounces)
    if mail.return_path or unnamed:
        return Verdict(MailEvent.WAIT, "退信未采信：信封发件人不为空，或者不详而没有写明是哪一封")
    inserted = run(
        session,
        INSERT,
        mail=row.id,
        references=[each.reference for each in mail.bounces],
        addresses=[each.address for each in mail.bounces],
        words=[kept_line(each.words, LONGEST) for each in mail.bounces],
        day=ctx.date,
        at=ctx.at,
    )
    ids = list(inserted.scalars())
    record(session, ctx, "bounce", ids, "returned")
    if not ids:
        return Verdict(MailEvent.WAIT, f"退信未采信：没有对上{DAYS}天内发给该地址的消息")
    return Verdict(MailEvent.BOUNCE, f"退信，{len(ids)}个地址未送达")


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
