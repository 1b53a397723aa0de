"""缺文件的回复表: a sheet that went back because a file was missing is judged again when the office sends the file."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import Session

from models.intake.answer import NOT_SENT, Enclosed, GivenSheet
from models.intake.answer_file import answer_in
from models.intake.complaints import Complaint
from models.intake.inbox import blank_in, is_automatic_answer
from models.intake.placed_files import placed_files
from models.intake.received_mail import MailFile, ReceivedMail
from models.ledger.answer.attachments import copies_of
from models.ledger.answer.receipts import RECEIPT
from models.ledger.answer.senders import mail_with
from models.records import Mail, Obligation
from models.rules.errors import Refused
from models.rules.negative_list import FEEDBACK
from models.statements import ResultRow, run

# The mails of an office that answer receipts of one another, in the order received: of any two one may answer the
# receipt of the other, or both that of a third.
EXCHANGE = """
WITH RECURSIVE receipt AS MATERIALIZED (
    SELECT g.reference, m.id AS mail FROM received_mail m JOIN notice n ON n.kind = :receipt AND n.subject = m.digest
        JOIN delivery v ON v.notice_id = n.id JOIN message g ON g.id = v.message_id
    WHERE m.office_id = :office),
link AS MATERIALIZED (
    SELECT r.mail AS one, m.id AS other FROM receipt r JOIN received_mail m ON m.answers = r.reference
    WHERE m.office_id = :office),
said(mail) AS (
    SELECT r.mail FROM receipt r WHERE r.reference = :reference
    UNION SELECT CASE WHEN k.one = s.mail THEN k.other ELSE k.one END
        FROM said s JOIN link k ON s.mail IN (k.one, k.other))
SELECT m.id FROM said s JOIN received_mail m ON m.id = s.mail WHERE m.id <> :mail ORDER BY m.received_at, m.id
"""
# The newest sheet of each open duty, and of each matter without a duty, if it went back and is one of this exchange.
RETURNED = """
SELECT a.file, a.file_digest, a.sheet, a.complaints
FROM answer a
    LEFT JOIN obligation o ON o.id = a.obligation_id AND o.due_version = a.due_version AND o.state = 'open'
WHERE a.mail_id = ANY(:mails) AND a.outcome = 'returned' AND (o.id IS NOT NULL OR a.matter <> '') AND NOT EXISTS (
    SELECT FROM answer n WHERE n.obligation_id = a.obligation_id AND n.due_version = a.due_version AND n.id > a.id
        AND n.outcome IN ('taken', 'returned') AND n.mail_id IS DISTINCT FROM :mail)
    AND NOT EXISTS (
    SELECT FROM answer n WHERE a.matter <> '' AND n.matter = a.matter AND n.due_version = a.due_version AND n.id > a.id
        AND n.outcome IN ('taken', 'returned') AND n.mail_id IS DISTINCT FROM :mail)
    AND NOT EXISTS (SELECT FROM report r WHERE r.obligation_id = o.id AND r.received_on > a.received_on)
ORDER BY a.id
"""
# Its mails without an answer sheet, whose files are offered to the feedback that answers them.
OFFERED = """
SELECT m.id FROM received_mail m WHERE m.id = ANY(:mails) AND NOT EXISTS (SELECT FROM answer a WHERE a.mail_id = m.id)
ORDER BY m.id
"""
BOOKS = "SELECT file_digest FROM answer WHERE mail_id = ANY(:mails)"


class Mended(NamedTuple):
    """A kept sheet, its file as if it had come now, and all files of the exchange; a later one of a name counts.

    `faults` are why the sheet goes back, if that is known before it is judged.
    """

    file: MailFile
    sheet: GivenSheet
    files: Enclosed
    faults: tuple[Complaint, ...] = ()


def with_places(mail: ReceivedMail, given: Sequence[Mended]) -> list[Mended]:
    """Return the sheets that a mail brings or completes with the files that may be taken by their place."""
    known = given[0].files if given else ()
    placed = placed_files([each.sheet for each in given], mail, known)
    return [each._replace(files=each.files.with_placed(placed)) for each in given]


def may_mend(mail: ReceivedMail) -> bool:
    """Return whether a mail can complete an earlier one: it answers ours, has files and no answer sheet."""
    sheets = blank_in(mail).files or any(sheet.filled for file in mail.files for sheet in file.sheets)
    return bool(mail.answered and mail.files) and not (sheets or is_automatic_answer(mail) or mail.bounces)


def sheets_to_mend(session: Session, mail: ReceivedMail, folder: Path) -> list[Mended]:
    """Return the sheets that went back for want of a file, while their duties are open; copied into a folder.

    The mail answers the receipt with which they went back, and brings files. Empty if a kept file is not there any
    more, or was changed.
    """
    row = mail_with(session, mail.digest)
    if row is None or row.office_id is None:
        return []
    earlier = _exchange(session, row)
    found = run(session, RETURNED, mails=earlier, mail=row.id).all() if earlier else []
    with suppress(Refused):
        return list(_read_again(session, [each for each in found if _lacks_files(each)], earlier, mail, folder))
    return []


def _exchange(session: Session, row: Mail) -> list[int]:
    """Return the other mails of the exchange of a mail, in the order received."""
    named = {"receipt": RECEIPT, "office": row.office_id, "reference": row.answers, "mail": row.id}
    return list(run(session, EXCHANGE, **named).scalars())


def offered_mails(session: Session, row: Mail, duties: Sequence[Obligation]) -> list[Mail]:
    """6.2.5: return the earlier mails of an exchange whose files are offered to the feedback that this one brings."""
    if [duty.kind for duty in duties] != [FEEDBACK.key]:
        return []
    return [session.get_one(Mail, number) for number in run(session, OFFERED, mails=_exchange(session, row)).scalars()]


def _lacks_files(returned: ResultRow) -> bool:
    return any(NOT_SENT in fault["message"] for fault in returned.complaints)


def _read_again(
    session: Session, found: Sequence[Any], earlier: Sequence[int], mail: ReceivedMail, folder: Path
) -> Iterator[Mended]:
    """Yield each of these sheets. It was read within limits when it came, and has the same bytes."""
    if not found:
        return
    places, enclosed = _copy_files(session, earlier, mail, folder)
    for each in found:
        path = places[each.file_digest]
        data = path.read_bytes()
        if sha256(data).hexdigest() == each.file_digest:
            sheet = next(sheet for sheet in answer_in(each.file, data).sheets if sheet.name == each.sheet)
            yield Mended(MailFile(each.file, path, each.file_digest, (sheet,)), sheet, enclosed)


def _copy_files(
    session: Session, earlier: Sequence[int], mail: ReceivedMail, folder: Path
) -> tuple[dict[str, Path], Enclosed]:
    """Return the kept files of earlier mails by digest, and those that are no answer sheets with those of this mail."""
    rows = [session.get_one(Mail, number) for number in earlier]
    kept = [each for row in rows for each in copies_of(row, folder / str(row.id))]
    books = set(run(session, BOOKS, mails=list(earlier)).scalars())
    files = [path for path, digest in kept if digest not in books]
    return {digest: path for path, digest in kept}, Enclosed([*files, *(file.path for file in mail.files)])
