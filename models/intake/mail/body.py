"""The text of a mail: what its sender wrote himself, and links to files that did not come with it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import unquote

from models.intake.mail.structure import Part, file_name, text_of
from models.intake.mail.text import one_line
from models.rules.mail_words import is_polite, is_signature

LONGEST, LONGEST_OWN = 1_000_000, 2_000  # bytes of a text that are read; characters of the own text that are kept
PLAIN, HTML = "text/plain", "text/html"
QUOTED = (">", "＞")
PICTURE, CID = "\ufffc", "cid:"  # begins a line that stands for a picture, before its Content-ID
UNREAD_TAGS = frozenset({"style", "script", "head", "title", "blockquote", "template"})
BLOCKS = frozenset({"br", "p", "div", "tr", "li", "hr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre"})
# A line that stands above a quoted text, and one that begins what is not written for this mail.
INTRODUCTION = re.compile(r".{0,200}(写道|wrote|寫道)\s*[:：]|(在|On)\s?.{4,200}(写道|wrote|寫道)[:：]?", re.IGNORECASE)
# What a plain text shows for a picture or behind a link: [cid:image001.png@01DC8E0A], <image001.png>, <mailto:a@b.cn>.
PICTURE_WORDS = re.compile(
    r"\[(cid|image|图片|图像|说明)\s*[:：][^\[\]]{0,200}\]|<[^<>\s]{1,100}\.(png|jpe?g|gif|bmp|tiff?|heic)>"
    r"|(?<=\S)<(mailto:|https?://)[^<>\s]{1,300}>",
    re.IGNORECASE,
)
ORIGINAL = re.compile(r"-+\s*(原始邮件|原邮件|转发邮件|转发的邮件|回复的原邮件|Original|Forwarded)", re.IGNORECASE)
LABEL = r"(发送时间|Sent|收件人|To|主题|Subject|日期|Date|抄送|Cc)\s*[:：]"  # also of what people write themselves
HEADER = re.compile(rf"(发件人|寄件者|From)\s*[:：]|{LABEL}", re.IGNORECASE)
LABELLED = re.compile(LABEL, re.IGNORECASE)
NEAR = 6  # lines, in which a quotation has a second header
END = re.compile(
    rf"--\s?$|[-_—=*]{{5,}}|{HEADER.pattern}"
    r"|(发自|来自|从)我的|发自.{0,20}(邮箱|手机)"
    r"|Sent from (my|Mail)|获取\s*Outlook|Get Outlook|从\s?(Windows|Outlook|iPhone|Mac|华为)|签名由"
    r"|免责声明|Disclaimer|(本|此)(邮件|电子邮件)(及其?附件)?.{0,10}(保密|机密|仅限|仅供)",
    re.IGNORECASE,
)
# A line below a signature that takes back or reports a row: 2 30, 以上作废, 第2项改为30.
AMENDS = re.compile(
    r"[a-z]{0,8}\d[\w-]{0,20}[\s、，,：:]+\d{1,3}(\.\d+)?\s?[%％]?$"
    r"|[\[［]?(以上|上述|前述|前面|上面|第|[a-z]{0,8}\d).{0,12}(作废|为准|改|更正|撤回|不算|填错|写错|有误)",
    re.IGNORECASE,
)
FLOWED = re.compile(r"^(?!-- |>)(.*) \r?\n(?!>)", re.MULTILINE)  # RFC 3676: a line that goes on in the next one
LARGE = re.compile(
    r"ftnExs_download|wx\.mail\.qq\.com/ftn/|mail\.qq\.com/[^\s\"'<>]{0,80}ftn|large-attachment-download"
    r"|cloud-attachment-download|fs\.(163|126)\.com/fs/|mail\.(163|126)\.com/[^\s\"'<>]{0,80}attachment-download"
    r"|发来的(超大附件|云附件|文件中转站)|//(pan\.(baidu|quark|xunlei)|www\.(aliyundrive|alipan|123pan)|share\.weiyun)\."
    r"|//(cloud\.189\.cn|caiyun\.139\.com|yun\.139\.com|[\w.]{1,20}\.lanzou\w?\.com)/",
    re.IGNORECASE,
)
LINKED = "超大附件或网盘文件（正文中的链接）没有随信寄来，请压缩后或分几封邮件，作为普通附件发来"


def is_body(part: Part) -> bool:
    """Return whether a part is text to be read, not a file."""
    shown = part.get_content_disposition() != "attachment" and not file_name(part)
    return shown and (part.get_content_type() in {PLAIN, HTML} or part.get_content_maintype() == "multipart")


def own_text(parts: Sequence[Part]) -> str:
    """Return the lines that the sender wrote himself: nothing quoted, no marked signature. May be empty."""
    text = next((text for text in _texts(parts) if text.strip()), "")
    return "\n".join(own_lines(text))[:LONGEST_OWN]


def own_lines(text: str) -> Iterator[str]:
    """Yield the lines of a text that its sender wrote himself, and those of pictures between them.

    A signature is not read, also below one label such as 日期. If one of its lines amends what stands above, all of
    it is read; other text below one label too.
    """
    lines = list(_unquoted(text))
    end = next((at for at, line in enumerate(lines) if END.match(line)), len(lines))
    yield from lines if _goes_on(lines[end:]) else lines[:end]


def _unquoted(text: str) -> Iterator[str]:
    """Yield the lines of a text without quoted ones, up to the beginning of a quotation without marks."""
    lines = [*filter(None, map(_clean, text.splitlines()))]
    for at, line in enumerate(lines):
        following = [*lines[at + 1 : at + NEAR], ""]
        if line.startswith(QUOTED) or (INTRODUCTION.match(line) and following[0].startswith(QUOTED)):
            continue
        if INTRODUCTION.match(line) or ORIGINAL.match(line) or _is_header(line, following):
            return
        yield line


def _clean(line: str) -> str:
    return line if line.startswith(PICTURE) else one_line(PICTURE_WORDS.sub("", line))


def _is_header(line: str, following: Sequence[str]) -> bool:
    return HEADER.match(line) is not None and any(map(HEADER.match, following))


def _goes_on(below: Sequence[str]) -> bool:
    """Return whether the sender has written more below what looks like the end of his text."""
    labelled = any(LABELLED.match(line) for line in below[:1])
    return any(AMENDS.match(line) or (labelled and not _closes(line)) for line in below[1:])


def _closes(line: str) -> bool:
    return is_signature(line) or is_polite(line) or END.match(line) is not None


def _texts(parts: Sequence[Part]) -> Iterator[str]:
    """Yield the texts of a mail: plain ones first, those of HTML only if they are needed."""
    bodies = [part for part in parts if is_body(part)]
    for part in bodies:
        if part.get_content_type() != HTML:
            yield _in_whole_lines(part)
    for part in bodies:
        if part.get_content_type() == HTML:
            yield plain(text_of(part, LONGEST))


def _in_whole_lines(part: Part) -> str:
    """Return a plain text without the line breaks that its mail program made (format=flowed)."""
    text = text_of(part, LONGEST)
    return FLOWED.sub(r"\1 ", text) if str(part.get_param("format", "")).lower() == "flowed" else text


def links(parts: Sequence[Part]) -> tuple[str, ...]:
    """Return a sentence if the text has a link to a file that the mail service of the sender stores."""
    bodies = (text_of(part, LONGEST) for part in parts if is_body(part))
    return (LINKED,) if any(map(LARGE.search, bodies)) else ()


def body(parts: Sequence[Part]) -> str:
    """Return all text that is no file, plain and of HTML."""
    return "\n".join(_texts(parts))


def plain(html: str, *, pictures: bool = False) -> str:
    """Return the text of HTML as lines, without quotations; with `pictures` a line for each one that it shows."""
    reader = _Reader(pictures=pictures)
    with suppress(AssertionError, ValueError):  # what was read before a broken mark stays
        reader.feed(html)
        reader.close()
    return "".join(reader.pieces)


class _Reader(HTMLParser):
    """Collects the text between the tags; a block begins a line."""

    def __init__(self, *, pictures: bool) -> None:
        super().__init__()
        self._pictures = pictures
        self.pieces: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNREAD_TAGS:
            self._silent.append(tag)
        if tag in BLOCKS:
            self.pieces.append("\n")
        source = (dict(attrs).get("src") or "") if tag == "img" else ""
        if self._pictures and source.lower().startswith(CID) and not self._silent:
            self.pieces.append(f"\n{PICTURE}{unquote(source[len(CID) :])}\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in UNREAD_TAGS:  # of those that end at once nothing is left unread
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data.replace("\n", " "))
