"""来信: a mail is registered once, then each sheet is taken, then it is concluded with its receipt (A49, A50)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import PurePath
from typing import Any

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models.intake.answer import Blank
from models.intake.inbox import Declined, MailConcluded, MailGiven, blank_in, nameless, names_of_sheets
from models.intake.received_mail import ReceivedMail
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.answer.attachments import keep_files
from models.ledger.answer.bounces import keep_bounces
from models.ledger.answer.confirmations import confirmed_duties
from models.ledger.answer.later_files import attach_enclosed_files, attach_later_files
from models.ledger.answer.mending import may_mend
from models.ledger.answer.raw_mails import keep_raw
from models.ledger.answer.receipts import LEFT_TO_AGENCY, NO_FILES, Later, Outcome, send_receipt, warn_offices
from models.ledger.answer.replies import keep_declined
from models.ledger.answer.senders import MANY, has_wrong_codes, mail_with, senders_of
from models.ledger.moves import move
from models.ledger.strangers import Wording, keep_apart
from models.ledger.transitions import record
from models.records import Mail, id_of
from models.rules.kinds import Known
from models.rules.mail_trust import RECEIPTS
from models.rules.received_mail import counted_day, is_acknowledgement
from models.rules.states import MailEvent, MailState
from models.statements import run

LONGEST = 300  # characters of a subject, an address or a name that are kept
ANSWERED = """
SELECT m.reference, m.sent_at, ARRAY(SELECT n.department_id FROM delivery v JOIN notice n ON n.id = v.notice_id
        WHERE v.message_id = m.id) AS told
FROM unnest(CAST(:references AS text[])) WITH ORDINALITY AS u(reference, place)
    JOIN message m ON m.reference = u.reference ORDER BY u.place LIMIT 1
"""
TAKEN = "SELECT count(*) FROM answer WHERE mail_id = :mail AND outcome = 'taken'"
STRANGER = "发件地址不是任何部门的联系人或目标办邮箱"
MENDED = "退回的回复表已连同补交的文件重新核对："
COMPLETED = "缺少的文件已补齐，此前退回的回复表已收取。"
NO_SHEET = "来信里没有回复表，由管理机构处理"
UNTOLD = f"这个地址1小时内已有{RECEIPTS}份回执，没有再发，请管理机构告知"
IDLE = "自动回复，不需办理"
AUTOMATIC_FILES = "自动发出的邮件，其中的文件由管理机构处理"
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp"})  # which an automatic reply has in its signature


@act("receive_mail", "登记来信", clause="3-6.1.5", roles={Role.SYSTEM})
def receive_mail(session: Session, data: MailGiven, ctx: Context) -> Summary:
    """Register a mail by the SHA-256 of its bytes, with who sent it, how that is known, and the day that counts.

    What a stranger wrote stands apart; a sender whom our relay denied is one. A mail that is registered already changes
    nothing.
    """
    mail = data.mail
    if found := mail_with(session, mail.digest):
        return Summary("", {"mails": 0}, {"mail": found.id, "state": found.state.value})
    answered = run(session, ANSWERED, references=list(mail.answered)).first()
    sent_at, told = (answered.sent_at, answered.told) if answered else (None, ())
    day = counted_day(mail.received_at, ctx.at, sent_at)
    sender = _line(mail.sender).lower()
    first = _sender(session, data, sender, day, told)
    proof = Known.KNOWN if data.vouched else Known.CODED
    keep_raw(session, mail, known=first is not None)
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
        answers=answered.reference if answered else "",
        automatic=mail.automatic,
        **asdict(wording if first else wording.nameless()),
    )
    session.add(row)
    session.flush()
    apart = keep_apart(session, row, wording, _sheets(mail))
    moved = "", MailState.RECEIVED.value
    record(session, ctx, "received_mail", [id_of(row)], "received", moved=moved, detail=apart)
    return Summary(f"已登记来信{row.id}。", {"mails": 1}, {"mail": row.id, "state": row.state.value})


def _sender(
    session: Session,
    data: MailGiven,
    address: str,
    day: date,
    told: Sequence[int],
) -> Any:  # noqa: ANN401 - a result row
    """Return the department and person that the address stood for; None for a stranger, and for a denied address.

    Of several departments it is the one that the answered message told.
    """
    found = [] if data.denied else senders_of(session, address, day)
    return next((each for each in found if each.id in told), next(iter(found), None))


def _wording(mail: ReceivedMail, sender: str, files: list[dict[str, str]]) -> Wording:
    return Wording(_line(mail.message_id), sender, _line(mail.subject), files, [_line(each) for each in mail.missing])


def _sheets(mail: ReceivedMail) -> list[list[str]]:
    return [[_line(name) for name in names] for names in names_of_sheets(mail)]


def _line(text: str) -> str:
    """Return a text of a mail in one line, without characters that cannot be printed or stored."""
    plain = "".join(char if char.isprintable() else " " for char in text.encode(errors="replace").decode())
    return " ".join(plain.split())[:LONGEST]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What becomes of a mail: the event, its sentence, the duties whose receipt it confirms, files sent later.

    `note` is what the receipt says of the sheets that were taken.
    """

    event: MailEvent
    sentence: str
    confirmed: Sequence[str] = ()
    later: Later = NO_FILES
    note: str = ""


