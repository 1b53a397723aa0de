"""Mails that wait for the agency: it takes their answers, as claimed (A49), or does not take them, with its reason."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sqlmodel import Session

from models.intake.answer import Enclosed, GivenSheet
from models.intake.answer_file import read_answer
from models.intake.complaints import ImportRefused
from models.intake.inbox import AnswerAccepted, MailDismissed, MailedAnswer
from models.ledger.acts import Actor, Context, Role, Summary, act, keep_entered
from models.ledger.answer.attachments import files_of
from models.ledger.answer.inbox import SHOWN_DAYS
from models.ledger.answer.judging import duty_of
from models.ledger.answer.senders import OFFICE, TWICE, remember
from models.ledger.answer.taking import take_answer
from models.ledger.strangers import reveal
from models.ledger.transitions import move
from models.records import Mail, id_of
from models.rules.errors import Refused
from models.rules.kinds import Known, Means
from models.rules.states import MailEvent, MailState
from models.statements import ResultRow, run

File = tuple[Path, str]
# Sheets of a mail that need no decision any more; those that went back are their office's.
DECIDED = "SELECT file_digest, sheet FROM answer WHERE mail_id = :mail AND outcome IN ('taken', 'returned', 'outdated')"

UNDECIDED = """
SELECT EXISTS (SELECT FROM answer a WHERE a.mail_id = :mail AND a.outcome = 'waiting' AND NOT EXISTS (
    SELECT FROM answer n WHERE n.mail_id = a.mail_id AND n.outcome = 'taken'
        AND (n.file_digest, n.sheet) = (a.file_digest, a.sheet)))
"""
UNREGISTERED = "SELECT EXISTS (SELECT FROM unregistered_mail WHERE id = :number)"


@act("accept_answer", "收取待处理的回复", clause="3-6.1.5", roles={Role.AGENCY}, claims_for="来信部门目标办")
def accept_answer(session: Session, data: AnswerAccepted, ctx: Context) -> Summary:
    """Take the answers of a mail that waits, as entered for their offices, by the day on which the mail was received.

    With `sheet` only the sheets of this name; the mail waits on while others could be taken. Raises Refused if the mail
    does not wait or has no answer sheet, and with the cells if a sheet is wrong: then nothing is taken. What a stranger
    wrote is on record from then on. With `remember` its address becomes that of a liaison from the next working day.
    """
    mail = waiting_mail(session, data.mail)
    reveal(session, mail)
    done, left = _take_sheets(session, ctx, mail, data.sheet)
    told = remember(session, ctx, mail, [office for office, _ in done]) if data.remember else 0
    sets = {"sentence": f"已由管理机构收取{len(done)}份：{data.reason}"}
    waits = _in_words(mail, left)
    if not waits:
        move(session, ctx, "received_mail", [id_of(mail)], MailEvent.TAKE, sets=sets, now=MailState.WAITING)
    words = "".join([*(words for _, words in done), waits])
    return Summary(words, {"answers": len(done), "remembered": int(data.remember), "notices": told}, {"mail": mail.id})


def _in_words(mail: Mail, left: int) -> str:
    """Return what of a mail still waits: sheets that were left, and a text that a person answers."""
    sheets = f"这封来信还有{left}张表待处理。" if left else ""
    return sheets + (f"这封来信的正文待答复（{mail.said.label}）：answer_mail。" if mail.said else "")


def _take_sheets(session: Session, ctx: Context, mail: Mail, name: str) -> tuple[list[tuple[int, str]], int]:
    """Take the sheet with this name, or every sheet that was filled in and is not decided yet.

    Returns the office and the sentence of each, and how many others could still be taken.
    """
    with files_of(mail) as files:
        sheets = list(_sheets(files))
        if not any(name in ("", sheet.name) for sheet, _ in sheets):
            what = f"工作表“{name}”" if name else "回复表"
            raise Refused(f"来信{mail.id}里没有{what}。查看：mubiao inbox --mail {mail.id}。")
        filled = _undecided(session, mail, sheets)
        chosen = [each for each in filled if name in ("", each[0].name)]
        books = {file[0] for _, file in sheets}
        others = Enclosed(path for path, _ in files if path not in books)
        left = sum(_has_good_code(session, sheet) for sheet, _ in filled if name not in ("", sheet.name))
        answers = [MailedAnswer(sheet, file[1], others, mail.digest) for sheet, file in chosen]
        return _take_all(session, ctx, mail, answers), left


def _undecided(
    session: Session, mail: Mail, sheets: Sequence[tuple[GivenSheet, File]]
) -> list[tuple[GivenSheet, File]]:
    """Return the filled sheets that were neither taken from this mail nor sent back. Raises Refused without any."""
    filled = [each for each in sheets if each[0].filled]
    if not filled:
        raise Refused(f"来信{mail.id}的回复表没有填写任何内容。")
    decided = {tuple(row) for row in run(session, DECIDED, mail=mail.id)}
    if left := [each for each in filled if (each[1][1], each[0].name) not in decided]:
        return left
    raise Refused(f"来信{mail.id}的回复表已经收取或退回。查看：mubiao inbox --mail {mail.id}。")


def _has_good_code(session: Session, sheet: GivenSheet) -> bool:
    try:
        duty_of(session, sheet)
    except ImportRefused:
        return False
    return True


def _take_all(session: Session, ctx: Context, mail: Mail, answers: Sequence[MailedAnswer]) -> list[tuple[int, str]]:
    """Take these sheets; of two for one duty the first, as from an office's own address."""
    done: dict[str, tuple[int, str]] = {}
    for answer in answers:
        duty = duty_of(session, answer.sheet)
        if duty.key in done:
            office, words = done[duty.key]
            done[duty.key] = office, f"{words}{TWICE}。"
        else:
            done[duty.key] = duty.office_id, _take(session, ctx, mail, answer, duty)
    return list(done.values())


