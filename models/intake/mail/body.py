"""The text of a mail: which line its sender wrote first, and links to files that did not come with it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from html.parser import HTMLParser

from models.intake.mail.structure import Part, file_name, text_of
from models.intake.mail.text import one_line

LONGEST, LONGEST_LINE = 1_000_000, 200  # bytes of a text that are read; characters of the line that is kept
PLAIN, HTML = "text/plain", "text/html"
UNREAD_TAGS = frozenset({"style", "script", "head", "title", "blockquote", "template"})
BLOCKS = frozenset({"br", "p", "div", "tr", "li", "hr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre"})
# A line that stands above a quoted text, and one that begins what is not written for this mail.
INTRODUCTION = re.compile(r".{0,200}(写道|wrote|寫道)\s*[:：]|(在|On)\s?.{4,200}(写道|wrote|寫道)[:：]?", re.IGNORECASE)
END = re.compile(
    r"--\s?$|[-_—=*]{5,}|-+\s*(原始邮件|原邮件|转发邮件|转发的邮件|回复的原邮件|Original|Forwarded)"
    r"|(发件人|寄件者|From|发送时间|Sent|收件人|To|主题|Subject|日期|Date|抄送|Cc)\s*[:：]"
    r"|(发自|来自|从)我的|发自.{0,20}(邮箱|手机)"
    r"|Sent from (my|Mail)|获取\s*Outlook|Get Outlook",
    re.IGNORECASE,
)
LARGE = re.compile(
    r"ftnExs_download|wx\.mail\.qq\.com/ftn/|mail\.qq\.com/[^\s\"'<>]{0,80}ftn|large-attachment-download"
    r"|cloud-attachment-download|fs\.(163|126)\.com/fs/|mail\.(163|126)\.com/[^\s\"'<>]{0,80}attachment-download"
    r"|发来的(超大附件|云附件|文件中转站)",
    re.IGNORECASE,
)
LINKED = "超大附件（正文中的链接）没有随信寄来，请压缩后或分几封邮件，作为普通附件发来"


def is_body(part: Part) -> bool:
    """Return whether a part is text to be read, not a file."""
    shown = part.get_content_disposition() != "attachment" and not file_name(part)
    return shown and (part.get_content_type() in {PLAIN, HTML} or part.get_content_maintype() == "multipart")


def first_line(parts: Sequence[Part]) -> str:
    """Return the first line that the sender wrote himself: nothing quoted, no signature. May be empty."""
    text = next((text for text in _texts(parts) if text.strip()), "")
    lines = [one_line(line) for line in text.splitlines()]
    filled = [line for line in lines if line]
    for place, line in enumerate(filled):
        if line.startswith((">", "＞")):
            continue
        if INTRODUCTION.match(line) and filled[place + 1 : place + 2] and filled[place + 1].startswith((">", "＞")):
            continue
        return "" if END.match(line) or INTRODUCTION.match(line) else line[:LONGEST_LINE]
    return ""


def _texts(parts: Sequence[Part]) -> Iterator[str]:
    """Yield the texts of a mail: plain ones first, those of HTML only if they are needed."""
    bodies = [part for part in parts if is_body(part)]
    for part in bodies:
        if part.get_content_type() != HTML:
            yield text_of(part, LONGEST)
    for part in bodies:
        if part.get_content_type() == HTML:
            yield plain(text_of(part, LONGEST))


def links(parts: Sequence[Part]) -> tuple[str, ...]:
    """Return a sentence if the text has a link to a file that the mail service of the sender stores."""
    bodies = (text_of(part, LONGEST) for part in parts if is_body(part))
    return (LINKED,) if any(map(LARGE.search, bodies)) else ()


def body(parts: Sequence[Part]) -> str:
    """Return all text that is no file, plain and of HTML."""
    return "\n".join(_texts(parts))


def plain(html: str) -> str:
    """Return the text of HTML as lines, without quotations."""
    reader = _Reader()
    with suppress(AssertionError, ValueError):  # what was read before a broken mark stays
        reader.feed(html)
        reader.close()
    return "".join(reader.pieces)


class _Reader(HTMLParser):
    """Collects the text between the tags; a block begins a line."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - of the library
        if tag in UNREAD_TAGS:
            self._silent.append(tag)
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - of the library
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data.replace("\n", " "))