@act("conclude_mail", "办结来信", clause="3-6.1.5", roles={Role.SYSTEM})
def conclude_mail(session: Session, data: MailConcluded, ctx: Context) -> Summary:
    """Decide the outcome of a mail whose sheets were all taken or declined, and send its receipt; once."""
    row = mail_with(session, data.mail.digest)
    if row is None or row.state is not MailState.RECEIVED:
        return Summary("", {"concluded": 0})
    keep_declined(session, ctx, row, nameless(data) if row.office_id is None else data.declined)
    verdict = _judge(session, ctx, row, data)
    told = warn_offices(session, ctx, row, data.declined)
    outcome = Outcome(verdict.sentence, verdict.later, verdict.note)
    is_answered = _is_answered(row, verdict)
    receipt = is_answered and send_receipt(session, ctx, row, data, outcome)
    verdict = _untold(verdict) if is_answered and not receipt else verdict
    sets = {"sentence": verdict.sentence, "confirmed": Jsonb([*verdict.confirmed])}
    move(
        session,
        ctx,
        "received_mail",
        [id_of(row)],
        verdict.event,
        sets=sets | {"receipted_at": ctx.at if receipt else None},
        now=MailState.RECEIVED,
    )
    words = f"来信{row.id}：{verdict.sentence}。"
    return Summary(words, {"concluded": 1, verdict.event.value: 1, "notices": told + int(receipt)}, {"mail": row.id})


def _untold(verdict: _Verdict) -> _Verdict:
    """Return what becomes of a mail whose office gets no receipt any more: what went back is left to the agency."""
    if verdict.event not in (MailEvent.RETURN, MailEvent.TAKE_PART):
        return verdict
    return replace(verdict, event=MailEvent.WAIT, sentence=f"{verdict.sentence}，{UNTOLD}")


def _is_answered(row: Mail, verdict: _Verdict) -> bool:
    """Return whether a mail gets a receipt: from an office, not automatic, and there is something to say."""
    silent = (MailEvent.ACKNOWLEDGE, MailEvent.BOUNCE, MailEvent.SET_ASIDE)
    return row.office_id is not None and not row.automatic and verdict.event not in silent


def _judge(session: Session, ctx: Context, row: Mail, data: MailConcluded) -> _Verdict:
    """Return what becomes of a mail, by what is in it and who sent it."""
    mail = data.mail
    taken = int(run(session, TAKEN, mail=row.id).scalar_one())
    if mail.bounces:
        return _Verdict(MailEvent.BOUNCE, keep_bounces(session, ctx, row, mail))
    if taken or data.declined:
        blank = blank_in(mail)
        verdict = _judge_sheets(taken, data.declined, blank if row.office_id else replace(blank, files=()))
        judge_files = _judge_mended if may_mend(mail) else _judge_enclosed
        return judge_files(session, ctx, row, data, verdict)
    if row.automatic:
        return _Verdict(MailEvent.WAIT, AUTOMATIC_FILES) if _brings_files(row) else _Verdict(MailEvent.SET_ASIDE, IDLE)
    return _judge_own(session, ctx, row, mail) if row.office_id else _Verdict(MailEvent.WAIT, STRANGER)


