"""Received mails as the inbox gives them: an office's own, with its sheets, taken step by step as a run takes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from deployments.loopback.mail import MailServer
from models.database import begin
from models.intake.answer_file import read_answer
from models.intake.received_mail import MailFile, ReceivedMail
from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI, BusinessDay
from notifications.delivery import deliver
from notifications.outlets import Outlets
from tasks.mail_intake import take_mail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from models.intake.answer import GivenSheet
    from models.ledger.acts import Summary
    from tests.conftest import Sql

ADDRESS = "d001@example.org"
REFERENCE = """
SELECT g.reference FROM message g JOIN delivery v ON v.message_id = g.id JOIN notice n ON n.id = v.notice_id
WHERE n.kind = 'answer_receipt' ORDER BY g.id DESC LIMIT 1
"""


def moment(text: str) -> datetime:
    """An instant in Shanghai: 2026-03-05 10:20."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def mail_file(path: Path, name: str = "") -> MailFile:
    """An attachment as the parser gives it."""
    fault = ""
    sheets: Sequence[GivenSheet] = ()
    if path.suffix == ".xlsx":
        try:
            sheets, _ = read_answer(path)
        except Refused as refusal:
            fault = refusal.message
    return MailFile(name or path.name, path, sha256(path.read_bytes()).hexdigest(), tuple(sheets), fault)


def mail_from(address: str, at: str, *files: Path, **more: Any) -> ReceivedMail:
    """A mail from an address, received at a moment in Shanghai, with these files."""
    found = tuple(mail_file(path) for path in files)
    key = repr((address, at, [each.digest for each in found], sorted(more.items(), key=lambda item: item[0])))
    mail = ReceivedMail(
        digest=sha256(key.encode()).hexdigest(),
        size=len(key),
        received_at=moment(at),
        message_id="<1@example.org>",
        sender=address,
        subject="回复",
        return_path=address,
        files=found,
    )
    return replace(mail, **more)


def take(mail: ReceivedMail, at: str = "", relay: str = "") -> Summary:
    """Take a mail as a run does at this moment, by default when it was received."""
    now = moment(at) if at else mail.received_at
    return take_mail(BusinessDay(now.date(), now), mail, relay)


def file(folder: Path, name: str, content: bytes = b"a picture") -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def receipted(sql: Sql, folder: Path, at: str = "2026-03-05 10:40") -> str:
    """The reference of the newest receipt, which is sent by then."""
    send(folder, moment(at))
    return str(sql.value(REFERENCE))


def send(folder: Path, at: datetime) -> None:
    """Send what waits at this moment."""
    with MailServer(folder / "post") as mail:
        deliver(BusinessDay(at.date(), at), Outlets({"mail": mail.url}, "example.org", lambda _session: at, "甲"))


def vouched(mail: ReceivedMail) -> ReceivedMail:
    """The mail with a pass that our relay gave."""
    return replace(mail, verdicts_by="mx.example.org", verdicts={"dmarc": "pass", "spf": "pass"})


def in_transaction(function: Any, *args: Any) -> Any:
    """The result of a function of the ledger in a separate transaction."""
    with begin() as session:
        return function(session, *args)
