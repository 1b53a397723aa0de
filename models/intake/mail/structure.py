"""The parts of a mail (MIME), within limits."""

import re
from collections.abc import Iterator
from contextlib import suppress
from email._policybase import Compat32
from email.feedparser import BytesFeedParser
from email.message import Message
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from models.intake.mail.text import decoded, eight_bit, header_text
from models.rules.errors import Refused

CHUNK = 65_536
MAX_PARTS, MAX_DEPTH = 200, 10
HEADERS = 262_144  # bytes
IN_PERCENT = re.compile(r"%[89a-f][0-9a-f]%[89a-f][0-9a-f]", re.IGNORECASE)  # bytes of a character that is not ASCII
AGAIN = "没有拆开，请重新写一封，把回复表作为普通附件发来。"
if TYPE_CHECKING:
    Part = Message[Any, Any]
else:
    Part = Message  # has no parameters when the program runs


class _AsSent(Compat32):
    """Headers with bytes above 127 are decoded, not replaced."""

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002 - the signature of the library
        return eight_bit(value)


def parse(data: bytes) -> Part:
    """Return a mail as a tree of parts. Text is fed in pieces, so that it is in memory only once."""
    parser: BytesFeedParser[Part] = BytesFeedParser(policy=_AsSent())
    for begin in range(0, len(data), CHUNK):
        parser.feed(data[begin : begin + CHUNK])
    return parser.close()


def parse_headers(data: bytes) -> Part:
    """Return a mail with its headers only, at most 256 KB of them."""
    head = data[:HEADERS]
    ends = [place for end in (b"\r\n\r\n", b"\n\n") if (place := head.find(end)) >= 0]
    return BytesHeaderParser(policy=_AsSent()).parsebytes(head[: min(ends, default=len(head))] + b"\r\n\r\n")


def leaves(mail: Part) -> list[Part]:
    """Return the parts that are no multipart, in their order; an enclosed mail is one part.

    Raises Refused if there are more than 200 parts, or more than ten levels.
    """
    found: list[Part] = []
    for count, (part, depth) in enumerate(_walk(mail), 1):
        if count > MAX_PARTS:
            raise Refused(f"这封信有{MAX_PARTS}个以上的部分，{AGAIN}")
        if depth > MAX_DEPTH:
            raise Refused(f"这封信嵌套超过{MAX_DEPTH}层，{AGAIN}")
        if not _is_branch(part):
            found.append(part)
    return found


def _walk(mail: Part) -> Iterator[tuple[Part, int]]:
    waiting = [(mail, 0)]
    while waiting:
        part, depth = waiting.pop()
        yield part, depth
        if _is_branch(part):
            waiting += [(each, depth + 1) for each in reversed(enclosed(part))]


def _is_branch(part: Part) -> bool:
    return part.get_content_maintype() == "multipart" and part.is_multipart()


def enclosed(part: Part) -> list[Part]:
    """Return the parts or mails inside a part."""
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def first(mail: Part, name: str) -> str:
    """Return the topmost header of this name as it stands; empty if it is missing."""
    return str(mail.get(name, ""))


def content(part: Part) -> bytes:
    """Return the bytes of a part that is no multipart."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def text_of(part: Part, limit: int) -> str:
    """Return the text of a part, at most `limit` bytes of it up to the end of a line."""
    data = content(part)
    if len(data) > limit:
        data = data[:limit].rpartition(b"\n")[0]
    return decoded(data, _parameter(part, "charset", "content-type"))


def file_name(part: Part) -> str:
    """Return the name of an attachment as the sender gave it; empty if it has none.

    Some programs write it in the notation of a web address, without saying so: %E8%A1%A8.xlsx.
    """
    name = _parameter(part, "filename", "content-disposition") or _parameter(part, "name", "content-type")
    if IN_PERCENT.search(name) and name.isascii():
        with suppress(UnicodeDecodeError):
            return unquote(name, errors="strict")
    return name


def _parameter(part: Part, name: str, header: str) -> str:
    """Return a parameter of a header in any of its encodings: RFC 2231, RFC 2047, plain bytes."""
    try:
        value = part.get_param(name, "", header)
    except (ValueError, LookupError, TypeError):  # the library stumbles over some wrong continuations
        return ""
    if isinstance(value, tuple):
        charset, _, text = value
        return decoded(text.encode("latin-1", "replace"), charset or "")
    return header_text(str(value or ""))