def _brings_files(row: Mail) -> bool:
    """Return whether an office sent files that are no pictures: machines that scan, and groups, mark their mails so."""
    names = [PurePath(each["name"]) for each in row.files]
    return row.office_id is not None and any(name.suffix.lower() not in PICTURES for name in names)


def _judge_own(session: Session, ctx: Context, row: Mail, mail: ReceivedMail) -> _Verdict:
    """Return what becomes of a mail of an office without a sheet: files for its duties, or words."""
    later = attach_later_files(session, ctx, row, mail)
    if later is None:
        return _judge_words(session, ctx, row, mail)
    taken = f"补交的文件已收入{later.total}项" if later.total else ""
    sentence = "；".join(filter(None, (taken, *later.refused)))
    part = MailEvent.TAKE_PART if later.refused else MailEvent.TAKE
    return _Verdict(part if later.total else MailEvent.RETURN, sentence, later=later)


def _judge_words(session: Session, ctx: Context, row: Mail, mail: ReceivedMail) -> _Verdict:
    """Return what becomes of a mail of an office in which there is no answer sheet."""
    if has_wrong_codes(session, row.sender, ctx.at):
        return _Verdict(MailEvent.WAIT, MANY)
    if is_acknowledgement(mail.first_line) and not (mail.files or row.missing):
        return _confirm(session, row)
    faults = [f"“{each['name']}”{each['fault']}" for each in row.files if each["fault"]]
    faults += blank_in(mail).faults
    if why := "；".join(each.rstrip("。") for each in (mail.fault, *faults, *row.missing) if each):
        return _Verdict(MailEvent.RETURN, f"没有收取：{why}")
    return _Verdict(MailEvent.WAIT, NO_SHEET)


def _judge_mended(session: Session, ctx: Context, row: Mail, data: MailConcluded, verdict: _Verdict) -> _Verdict:
    """Return what becomes of files for sheets that went back for want of them; other files are added to duties."""
    later = NO_FILES if data.declined else attach_later_files(session, ctx, row, data.mail) or NO_FILES
    verdict = replace(verdict, sentence=f"{MENDED}{verdict.sentence}", note=COMPLETED)
    return _with_files(verdict, later, "补交的文件")


def _judge_enclosed(session: Session, ctx: Context, row: Mail, data: MailConcluded, verdict: _Verdict) -> _Verdict:
    """Return what becomes of the files that came with sheets; while a sheet goes back they may be its own."""
    later = NO_FILES if data.declined else attach_enclosed_files(session, ctx, row, data.mail)
    return _with_files(verdict, later, "随信的文件")


def _with_files(verdict: _Verdict, later: Later, what: str) -> _Verdict:
    """Return the verdict on the sheets of a mail with what became of its other files."""
    added = [f"另有{what}收入{later.total}项"] if later.total else []
    event = MailEvent.TAKE_PART if later.refused and verdict.event is MailEvent.TAKE else verdict.event
    return replace(verdict, event=event, sentence="，".join((verdict.sentence, *added, *later.refused)), later=later)


def _judge_sheets(taken: int, declined: Sequence[Declined], blank: Blank) -> _Verdict:
    left = sum(each.outcome in LEFT_TO_AGENCY for each in declined)
    counts = {"收取": taken, "退回": len(declined) - left, "待管理机构处理": left}
    parts = [*(f"{name}{count}份" for name, count in counts.items() if count), *blank.faults, blank.words]
    sentence = "，".join(filter(None, parts))
    if left:
        return _Verdict(MailEvent.WAIT, sentence)
    event = (MailEvent.TAKE_PART if declined else MailEvent.TAKE) if taken else MailEvent.RETURN
    return _Verdict(event, sentence)


def _confirm(session: Session, row: Mail) -> _Verdict:
    """Return the duties of the message that 收到 answers; without one of ours it is left to the agency."""
    if not row.answers:
        return _Verdict(MailEvent.WAIT, NO_SHEET)
    duties = confirmed_duties(session, row)
    return _Verdict(MailEvent.ACKNOWLEDGE, f"已知悉{len(duties)}项，到期前3个工作日不再提醒", duties)
