"""回执: what an office is told of a mail that it sent, and of one that came in its name from another address."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session

from models.intake.answer import NOT_SENT, Blank
from models.intake.inbox import Declined, MailConcluded, blank_in
from models.ledger.acts import Context
from models.ledger.answer.asked_lines import changes_since
from models.ledger.answer.enclosed import left_to_do
from models.ledger.answer.marked_matters import subject_told
from models.ledger.answer.matters import matter_named, matter_title
from models.ledger.answer.own_paces import reported_paces
from models.ledger.duties import title_of
from models.ledger.jurisdiction import calendar_of
from models.ledger.notices import notify_one
from models.ledger.nouns.shared_sql import HEIRS, OBLIGATION_KEY, TARGET_NAME, TARGET_OF
from models.ledger.secrets import secrets_of
from models.records import Mail
from models.rules.chinese_dates import in_full
from models.rules.concealment import conceal
from models.rules.draft import basis_of_receipt
from models.rules.duties import Audience
from models.rules.kinds import AnswerOutcome
from models.rules.office_words import for_office, named_fault, with_month
from models.rules.received_mail import RECEIPTS
from models.rules.secrecy import Secrets
from models.rules.states import ObligationState
from models.rules.workdays import SHANGHAI
from models.statements import ResultRow, matching, run

LEFT_TO_AGENCY = frozenset({AnswerOutcome.WAITING, AnswerOutcome.UNKNOWN})
LISTS = {"returned": False, "waiting": True}  # by whether the agency decides
RECEIPT, WARNING = "answer_receipt", "answer_waiting"
REGISTERED = "已登记"
FILES_ONLY = "只缺文件：把文件作为附件回复本邮件即可，不必重发回复表"
SENT = "SELECT count(*) FROM received_mail WHERE sender = :sender AND receipted_at > :since"
DUTY = f"""
SELECT o.id, {OBLIGATION_KEY.format(o="o", d="d")} AS key, o.kind, o.period, o.round, o.state, o.late, o.counted_on,
    x.due, {TARGET_NAME} AS target_name, coalesce(h.heir, o.owed_by) AS office
FROM obligation o JOIN department d ON d.id = o.department_id JOIN deadline x ON x.id = o.deadline_id
    LEFT JOIN {HEIRS} h ON h.department_id = o.owed_by
    {TARGET_OF}
