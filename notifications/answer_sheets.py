"""回复表 as attachments: the workbook of what a mail tells an office, and of what is due within three working days."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import Any

from sqlmodel import Session

from models.ledger.answer.content import AnswerBook
from models.ledger.answer.contested import CONCLUDED, key_of_notice
from models.ledger.answer.mailing import Told, books_to_mail
from models.rules.cycles import MID_YEAR_REVIEW, QUARTERLY_MEETING
from models.rules.notices import NOTICE_NAMES, opening_notice
from models.rules.rehearsal import marked
from notifications.documents.answer_sheet import asks_files, workbook
from notifications.drafts import Draft

VACANT = "liaison_missing"
# They bring the sheet for changes of people, so that each office gets it once a quarter.
QUARTERLY = {opening_notice(cycle) for cycle in (QUARTERLY_MEETING, MID_YEAR_REVIEW)}
# The notices that ask an office for something which a sheet answers or contests, or say that its date has moved.
KINDS = (
    *(kind for kind in NOTICE_NAMES if kind.startswith("opened_")),
    *("reminder", "overdue", "returned", "waiver_withdrawn"),
    *("listed", "relimited", "rechecked", "feedback_owed", "date_moved"),
    *("year_end_notice", "missing", "taken_over", "opinion_received", "upload_opened", "upload_delegated", CONCLUDED),
    VACANT,
)
SUFFIX = ".xlsx"
LONGEST = 40  # characters of a duty in a file's name
FORBIDDEN = str.maketrans(dict.fromkeys('/\\:*?"<>|', "、"))
HOW = "填好白色单元格，保存后作为附件直接回复本邮件"
WITH_FILES = "，印证材料一并附上"
ELSEWHERE = "回复表见发到邮箱的邮件附件，填好后回复该邮件即可。"


def draft_answer_sheets(
    session: Session, told: Mapping[int, Sequence[Any]], day: date
) -> Mapping[int, Sequence[Draft]]:
    """Returns for each recipient the workbook of each office about which it is told."""
    mails = {recipient: _offices(rows) for recipient, rows in told.items()}
    books = books_to_mail(session, chain.from_iterable(mails.values()), day)
    drafts = {mail: sheets_to_fill(book) for mail, book in books.items()}
    return {recipient: [drafts[mail] for mail in each if mail in drafts] for recipient, each in mails.items()}


def _offices(rows: Sequence[Any]) -> list[Told]:
    """Returns what the deliveries of a recipient tell each office."""
    return [_told(office, rows) for office in dict.fromkeys(row.department_id for row in rows)]


def _told(office: int, rows: Sequence[Any]) -> Told:
    own = [row for row in rows if row.department_id == office]
    duties = frozenset(row.obligation_id for row in own if row.obligation_id)
    kinds = {row.kind for row in own}
    matters = frozenset(filter(None, (key_of_notice(row.kind, row.subject) for row in own)))
    return Told(office, duties, VACANT in kinds, bool(QUARTERLY & kinds), matters)


def sheets_to_fill(book: AnswerBook) -> Draft:
    """Returns the draft of a book; the smaller one has only the sheet of the duty that is due first."""
    name = _name(book)
    whole = f"附件“{name}”是回复表：{_how(book)}"
    if len(book.sheets) == 1:
        return _draft_of(book, whole)
    first = book.sheets[0]
    agency = "".join(filter(None, (book.signature.agency, book.contact)))
    alone = replace(book, sheets=(first,))
    rest = f"全部回复表过大，没有附上，其余各表请向{agency}索取。"
    part = f"附件“{_name(alone)}”是最早到期的“{first.title}”的回复表：{_how(alone)}{rest}"
    return replace(_draft_of(book, whole), smaller=_draft_of(alone, part))


def _how(book: AnswerBook) -> str:
    """Returns how a book is answered; files are asked for only by a sheet that has a place for their names."""
    return f"{HOW}{WITH_FILES if asks_files(book) else ''}。"


def newest_sheets(book: AnswerBook) -> Draft:
    """Returns the draft of a book that replaces an outdated one."""
    name = _name(book, "最新")
    return replace(_draft_of(book, f"附件“{name}”是最新的回复表，请不要再用交来的那份：{_how(book)}"), name=name)


def _draft_of(book: AnswerBook, said: str) -> Draft:
    # The head of the ledger is in no cell: with it, the same sheet of two days would never be known again.
    content = replace(book, signature=replace(book.signature, head=""))
    digest = sha256(repr(content).encode()).hexdigest()
    return Draft(_name(book), digest, partial(workbook, book), said, ELSEWHERE)


def _name(book: AnswerBook, newest: str = "") -> str:
    """Returns the name of the file by the duty of its sheet, or the number of duties; marked in a rehearsal."""
    sheets = [sheet for sheet in book.sheets if sheet.obligation is not None] or book.sheets
    about = sheets[0].title[:LONGEST] if len(sheets) == 1 else f"目标管理工作{len(sheets)}项"
    name = f"{book.department}_{about}_{newest}回复表"
    return marked(name, rehearsal=book.signature.rehearsal).translate(FORBIDDEN) + SUFFIX
