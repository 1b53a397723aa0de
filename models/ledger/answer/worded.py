"""以文字回复: a mail whose lines report the rows of the sheet that our message brought becomes that sheet (A49)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import Session

from models.disk import shortage
from models.intake.answer import GivenRow, GivenSheet
from models.intake.answer_file import answer_in
from models.intake.complaints import Complaint
from models.intake.inbox import MailGiven
from models.intake.mail.body import LONGEST_OWN
from models.intake.received_mail import MailFile, ReceivedMail
from models.intake.worded_sheet import OWN_MARKS, PREFIX, filled, names_of, rows_of
from models.ledger.answer.judged import Judged, LineKey, line_name
from models.ledger.answer.judging import MARKED, CodeRefused, duty_of
from models.ledger.answer.marked_matters import office_holds_marked
from models.ledger.answer.senders import senders_of
from models.ledger.attachments import contents_of
from models.ledger.secrets import secrets_of
from models.rules.answer_form import FORMS, PROGRESS
from models.rules.errors import Refused, Unavailable
from models.rules.points import in_words
from models.rules.received_mail import counted_day
from models.rules.states import ObligationState
from models.rules.worded import WordedRows, is_report, read_words
from models.rules.workdays import BusinessDay
from models.statements import ResultRow, run

# The files of the newest message of ours that a mail answers.
ATTACHED = """
SELECT f ->> 'name' AS name, f ->> 'digest' AS digest, m.sent_at FROM message m
    CROSS JOIN LATERAL jsonb_path_query(m.attachments, '$[*]') f
WHERE m.reference = (SELECT u.reference FROM unnest(CAST(:references AS text[])) WITH ORDINALITY AS u(reference, place)
        JOIN message g ON g.reference = u.reference ORDER BY u.place LIMIT 1)