WHERE o.id {{which}}
"""  # noqa: S608 - constants only
TAKEN = """
SELECT a.obligation_id, a.matter, a.sentence, b.received_on AS before_on, b.received_at AS before_at
FROM answer a LEFT JOIN answer b ON b.id = a.replaced_id
WHERE a.mail_id = :mail AND a.outcome = 'taken' ORDER BY a.id
"""


class LaterFiles(NamedTuple):
    """The outcome of files that were sent later: duties and appeals that have them, in words, sentences of refusal.

    A duty is named by its number, an appeal by its title. `to_sign` are results with their facts.
    """

    taken: tuple[tuple[int, str], ...] = ()
    refused: tuple[str, ...] = ()
    appeals: tuple[tuple[str, str], ...] = ()
    to_sign: tuple[tuple[str, str], ...] = ()

    @property
    def total(self) -> int:
        """Return how many duties and appeals have them."""
        return len(self.taken) + len(self.appeals)


NO_FILES = LaterFiles()


class MailOutcome(NamedTuple):
    """What a receipt says of the mail as a whole, of files that were sent later, and of each sheet that was taken."""

    sentence: str
    later: LaterFiles = NO_FILES
    note: str = ""


def send_receipt(session: Session, ctx: Context, row: Mail, data: MailConcluded, outcome: MailOutcome) -> bool:
    """Queue the receipt of a mail for the office that sent it; returns False if the address had six within an hour."""
    since = ctx.at - timedelta(hours=1)
    if run(session, SENT, sender=row.sender, since=since).scalar_one() >= RECEIPTS or row.office_id is None:
        return False
    to = row.office_id, Audience(row.audience)
    return bool(notify_one(session, ctx, RECEIPT, row.digest, to, payload=_payload(session, ctx, row, data, outcome)))


def _payload(session: Session, ctx: Context, row: Mail, data: MailConcluded, outcome: MailOutcome) -> dict[str, Any]:
    secrets, taken, later = secrets_of(session), run(session, TAKEN, mail=row.id).all(), outcome.later
    numbers = [each.obligation_id for each in taken] + [number for number, _ in later.taken]
    duties = _duties_of(session, numbers, data.declined)
    answered = [*numbers, *(each.obligation for each in data.declined)]
    declined, blank = [_describe(session, each, duties, secrets) for each in data.declined], blank_in(data.mail)
    changes = changes_since(session, [each.obligation_id for each in taken if each.obligation_id])
    return {
        "mail": row.id,
        "subject": subject_told(session, row),
        "received": moment_in_words(row.received_at),
        "received_on": row.received_on.isoformat(),
        "known": row.known.value if row.known else "",
        "summary": for_office(secrets.tell(outcome.sentence)),
        "basis": basis_of_receipt([getattr(duties.get(each), "kind", "") for each in answered]),
        "taken": list(_describe_all(session, ctx, taken, outcome, duties, secrets)),
        **_by_outcome(declined),
        **left_to_do(session, ctx, row, answered, secrets),
        "missing": [*map(for_office, map(secrets.tell, (*_missing(row, data, blank), *later.refused)))],
        "to_sign": conceal(secrets, later.to_sign),
        "changes": [secrets.tell(each) for each in (*changes, blank.words) if each],
    }


def _duties_of(session: Session, taken: Sequence[int | None], declined: Sequence[Declined]) -> dict[int, Any]:
    numbers = [number for number in (*taken, *(each.obligation for each in declined)) if number]
    return {duty.id: duty for duty in _duties(session, numbers)} if numbers else {}


def _by_outcome(declined: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return what goes back to the office, and what is left to the agency."""
    return {name: [each for each in declined if each["left"] is left] for name, left in LISTS.items()}


def _duties(session: Session, numbers: Sequence[int]) -> Sequence[Any]:
    which, chosen = matching(numbers)
    return run(session, DUTY.format(which=which), **chosen).all()


def _title(duty: ResultRow, secrets: Secrets) -> str:
    return secrets.hide(title_of(duty.kind, duty.period, duty.target_name, duty.round))


def _describe_all(
    session: Session, ctx: Context, taken: Sequence[Any], outcome: MailOutcome, duties: dict[int, Any], secrets: Secrets
) -> Iterator[dict[str, Any]]:
    """Yield what each answer was taken as, with the files that came with it, then what else got files."""
    enclosed = dict(outcome.later.taken)
    for each in taken:
        told = _describe_taken(session, ctx, each, duties.get(each.obligation_id), secrets)
        files = secrets.tell(enclosed.pop(each.obligation_id, ""))
        yield told | {"words": outcome.note + told["words"] + files}
    later = outcome.later._replace(taken=tuple(enclosed.items()))
    yield from _describe_files(session, ctx, later, duties, secrets)


def _describe_taken(
    session: Session, ctx: Context, answer: ResultRow, duty: ResultRow, secrets: Secrets
) -> dict[str, Any]:
    """Return what was taken: on time or how late, and what it replaced; without a duty there is no date."""
    title = _title(duty, secrets) if duty else matter_title(session, answer.matter, secrets)
    return {
        "title": title,
        "words": with_month(secrets.tell(answer.sentence)).removeprefix(f"{title}：")
        + reported_paces(session, duty, secrets, ctx.date),
        "verdict": _verdict(session, ctx, duty) if duty else REGISTERED,
        "replaced": _describe_moment(answer.before_on, answer.before_at),
    }