@act("dismiss_mail", "不收取来信", clause="3-6.1.5", roles={Role.AGENCY})
def dismiss_mail(session: Session, data: MailDismissed, ctx: Context) -> Summary:
    """Close a mail that waits without taking anything. Raises Refused if it does not wait."""
    mail = waiting_mail(session, data.mail)
    sets = {"sentence": data.reason}
    move(session, ctx, "received_mail", [id_of(mail)], MailEvent.DISMISS, sets=sets, now=MailState.WAITING)
    words = f"来信{mail.id}不予收取：{data.reason}。"
    if mail.office_id:
        told = f"{mail.received_on}收到的来信{mail.id}不予收取：{data.reason}。"
        keep_entered(session, ctx, mail.office_id, dismiss_mail.title, told)
    return Summary(words, {"dismissed": 1}, {"mail": mail.id})


def waiting_mail(session: Session, number: int) -> Mail:
    """Return a mail that waits. Raises Refused for another number."""
    mail = session.get(Mail, number)
    if mail is None and run(session, UNREGISTERED, number=number).scalar_one():
        raise Refused(f"来信{number}来自陌生地址，没有回复表，不登记也不须办结，{SHOWN_DAYS}天后不再列为待处理。")
    if mail is None:
        raise Refused(f"没有编号为{number}的来信。查看：mubiao inbox。")
    if mail.state is not MailState.WAITING:
        raise Refused(f"来信{number}{mail.state.label}，不在待处理之列。查看：mubiao inbox。")
    return mail


def has_undecided_sheets(session: Session, mail: Mail) -> bool:
    """Return whether a sheet with a good code waits for the agency."""
    return bool(run(session, UNDECIDED, mail=mail.id).scalar_one())


def _sheets(files: Sequence[File]) -> Iterator[tuple[GivenSheet, File]]:
    for path, digest in files:
        with suppress(Refused):  # no workbook, or one without an answer code
            yield from ((sheet, (path, digest)) for sheet in read_answer(path)[0])


def _take(session: Session, ctx: Context, mail: Mail, answer: MailedAnswer, duty: ResultRow) -> str:
    """Take one sheet for the office that owes its duty now; return the sentence of the act."""
    name = f"{duty.department}{OFFICE}"
    by, account = ctx.actor.entered_by or ctx.actor.name, ctx.actor.account
    actor = Actor(name, Role.OFFICE, duty.office_id, entered_by=by, account=account, known=Known.CLAIMED)
    source = {"means": Means.ANSWER.value, "note": f"来信{mail.id}，{answer.sheet.file}"}
    source |= {"received": mail.received_on.isoformat()}
    try:
        return take_answer(session, answer, replace(ctx, actor=actor, source=source)).words
    except ImportRefused:
        raise
    except Refused as refusal:
        raise Refused(f"{answer.sheet.file} 工作表“{answer.sheet.name}”：{refusal.message}") from refusal
