"""Offices of the demonstration that answer by mail: with the sheet that came, as a reply into a maildir inbox."""

import os
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import make_msgid
from pathlib import Path

from deployments.demo.offices import DemoAct
from deployments.demo.world import RELAY
from deployments.filled_sheets import filled_in, has_sheet, values_of
from models.ledger.acts import read_input
from models.ledger.duties import title_of
from models.ledger.report.reports import submit_report
from models.ledger.report.self_check import file_self_check
from models.rules.answer_form import FORMS

# Each is one act of one office: a month, a self-check with evidence, a month whose sheet is wrong at first.
WRONG = (submit_report.name, "SMZT", "2026-06")
BY_MAIL = {(submit_report.name, "SJYT", "2026-03"), (file_self_check.name, "SRST", "2026Q4"), WRONG}
STRANGER = "someone@elsewhere.test"
STRANGE_DAY = date(2026, 3, 12)
SPREADSHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
PLAIN = ("text", "plain")


def is_by_mail(answer: DemoAct) -> bool:
    """Returns whether an office answers this duty by mail."""
    return _named(answer) in BY_MAIL


def is_wrong_at_first(answer: DemoAct) -> bool:
    """Returns whether the first sheet that the office returns is wrong."""
    return _named(answer) == WRONG


def _named(answer: DemoAct) -> tuple[str, str, str]:
    return answer.act.name, answer.office, answer.data.get("period", "")


class OfficeMail:
    """The mails that offices have received, and the inbox into which they reply; `received` is the server's folder."""

    def __init__(self, received: Path, inbox: Path) -> None:
        self._received, self._inbox, self._number = received, inbox, 0
        for name in ("tmp", "new", "cur"):
            (inbox / name).mkdir(parents=True, exist_ok=True)

    def reply(self, answer: DemoAct, at: datetime, *, wrong: bool = False) -> None:
        """Fill in the newest sheet that the office was sent for this duty, and reply to its mail."""
        form = next(form for form in FORMS.values() if form.acts == (answer.act.name,))
        title = title_of(form.key, answer.data["period"], None, 1)
        mail, name, book = self._newest_sheet(f"{answer.office.lower()}@", title)
        fields, rows = values_of(read_input(answer.act, answer.data), form)
        if wrong:
            first = next(iter(rows))
            rows[first] = {**rows[first], "progress": 180}
        message = _reply_to(mail)
        message.add_attachment(filled_in(book, title, form, fields, rows), *SPREADSHEET, filename=name)
        for proof in answer.data.get("evidence", ()):
            file = Path(proof["file"])
            message.add_attachment(file.read_bytes(), *PLAIN, filename=file.name)
        self.deliver(message, at)

    def write_as_stranger(self, at: datetime) -> None:
        """Put a mail of a stranger into the inbox: no department has registered its address."""
        message = EmailMessage()
        message["From"], message["Subject"] = STRANGER, "关于目标任务的情况"
        message["Message-ID"] = f"<stranger-{at:%Y%m%d}@elsewhere.test>"
        message.set_content("请查收。")
        self.deliver(message, at)

    def deliver(self, message: EmailMessage, at: datetime) -> None:
        """Put a mail into the inbox as the relay does, at this instant."""
        self._number += 1
        message["Authentication-Results"] = f"{RELAY}; dmarc=pass; spf=pass"
        file = self._inbox / "tmp" / f"{int(at.timestamp())}.{self._number:04d}.demo"
        file.write_bytes(message.as_bytes())
        os.utime(file, (at.timestamp(), at.timestamp()))
        file.rename(self._inbox / "new" / file.name)

    def _newest_sheet(self, address: str, title: str) -> tuple[EmailMessage, str, bytes]:
        """Returns the newest mail to an office with the sheet of a duty. Raises LookupError if there was none yet."""
        for file in sorted(self._received.glob(f"*-{address}*.eml"), reverse=True):
            mail = message_from_bytes(file.read_bytes(), policy=default)
            for part in mail.iter_attachments():
                content = part.get_payload(decode=True)
                if isinstance(content, bytes) and has_sheet(content, title):
                    return mail, part.get_filename() or "", content
        raise LookupError(address, title)


def _reply_to(mail: EmailMessage) -> EmailMessage:
    """Returns an empty reply to a mail from its recipient."""
    message = EmailMessage()
    message["From"], message["To"] = mail["To"], mail["Reply-To"] or mail["From"]
    message["Subject"] = f"回复：{mail['Subject']}"
    message["In-Reply-To"] = message["References"] = mail["Message-ID"]
    message["Message-ID"] = make_msgid(domain=RELAY)
    message.set_content("请查收。")
    return message