def _describe_files(
    session: Session, ctx: Context, later: LaterFiles, duties: dict[int, Any], secrets: Secrets
) -> Iterator[dict[str, Any]]:
    """Yield what was added to duties that were answered before, and to appeals."""
    for number, words in later.taken:
        told = {"title": _title(duties[number], secrets), "words": secrets.tell(words)}
        yield {**told, "verdict": _verdict(session, ctx, duties[number]), "replaced": ""}
    for title, words in later.appeals:
        yield {"title": title, "words": secrets.tell(words), "verdict": REGISTERED, "replaced": ""}


def _verdict(session: Session, ctx: Context, duty: ResultRow) -> str:
    """Return 按时, 逾期2个工作日, or 尚未办结 if something is still missing."""
    if duty.state != ObligationState.DISCHARGED:
        return "尚未办结"
    if not duty.late:
        return "按时"
    days = calendar_of(session, ctx.jurisdiction).count(duty.due, duty.counted_on) if duty.counted_on > duty.due else 0
    return f"逾期{days}个工作日" if days else "逾期"


def _describe(session: Session, each: Declined, duties: dict[int, Any], secrets: Secrets) -> dict[str, Any]:
    duty = duties.get(each.obligation or 0)
    title = _title(duty, secrets) if duty else matter_title(session, each.matter, secrets)
    hint = [FILES_ONLY] if each.complaints and all(NOT_SENT in fault.message for fault in each.complaints) else []
    cells = [*hint, *(secrets.tell(f"{fault.cell}：{fault.message}") for fault in each.complaints)]
    return {
        "title": title,
        "file": secrets.tell(each.file),
        "sheet": secrets.hide(each.sheet),
        "outcome": each.outcome.value,
        "left": each.outcome in LEFT_TO_AGENCY,
        "closed": getattr(duty, "state", "") == ObligationState.DISCHARGED,
        "faults": [*map(for_office, cells or [secrets.tell(each.sentence)])],
        "obligation": each.obligation,
        "digest": each.file_digest,
    }


def _missing(row: Mail, data: MailConcluded, blank: Blank) -> list[str]:
    """Return what of a mail could not be read, did not come with it, was not filled in or is named in no sheet."""
    mail, faulty = data.mail, [named_fault(each) for each in row.files if each["fault"]]
    left_out = f"正文中{mail.pictures}张图片未收为材料，请作为附件发来。" if mail.pictures else ""
    return [*filter(None, (mail.fault, *faulty, left_out)), *row.missing, *blank.faults, *data.unnamed]


def moment_in_words(at: datetime) -> str:
    """Return an instant as people in Shanghai write it: 2026年4月1日08:30."""
    there = at.astimezone(SHANGHAI)
    return f"{in_full(there.date())}{there:%H:%M}"


def _describe_moment(day: date | None, at: datetime | None) -> str:
    return moment_in_words(at) if at else in_full(day) if day else ""


def warn_offices(session: Session, ctx: Context, row: Mail, declined: Sequence[Declined]) -> int:
    """Tell each office in whose name another address sent a good code, once a day for each duty; not the sender.

    The address of a stranger is not told: messages are kept, and stand in backups.
    """
    warned = [each for each in declined if each.outcome is not AnswerOutcome.RETURNED]
    told = 0
    for key, office, title in _matters(session, warned):
        if office == row.office_id:
            continue
        payload = {"mail": row.id, "sender": row.sender, "title": title, "received": moment_in_words(row.received_at)}
        to = office, Audience.OFFICE
        told += notify_one(session, ctx, WARNING, key, to, occasion=ctx.date.isoformat(), payload=payload)
    return told


def _matters(session: Session, declined: Sequence[Declined]) -> Iterator[tuple[str, int, str]]:
    """Yield key, office and title of each duty, and of what has no duty, that these sheets name."""
    secrets, numbers = secrets_of(session), [each.obligation for each in declined if each.obligation]
    for duty in _duties(session, numbers) if numbers else ():
        yield duty.key, duty.office, _title(duty, secrets)
    for matter in {each.matter for each in declined if each.matter and not each.obligation}:
        yield matter, matter_named(session, matter).office_id, matter_title(session, matter, secrets)
