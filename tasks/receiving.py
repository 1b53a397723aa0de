"""The step that reads the inbox: each mail is taken, then flagged; an inbox that does not answer stops nothing else."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import TypeAlias, TypeVar

from sqlmodel import Session

from models.database import begin
from models.disk import shortage
from models.inbox_record import note_failure, note_read, withheld_mails
from models.intake.input import NoInput
from models.intake.mail.reader import MailReader, reader_of
from models.intake.received_mail import ReceivedMail
from models.ledger.acts import SYSTEM, Summary
from models.ledger.answer.attachments import drop_old_files
from models.ledger.answer.words import forget_words, work_of_inbox
from models.ledger.evidence.identity import foreign_store
from models.ledger.evidence.store import evidence_store
from models.ledger.evidence.unpacked import remove_left_over, unpack_folder
from models.ledger.jurisdiction import is_rehearsal
from models.ledger.perform import perform
from models.ledger.strangers import forget_strangers, note_strangers
from models.mailbox_turn import mailbox_turn
from models.rules.errors import Refused, Unavailable
from models.rules.workdays import SHANGHAI, BusinessDay
from notifications.inbox import Fetched, Inbox, Unreadable, Waiting, open_inbox
from notifications.inbox.waiting import UNLISTED
from tasks.cell_time import is_over, seconds_left
from tasks.mail_intake import take_mail
from tasks.settings import settings
from tasks.step import as_step, combine, prepare

Found = TypeVar("Found")
Reading: TypeAlias = Future[ReceivedMail]
NO_INBOX = "没有设置收件箱（MUBIAO_INBOX_URL），没有收取回复。"
NOT_GIVEN = "收件箱列出了这封信，却没有给出内容，请在邮箱中打开查看；需要收取的，请对方重新发来。"
REFUSED = "refused"
PATIENCE = 600  # seconds that the sweep waits for another reader, whose unread mails must not be urged


class InboxAway(Exception):  # noqa: N818 - the state of the mailbox, caught in this file
    """The inbox does not answer, or what it has could not be kept."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """The keys of the mails that the inbox lists and does not give: in the run before, and in this one."""

    before: frozenset[str]
    now: list[str] = field(default_factory=list)

    def order(self, mail: Waiting) -> tuple[bool, datetime]:
        """Return by what the mails are sorted."""
        return mail.key in self.before, mail.received_at


def _receive(day: BusinessDay) -> Summary:
    prepare()
    remove_left_over()
    return receive_mails(day) if settings().inbox_url else Summary(NO_INBOX, {"mails": 0})


def _receive_if_set(day: BusinessDay) -> Summary:
    """The first step of the sweep: also without an inbox, what strangers sent is counted, after ninety days deleted."""
    prepare()
    remove_left_over()
    with begin() as session:
        work = work_of_inbox(session, day.date)
    if work.strangers:
        with begin() as session:
            perform(session, note_strangers, NoInput(), day, SYSTEM)
            forget_strangers(session, day.date)
    if work.words:
        with begin() as session:
            perform(session, forget_words, NoInput(), day, SYSTEM)
    with suppress(Unavailable):  # the next sweep deletes them
        drop_old_files(day.at)
    if settings().inbox_url:
        return receive_mails(day, int(min(PATIENCE, seconds_left())))
    if work.failing:
        _note(note_read)
    return Summary()


def receive_mails(day: BusinessDay, seconds: int = 0) -> Summary:
    """Take every mail of the inbox that is not flagged, in the order received. Returns the outcome of each.

    A receipt is judged today, also in a run that was planned for a day before. Another reader of the same inbox is left
    alone, after as many seconds as are given.
    """
    current = settings()
    url = current.inbox_url.get_secret_value() if current.inbox_url else ""
    today = replace(day, date=max(day.date, day.at.date()))
    with mailbox_turn(url, seconds) as is_ours:
        if not is_ours:
            return Summary("收件箱正由另一个进程读取，本次不读。", {"mails": 0})
        with begin() as session:
            withheld = Withheld(withheld_mails(session))
        try:
            summaries = list(_take_all(open_inbox(url, current.home), today, current.inbox_relay, withheld))
        except InboxAway as away:
            _note(partial(note_failure, at=day.at, words=str(away), withheld=withheld.now))
            return Summary(f"收件箱未能读取：{away}", {"mails": 0, "inbox_failures": 1})
    _note(partial(note_read, withheld=withheld.now))
    taken = combine([Summary("", {"mails": 0}), *summaries])
    return taken if taken.words else replace(taken, words="没有新的来信。")


def _note(said: Callable[[Session], None]) -> None:
    """Note how the inbox answered; while nothing can be written only the warning is lost."""
    with suppress(Unavailable), begin() as session:
        said(session)


def _take_all(inbox: Inbox, day: BusinessDay, relay: str, withheld: Withheld) -> Iterator[Summary]:
    """Yield the outcome of each mail. Raises InboxAway if the inbox stops answering; what was taken stays taken."""
    _require_store()
    _ask(inbox.__enter__)
    try:
        # By their instants: a mail that was moved into the folder stands after newer ones there (A50). What could not
        # be read before comes last, so that it stops no other one.
        if found := _ask(lambda: sorted(inbox.waiting(), key=withheld.order)):
            yield from _take_each(inbox, found, day, (relay, withheld))
    finally:
        inbox.__exit__(None, None, None)


def _require_store() -> None:
    """Raise InboxAway while the evidence store is not that of the database, or away: a mail would lose its files."""
    with begin() as session:
        if fault := evidence_store().closed or _ask(partial(foreign_store, session, evidence_store())):
            raise InboxAway(fault)


def _take_each(
    inbox: Inbox, found: Sequence[Waiting], day: BusinessDay, known: tuple[str, Withheld]
) -> Iterator[Summary]:
    """Yield the outcome of each mail, and flag it. A rehearsal flags none: its mailbox may be that of the real work."""
    with begin() as session:
        flags = not is_rehearsal(session)
    relay, withheld = known
    with unpack_folder() as folder:
        for waiting, place, mail in _read_each(inbox, found, Path(folder), withheld):
            done = _take(day, waiting, mail, relay)
            yield done
            if flags and not done.counts.get(REFUSED):  # else the next run tries again
                _ask(partial(inbox.flag, waiting))
            rmtree(place, ignore_errors=True)
            _raw_at(place).unlink(missing_ok=True)


def _read_each(
    inbox: Inbox, found: Sequence[Waiting], folder: Path, withheld: Withheld
) -> Iterator[tuple[Waiting, Path, Reading]]:
    """Yield each mail that is still there, with the place of its files; the next one is taken apart meanwhile.

    When the time is over no further mail is begun. Raises InboxAway if the inbox stops answering; the mail before is
    yielded first.
    """
    before = None
    with ThreadPoolExecutor(1) as executor:
        for number, waiting in enumerate(found):
            if is_over():
                break
            place = folder / str(number)
            try:
                reading = _begin(inbox, waiting, place, executor, withheld)
            except InboxAway:
                yield from filter(None, [before])
                raise
            if reading:
                yield from filter(None, [before])
                before = waiting, place, reading
        yield from filter(None, [before])


def _begin(
    inbox: Inbox, waiting: Waiting, place: Path, executor: ThreadPoolExecutor, withheld: Withheld
) -> Reading | None:
    """Return the reading of one mail, or of its refusal; None if the server did not give it for the first time."""
    try:
        fetched = _ask(partial(inbox.fetch, waiting))
    except Unreadable as error:
        return executor.submit(_refuse, error.message)
    except InboxAway:
        withheld.now.append(waiting.key)
        raise
    if fetched:
        return executor.submit(_read, reader_of(os.getpid()), waiting, fetched, place)
    withheld.now.append(waiting.key)
    return executor.submit(_refuse, NOT_GIVEN) if waiting.key in withheld.before else None


def _refuse(words: str) -> ReceivedMail:
    raise Refused(words)


def _take(day: BusinessDay, waiting: Waiting, mail: Reading, relay: str) -> Summary:
    """Take one mail; one that is refused or cannot be read is named, and the next one follows."""
    try:
        return take_mail(day, mail.result(), relay)
    except Refused as refusal:
        # A run's summary stands in Prefect's pages, where no stranger's words belong.
        known = waiting.received_at != UNLISTED
        when = f"{waiting.received_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}收到" if known else f"邮箱中编号{waiting.key}"
        return Summary(f"{when}的一封来信没有收取：{refusal.message}", {REFUSED: 1})


def _read(reader: MailReader, waiting: Waiting, fetched: Fetched, folder: Path) -> ReceivedMail:
    if not fetched.fault:
        mail = reader.read(fetched.data, waiting.received_at, folder)
        return replace(mail, raw=_write_raw(_raw_at(folder), fetched.data))
    known = ReceivedMail(fetched.digest, waiting.size, waiting.received_at, fault=fetched.fault)
    return reader.read_headers(fetched.data, known)


def _write_raw(place: Path, data: bytes) -> Path:
    """Write the bytes of a mail; returns their place. Raises Unavailable if the disk is full."""
    try:
        place.write_bytes(data)
    except OSError as error:
        raise Unavailable(shortage(place.parent)) from error
    return place


def _raw_at(folder: Path) -> Path:
    """Returns where the bytes of a mail lie while it is taken, next to the folder of its attachments."""
    return folder.with_name(f"{folder.name}.eml")


def _ask(question: Callable[[], Found]) -> Found:
    """Returns the answer of the inbox. Raises InboxAway if it does not answer, Unreadable if one mail is at fault."""
    try:
        return question()
    except Unreadable:
        raise
    except Unavailable as error:
        raise InboxAway(error.message) from error


receive_answers = as_step("收取回复", _receive)
receive_before = as_step("先收取回复", _receive_if_set)