"""
UNSTAMPED = "来信的发件地址未经管理机构邮件系统核验，文字不能直接收取；已填入附上的回复表，请核对后作为附件发回"
SEALED = "来信有没有看懂的文字；部门有已标注密级的目标，不在此引用（4.7）"  # instead of the words of a line
SEVERAL = "这封通知附有几张表，不能用文字回复，请填表"
FILED = "该事项已填报，要改的请改原表"
NOT_TAKEN = "没有按来信文字收取"
ASKING = frozenset(form.key for form in FORMS.values() if any(each.name == PROGRESS.name for each in form.whites))
NO_FAULTS: Mapping[str, tuple[Complaint, ...]] = {}


class _AskedSheet(NamedTuple):
    """A sheet that came with our message and asks for progress, its workbook, and its duty."""

    name: str
    data: bytes
    sheet: GivenSheet
    duty: Any


def with_words(
    session: Session, given: MailGiven, day: BusinessDay, folder: Path
) -> tuple[ReceivedMail, Mapping[str, tuple[Complaint, ...]]]:
    """Return a mail with the sheet that its words fill in, and by the digest of its file why it goes back.

    The mail as it is, if its words are no such answer: it answers no message of ours with exactly one open duty that
    asks for progress, it has a filled sheet, is not from an address of the debtor, or no line reports a row that is not
    marked (4.7).
    """
    asked = _asked(session, given.mail, day) if _may_report(given) else None
    found = _filled_in(session, asked, given, folder) if asked else None
    if found is None:
        return given.mail, NO_FAULTS
    file, faults = found
    return replace(given.mail, files=(*given.mail.files, file)), {file.digest: faults}


def _may_report(given: MailGiven) -> bool:
    mail = given.mail
    sheets = any(sheet.filled for file in mail.files for sheet in file.sheets)
    return bool(mail.answered and 0 < len(mail.text) < LONGEST_OWN) and not (sheets or given.denied or mail.automatic)


def _filled_in(
    session: Session, asked: _AskedSheet, given: MailGiven, folder: Path
) -> tuple[MailFile, tuple[Complaint, ...]] | None:
    """Return the file that the words of a mail fill in, written into a folder, and why it goes back; None without."""
    rows = rows_of(asked.sheet)
    reading, marked = read_words(given.mail.text, [*map(names_of, rows)]), _marked(session, asked, rows)
    said = {row: words for row, words in reading.said.items() if row not in marked}
    if office_holds_marked(session, asked.duty.office_id):
        faults = dict.fromkeys((row, words if row is not None else SEALED) for row, words in reading.faults)
        reading = replace(reading, faults=[*faults])
    if not said:
        return None
    file = _file(asked, filled(asked.data, asked.sheet, said), folder)
    return file, tuple(_complaints(file.sheets[0], reading, marked, vouched=given.vouched))


def _asked(session: Session, mail: ReceivedMail, day: BusinessDay) -> _AskedSheet | None:
    """Return the one sheet of the answered message that asks an office of the sender for a progress; None without."""
    files = run(session, ATTACHED, references=list(mail.answered)).all()
    found = [each for each in _asking_sheets(session, files) if each.duty.state == ObligationState.OPEN]
    if len(found) != 1:
        return None
    on = counted_day(mail.received_at, day.at, files[0].sent_at)
    offices = {each.id for each in senders_of(session, mail.sender, on)}
    return found[0] if found[0].duty.office_id in offices else None


def why_not_read(session: Session, mail: ReceivedMail) -> str:
    """Return why lines such as 1 40 report nothing: our message asks in several sheets, or for what is done already."""
    if not (mail.answered and any(map(is_report, mail.text.splitlines()))):
        return ""
    files = run(session, ATTACHED, references=list(mail.answered)).all()
    states = [each.duty.state for each in _asking_sheets(session, files)]
    if states.count(ObligationState.OPEN) > 1:
        return SEVERAL
    return FILED if ObligationState.OPEN not in states and ObligationState.DISCHARGED in states else ""


def _asking_sheets(session: Session, files: Sequence[Any]) -> list[_AskedSheet]:
    """Return the sheets of workbooks that ask for a progress of a duty, also those that are outdated."""
    contents = contents_of(session, [each.digest for each in files])
    return [each for file in files for each in _asking(session, file.name, contents.get(file.digest, b""))]


def _asking(session: Session, name: str, data: bytes) -> Iterator[_AskedSheet]:
    with suppress(Refused):
        for sheet in answer_in(name, data).sheets:
            duty = _duty_of(session, sheet)
            if duty and duty.kind in ASKING:
                yield _AskedSheet(name, data, sheet, duty)


def _duty_of(session: Session, sheet: GivenSheet) -> ResultRow:
    try:
        return duty_of(session, sheet)
    except CodeRefused as refusal:
        return refusal.duty


def _marked(session: Session, asked: _AskedSheet, rows: Sequence[GivenRow]) -> set[int]:
    """Return the places of the rows whose target is marked."""
    secrets, year = secrets_of(session), asked.duty.period[:4]
    return {at for at, row in enumerate(rows) if secrets.about(f"{year}/{row.shown[0]}")}


def _file(asked: _AskedSheet, content: bytes, folder: Path) -> MailFile:
    """Write the filled workbook into a folder, and return it as a file of the mail."""
    name = f"{PREFIX}{OWN_MARKS.sub('', asked.name)}"
    try:
        (folder / name).write_bytes(content)
    except OSError as error:
        raise Unavailable(shortage(folder)) from error
    return MailFile(name, folder / name, sha256(content).hexdigest(), tuple(answer_in(name, content).sheets))


def _complaints(sheet: GivenSheet, reading: WordedRows, marked: set[int], *, vouched: bool) -> Iterator[Complaint]:
    """Yield why a sheet that words fill in is not taken, at its cells; what is about no row stands at the code."""
    if not vouched:
        yield sheet.complain(sheet.code, UNSTAMPED)
    rows = rows_of(sheet)
    for row, words in reading.faults:
        if row not in marked:
            yield sheet.complain(sheet.code if row is None else rows[row].cells[PROGRESS.heading], words)
    for row in sorted(marked & reading.said.keys()):
        yield sheet.complain(rows[row].check, MARKED)


def taken_rows(judged: Judged) -> str:
    """Return each row that was taken from words as it was taken; empty if an office filled in the sheet itself."""
    if not judged.sheet.file.startswith(PREFIX):
        return ""
    return f"按来信文字收取：{'；'.join(_row(key, values) for key, values in judged.lines.items())}。"


def _row(key: LineKey, values: Mapping[str, Any]) -> str:
    parts = (f"{in_words(values['progress'])}%", values.get("status", ""), values.get("remark", ""))
    return f"{line_name(key)} {'，'.join(filter(None, parts))}"
