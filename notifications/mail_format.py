"""A letter as the bytes of a mail: every part in base64, so that it passes any relay; headers that recur are kept."""

from base64 import encodebytes
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePath

from notifications.channels import File, Letter, one_line
from notifications.relay import Relay

END = b"\r\n"
# The types of the files that we make; a machine's own table differs from that of another.
TYPES = {".xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".pdf": "pdf"}
UNKNOWN = "octet-stream"
VERSION = b"MIME-Version: 1.0\r\n"
KEPT = 4096  # headers: to encode one takes a hundred times as long as to look it up


def compose(letter: Letter, relay: Relay) -> bytes:
    """Returns the letter as a mail of short lines of seven-bit characters; the same letter gives the same bytes.

    Raises ValueError or MessageError if a header or a text cannot be encoded.
    """
    message_id = one_line(letter.message_id) or make_msgid(domain=relay.domain)
    headers = [
        _address("From", relay.sender, one_line(relay.name)),
        _address("Reply-To", letter.reply_to or relay.sender),
        _address("To", letter.address),
        _header("Subject", one_line(letter.subject)),
        _fold("Message-ID", message_id),  # of one mail only, so it is not kept
        *([f"Date: {format_datetime(letter.at)}\r\n".encode()] if letter.at is not None else ()),
        b"Auto-Submitted: auto-generated\r\n",  # keeps out-of-office answers away
        VERSION,
    ]
    return b"".join(headers) + _content(letter, sha256(message_id.encode()).hexdigest()[:24])


def _content(letter: Letter, key: str) -> bytes:
    """Returns the part with all that a letter contains; `key` tells its boundaries from those of other mails."""
    content = _text("plain", letter.text)
    if letter.html:
        content = _multipart("alternative", f"=_{key}_2", [content, _text("html", letter.html)])
    if letter.files:
        content = _multipart("mixed", f"=_{key}_1", [content, *map(_file, letter.files)])
    return content


def _multipart(kind: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    # No line of base64 begins with the two hyphens of a boundary.
    line = b"--" + boundary.encode()
    header = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return header + b"".join(line + END + part for part in parts) + line + b"--" + END


def _text(kind: str, text: str) -> bytes:
    """Returns a part with a text, its lines ended as in mails."""
    header = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'.encode()
    return header + _base64(END.join(text.encode().splitlines()) + END)


def _file(file: File) -> bytes:
    return _file_header(one_line(file.name)) + _base64(file.content)


def _base64(content: bytes) -> bytes:
    return encodebytes(content).replace(b"\n", END) or END


@lru_cache(KEPT)
def _file_header(name: str) -> bytes:
    """Returns the headers of a part with a file of this name, and the empty line after them."""
    part = EmailMessage(policy=SMTP)
    subtype = TYPES.get(PurePath(name).suffix.lower(), UNKNOWN)
    part.set_content(b"", "application", subtype, disposition="attachment", filename=name)
    del part["MIME-Version"]
    return part.as_bytes().partition(END + END)[0] + END + END


@lru_cache(KEPT)
def _address(name: str, mailbox: str, person: str = "") -> bytes:
    return _fold(name, Address(person, addr_spec=mailbox))


@lru_cache(KEPT)
def _header(name: str, value: str) -> bytes:
    return _fold(name, value)


def _fold(name: str, value: str | Address) -> bytes:
    """Returns a header in lines of at most 78 characters. Raises ValueError if the value contains a line end."""
    message = EmailMessage(policy=SMTP)
    message[name] = value
    return message.as_bytes().partition(END + END)[0].removesuffix(END) + END
