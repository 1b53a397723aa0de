"""来信: a mail that came back, taken apart: who, when, which message of ours it answers, and what is in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from models.intake.answer import GivenSheet


@dataclass(frozen=True, slots=True)
class MailFile:
    """An attachment: its name without path and control characters, where its bytes lie, their SHA-256.

    `sheets` are its answer sheets; `fault` says why a workbook could not be read. `shown` is a picture in the text.
    """

    name: str
    path: Path
    digest: str
    sheets: tuple[GivenSheet, ...] = ()
    fault: str = ""
    shown: bool = False


@dataclass(frozen=True, slots=True)
class BouncedTo:
    """A recipient that a returned message did not reach: address, the reference of our message, the server's words.

    Address and reference are empty if the mail does not name them.
    """

    address: str
    reference: str
    words: str


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """A mail as it was received.

    `received_at` is when our server took it (INTERNALDATE; maildir: delivery to `new`), with its zone, never the
    sender's date. `answered` are the references of our own messages in In-Reply-To and References (the part of the
    Message-ID before @), the newest first. `return_path` is None if the mail has none and "" if it is empty.
    `verdicts` are the results of the topmost Authentication-Results by method, and `verdicts_by` the host that gave
    them. `text` is what the sender wrote himself, without quotation and marked
    signature. `automatic`: its headers say that a machine wrote it; `quiet`: that none shall answer it. `pictures` is
    how many of its text were not taken as files. `missing` names what did not come with it, and
    why. `fault` says why the mail was not taken apart; then only the headers were read. `raw` is where its bytes lie
    while it is taken, if they are to be kept.
    """

    digest: str
    size: int
    received_at: datetime
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    answered: tuple[str, ...] = ()
    return_path: str | None = None
    verdicts_by: str = ""
    verdicts: Mapping[str, str] = field(default_factory=dict)
    automatic: bool = False
    quiet: bool = False
    text: str = ""
    files: tuple[MailFile, ...] = ()
    missing: tuple[str, ...] = ()
    pictures: int = 0
    bounces: tuple[BouncedTo, ...] = ()
    fault: str = ""
    raw: Path | None = None
