"""退回的回复表 as attachments of a receipt: the own workbook with its wrong cells red, or the newest sheet."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import PurePath
from typing import Any

from sqlmodel import Session

from models.intake.answer import NOT_SENT
from models.intake.complaints import Complaint
from models.intake.sheet.marked_sheet import list_complaints, returned, returned_text
from models.intake.worded_sheet import OWN_MARKS, PREFIX, RETURNED
from models.ledger.answer.inbox import returned_workbooks
from models.ledger.answer.judging import MARKED, ORIGINAL, OUTDATED
from models.ledger.answer.mailing import Told, books_to_renew
from models.ledger.attachments import names_one
from models.ledger.evidence.store import evidence_store
from models.ledger.jurisdiction import home
from models.ledger.papers.signature import signature_of
from models.ledger.secrets import secrets_of
from models.rules.kinds import AnswerOutcome
from models.rules.office_words import for_office
from models.rules.rehearsal import marked
from models.rules.secrecy import Secrets
from notifications.answer_sheets import FORBIDDEN, SUFFIX, newest_sheets, sheets_to_fill
from notifications.channels import one_line
from notifications.drafts import Draft

PAST_MENDING = re.compile("|".join(map(re.escape, (OUTDATED, ORIGINAL, MARKED))))
TEXT = ".csv"
LONGEST = 60  # characters of the name of a returned file
RED = "附件“{name}”是退回的回复表，有误的单元格已标红，批注写明原因：改正并保存后，作为附件直接回复本邮件。"
NOTED = "附件“{name}”是退回的回复表，有误的行末尾写明原因：改正并保存后，作为附件直接回复本邮件。"
WORDED = "附件“{name}”是按来信文字填好的回复表，有误的单元格已标红：核对、补正并保存后，作为附件直接回复本邮件。"
LACKS = "附件“{name}”是缺文件的回复表，标红处写明缺哪个：把缺少的文件作为附件直接回复本邮件，不必重发此表。"
LISTED = "附件“{name}”列出有误的单元格和原因：在原表中改正并保存后，作为附件直接回复本邮件。"
ELSEWHERE = "退回的回复表见发到邮箱的邮件附件，改正后回复该邮件即可。"


@dataclass(frozen=True, slots=True)
class _Book:
    """A workbook of a mail with sheets that go back, and the duties and matters that they name."""

    file: str
    digest: str
    complaints: tuple[Complaint, ...]
    duties: frozenset[int]
    matters: frozenset[str]
    outdated: bool

    @property
    def is_kept(self) -> bool:
        """Return whether the workbook is kept."""
        return evidence_store().exists(self.digest)


def draft_returned_sheets(
    session: Session, told: Mapping[int, Sequence[Any]], day: date
) -> Mapping[int, Sequence[Draft]]:
    """Returns for each recipient the workbooks that go back with its receipts.

    What cannot be mended, because it is outdated, lacks a row or tells of a marked matter, is replaced by the newest
    sheet (4.7).
    """
    books = _books_of(session, {row.subject for rows in told.values() for row in rows})
    enclosed = {recipient: list(_enclosed(rows)) for recipient, rows in told.items()}
    return _drafts(session, told, books, enclosed, day) if books or any(enclosed.values()) else {}


def _drafts(
    session: Session,
    told: Mapping[int, Sequence[Any]],
    books: Mapping[str, Sequence[_Book]],
    enclosed: Mapping[int, Sequence[Told]],
    day: date,
) -> Mapping[int, Sequence[Draft]]:
    secrets, signature = secrets_of(session), signature_of(session, home(session), day)
    mended = {mail: [each for each in of if _may_go_back(each, secrets)] for mail, of in books.items()}
    renewed = {recipient: _to_renew(rows, books, mended) for recipient, rows in told.items()}
    newest = books_to_renew(session, chain.from_iterable([*renewed.values(), *enclosed.values()]), day)
    return {
        recipient: [
            *_Own(secrets, signature.agency, rehearsal=signature.rehearsal).drafts(_of_rows(rows, mended)),
            *(newest_sheets(newest[each]) for each in renewed[recipient] if each in newest),
            *map(sheets_to_fill, filter(None, map(newest.get, enclosed[recipient]))),
        ]
        for recipient, rows in told.items()
    }


def _enclosed(rows: Sequence[Any]) -> Iterator[Told]:
    """Yields the duties and matters whose sheets an office needs after what it wrote."""
    for row in rows:
        if sheets := row.payload.get("enclosed"):
            yield Told(row.department_id, frozenset(sheets["duties"]), matters=frozenset(sheets["matters"]))


def _of_rows(rows: Sequence[Any], books: Mapping[str, Sequence[_Book]]) -> list[_Book]:
    """Returns the workbooks of the mails that these receipts are about."""
    return [book for row in rows for book in books.get(row.subject, ())]


def _books_of(session: Session, mails: Collection[str]) -> Mapping[str, list[_Book]]:
    """Returns the workbooks that go back, by the digest of their mail."""
    sheets: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in returned_workbooks(session, mails):
        sheets[row["mail"], row["file_digest"]].append(row)
    books = defaultdict[str, list[_Book]](list)
    for (mail, digest), rows in sheets.items():
        complaints = tuple(Complaint(**each) for row in rows for each in row["complaints"])
        duties = frozenset(row["obligation_id"] for row in rows if row["obligation_id"])
        matters = frozenset(row["matter"] for row in rows if row["matter"])
        outdated = any(row["outcome"] == AnswerOutcome.OUTDATED for row in rows)
        books[mail].append(_Book(rows[0]["file"], digest, complaints, duties, matters, outdated))
    return books


def _may_go_back(book: _Book, secrets: Secrets) -> bool:
    """Returns whether the office can mend this workbook and nothing marked stands in it."""
    if book.outdated or any(PAST_MENDING.search(each.message) for each in book.complaints):
        return False
    if not (secrets and book.is_kept):
        return True
    try:
        return not names_one(evidence_store().read(book.digest), sorted(secrets.telling))
    except OSError:
        return False  # nobody can say that nothing marked stands in it


def _to_renew(
    rows: Sequence[Any], books: Mapping[str, Sequence[_Book]], mended: Mapping[str, Sequence[_Book]]
) -> list[Told]:
    """Returns the duties and matters whose newest sheets go to a recipient, by office."""
    duties, matters = defaultdict[int, set[int]](set), defaultdict[int, set[str]](set)
    for row in rows:
        for book in books.get(row.subject, ()):
            if book not in mended[row.subject]:
                duties[row.department_id] |= book.duties
                matters[row.department_id] |= book.matters
    told = ((office, frozenset(numbers), frozenset(matters[office])) for office, numbers in duties.items())
    return [Told(office, numbers, matters=keys) for office, numbers, keys in told if numbers or keys]


class _Own:
    """The drafts of the workbooks that go back to one recipient; of two files of one name the later gets a number."""

    def __init__(self, secrets: Secrets, agency: str, *, rehearsal: bool) -> None:
        self._secrets, self._agency, self._rehearsal = secrets, agency, rehearsal
        self._names: dict[str, int] = {}

    def drafts(self, books: Sequence[_Book]) -> list[Draft]:
        """Returns the draft of each workbook; one that is too large is replaced by the list of its wrong cells."""
        return [self._draft(book) for book in books]

    def _draft(self, book: _Book) -> Draft:
        suffix = PurePath(book.file).suffix.lower()
        is_text = suffix == TEXT and book.is_kept
        name = self._name(book.file, TEXT if is_text else SUFFIX)
        complaints = tuple(self._told(each) for each in book.complaints)
        content = sha256(repr((book.digest, complaints, self._agency)).encode()).hexdigest()
        listed = Draft(
            name, f"{content}|listed", partial(list_complaints, complaints), LISTED.format(name=name), ELSEWHERE
        )
        if is_text:
            return Draft(name, content, partial(_noted, book.digest, complaints), NOTED.format(name=name), ELSEWHERE)
        if not (book.is_kept and suffix == SUFFIX):
            return listed
        make = partial(_marked, book.digest, complaints, self._agency)
        lacks = all(NOT_SENT in each.message for each in book.complaints)
        said = WORDED if book.file.startswith(PREFIX) else LACKS if lacks else RED
        return Draft(name, content, make, said.format(name=name), ELSEWHERE, smaller=listed)

    def _told(self, fault: Complaint) -> Complaint:
        message = for_office(self._secrets.tell(fault.message))
        return Complaint(fault.sheet, fault.cell, "", message, fault.file)

    def _name(self, file: str, suffix: str) -> str:
        """Returns the name of the returned file, without what no system takes."""
        stem = self._secrets.hide(one_line(PurePath(file).stem)).translate(FORBIDDEN)
        name = returned_name(stem, rehearsal=self._rehearsal)
        self._names[name] = self._names.get(name, 0) + 1
        return name + (f"（{self._names[name]}）" if self._names[name] > 1 else "") + suffix


def returned_name(stem: str, *, rehearsal: bool) -> str:
    """Returns the name under which a file goes back, each mark of ours once, however often it went back before."""
    return marked(f"{RETURNED}{OWN_MARKS.sub('', stem)[:LONGEST]}", rehearsal=rehearsal)


def _marked(digest: str, complaints: Sequence[Complaint], agency: str) -> bytes:
    """Returns the marked workbook; the list of its wrong cells if it is not kept any more."""
    try:
        content = evidence_store().read(digest)
    except OSError:
        return list_complaints(complaints)
    return returned(content, complaints, agency)


def _noted(digest: str, complaints: Sequence[Complaint]) -> bytes:
    try:
        return returned_text(evidence_store().read(digest), complaints)
    except OSError as gone:
        raise ValueError(digest) from gone
