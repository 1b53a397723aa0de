"""Offices that answer by mail: sheets come over SMTP, are filled in, and lie in an IMAP mailbox at an instant."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from io import BytesIO
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from deployments.filled_sheets import filled_in, has_sheet
from deployments.loopback.mail import MailServer
from models.ledger.duties import title_of
from models.rules.answer_form import CODE, COVER, FORMS
from models.rules.workdays import BusinessDay
from tasks import clock
from tasks.clock import set_virtual_instant
from tasks.flow_steps import deliver_notices, propose_urgings, send_reminders
from tasks.receiving import receive_answers
from tasks.settings import read_settings
from tests.imap_server import ImapServer
from tests.mails import moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

    from models.ledger.acts import Summary

INBOX, RELAY = "answers@example.org", "mx.example.org"
SPREADSHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
PASSED = f"{RELAY}; dmarc=pass; spf=pass"
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of ours in the mailbox of an office, and the workbook with the sheet of a duty that came with it."""

    message: EmailMessage
    name: str
    book: bytes


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty as an office speaks of it: its kind and period, or the target that is to be remedied."""

    kind: str
    period: str = ""
    target: str | None = None

    @property
    def title(self) -> str:
        return title_of(self.kind, self.period, self.target, 1)


def filled(letter: Letter, duty: Duty, values: Values) -> bytes:
    """The workbook of a letter with the sheet of this duty filled in; the office has thrown the other sheets away.

    `values` are those of single cells, or those of each row by its target where the sheet has rows.
    """
    form = FORMS[duty.kind]
    book = load_workbook(BytesIO(letter.book))
    for page in book.worksheets:
        if page.title != COVER and not str(page["A1"].value).endswith(f"  {duty.title}"):
            book.remove(page)
    left = BytesIO()
    book.save(left)
    rows = {name: value for name, value in values.items() if isinstance(value, dict)}
    fields = {name: value for name, value in values.items() if name not in rows}
    return filled_in(left.getvalue(), duty.title, form, fields, rows)


def forged(book: bytes) -> bytes:
    """The workbook with one letter of its code exchanged."""
    opened = load_workbook(BytesIO(book))
    page: Any = opened.worksheets[-1]
    cell = next(row for row in page.iter_rows() if row[0].value == CODE)[1]
    cell.value = cell.value[:-3] + ("A" if cell.value[-3] != "A" else "B") + cell.value[-2:]
    changed = BytesIO()
    opened.save(changed)
    return changed.getvalue()


def reply_to(message: EmailMessage | None, sender: str, text: str = "请查收。") -> EmailMessage:
    """A mail to the inbox, as a reply to a mail of ours if there is one."""
    reply = EmailMessage()
    reply["From"], reply["To"] = sender, message["Reply-To"] if message else INBOX
    reply["Subject"] = f"回复：{message['Subject']}" if message else "回复表"
    if message:
        reply["In-Reply-To"] = reply["References"] = message["Message-ID"]
    reply["Message-ID"] = make_msgid(domain="example.org")
    reply.set_content(text)
    return reply


@dataclass(slots=True)
class Mailing:
    """The mail of an installation: its relay, its inbox, and the steps that a machine runs at an instant."""

    smtp: MailServer
    imap: ImapServer
    delivered: list[bytes] = field(default_factory=list)

    def day(self, at: str) -> BusinessDay:
        """The business day of an instant in Shanghai, which is now."""
        set_virtual_instant(moment(at))
        return BusinessDay(moment(at).date(), moment(at))

    def receive(self, at: str) -> Summary:
        return receive_answers.fn(self.day(at))

    def send(self, at: str) -> Summary:
        return deliver_notices.fn(self.day(at))

    def morning(self, at: str) -> None:
        """What the sweep of a day does with answers and notices: take, remind, urge, send."""
        day = self.day(at)
        for step in (receive_answers, send_reminders, propose_urgings, deliver_notices):
            step.fn(day)

    def mails_to(self, address: str) -> list[EmailMessage]:
        """Every mail that this address was sent, the newest last."""
        return [mail.message for mail in self.smtp.received if mail.recipient == address]

    def last_words(self, address: str) -> str:
        """The text of the newest mail to this address."""
        body = self.mails_to(address)[-1].get_body(("plain",))
        assert body
        return str(body.get_content())

    def letter(self, address: str, duty: Duty) -> Letter:
        """The newest mail to this address that brought the sheet of a duty."""
        for message in reversed(self.mails_to(address)):
            for part in message.iter_attachments():
                content = part.get_payload(decode=True)
                if isinstance(content, bytes) and has_sheet(content, duty.title):
                    return Letter(message, part.get_filename() or "", content)
        raise LookupError(address, duty.title)

    def answer(
        self,
        address: str,
        duty: Duty,
        at: str,
        values: Values,
        *,
        files: tuple[Path, ...] = (),
        sender: str = "",
        stamped: bool = True,
    ) -> bytes:
        """Fill in the newest sheet that this address got and reply; returns the bytes that lie in the mailbox."""
        letter = self.letter(address, duty)
        reply = reply_to(letter.message, sender or address)
        reply.add_attachment(filled(letter, duty, values), *SPREADSHEET, filename=letter.name)
        for file in files:
            reply.add_attachment(file.read_bytes(), "application", "octet-stream", filename=file.name)
        return self.put(reply, at, stamped=stamped)

    def put(self, message: EmailMessage, at: str, *, stamped: bool = True) -> bytes:
        """Put a mail into the inbox at this instant, with the stamp of our own relay or without."""
        if stamped:
            message["Authentication-Results"] = PASSED
        data = message.as_bytes(policy=SMTP)
        self.imap.deliver(data, moment(at))
        self.delivered.append(data)
        return data


@contextmanager
def mailing_of(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailing]:
    """The mail of an installation with this home: a relay and an inbox of this machine, which the settings name."""
    with MailServer(home / "sent") as smtp, ImapServer() as imap:
        set_up(home, monkeypatch, smtp.url, imap.url)
        yield Mailing(smtp, imap)
    read_settings.cache_clear()


def set_up(home: Path, monkeypatch: pytest.MonkeyPatch, relay: str, inbox: str) -> None:
    """Let an installation with this home send by this relay and read this inbox."""
    told = {"HOME": str(home), "MAIL_URL": relay, "INBOX_URL": inbox}
    told |= {"INBOX_ADDRESS": INBOX, "INBOX_RELAY": RELAY}
    for name in ("CLOCK", "WECOM_URL", "WECOM_APP_URL"):
        monkeypatch.delenv(f"MUBIAO_{name}", raising=False)
    for name, value in told.items():
        monkeypatch.setenv(f"MUBIAO_{name}", value)
    monkeypatch.setattr(clock, "_virtual_instant", [])
    read_settings.cache_clear()
