"""Texts of a mail: bytes are decoded by the charset that is named, unless they show that it is wrong."""

import re
from binascii import Error as NotBase64
from binascii import a2b_base64, a2b_qp
from codecs import BOM_UTF8
from collections.abc import Iterator

LONGEST_HEADER = 20_000  # characters of a header that are read
UTF_8, GB18030 = "utf-8", "gb18030"
CODECS = {
    **dict.fromkeys(("utf8", "utf"), UTF_8),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "cp936", "ms936", "xgbk", "euccn", "gb231280"), GB18030),
    **dict.fromkeys(("big5", "cp950", "big5hkscs"), "big5hkscs"),
    **dict.fromkeys(("hzgb2312", "hz"), "hz"),
    **dict.fromkeys(("utf16", "unicode"), "utf-16"),
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
    "shiftjis": "shift_jis",
    "euckr": "euc_kr",
}
WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]*)\?=")
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff"
    "\ud800-\udfff]"
)


def decoded(data: bytes, charset: str = "") -> str:
    """Return the text of some bytes. A charset that cannot be right is replaced by UTF-8 or GB18030; never raises."""
    if data.startswith(BOM_UTF8):
        return data[len(BOM_UTF8) :].decode(UTF_8, "replace")
    named = CODECS.get(re.sub(r"[^a-z0-9]", "", charset.lower()), "")
    if named == GB18030 and _is_utf_8(data):
        named = UTF_8
    for codec in filter(None, (named, UTF_8, GB18030)):
        text = _strict(data, codec)
        if text is not None:
            return text
    return data.decode(named or "latin-1", "replace")


def _is_utf_8(data: bytes) -> bool:
    """Return whether bytes that are named GBK are UTF-8: they read as both, and as GBK with characters of no text."""
    if _strict(data, UTF_8) is None:
        return False
    text = _strict(data, GB18030)
    return text is None or _encoded(text, "gb2312") is None


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


def _encoded(text: str, codec: str) -> bytes | None:
    try:
        return text.encode(codec)
    except UnicodeError:
        return None


def eight_bit(raw: str) -> str:
    """Return a header whose bytes above 127 were kept as surrogates with these bytes decoded."""
    if raw.isascii():
        return raw
    return decoded(raw.encode("utf-8", "surrogateescape"))


def header_text(raw: str) -> str:
    """Return a header on one line with its encoded words (RFC 2047) decoded, without invisible characters."""
    return one_line("".join(_decode_words(raw[:LONGEST_HEADER])))


def _decode_words(raw: str) -> Iterator[str]:
    """Yield the pieces of a header; encoded words that follow each other are decoded together, by one charset."""
    charset, waiting, end = "", b"", 0
    for word in WORD.finditer(raw):
        between, name = raw[end : word.start()], word[1].partition("*")[0].lower()
        if between.strip() or name != charset:
            yield decoded(waiting, charset)
            yield between if between.strip() or not end else ""
            waiting = b""
        charset, waiting, end = name, waiting + _decode_word(word[2].upper(), word[3]), word.end()
    yield decoded(waiting, charset)
    yield raw[end:]


def _decode_word(encoding: str, text: str) -> bytes:
    content = text.encode("utf-8", "replace")
    if encoding == "Q":
        return a2b_qp(content, header=True)
    try:
        return a2b_base64(content + b"=" * (-len(content) % 4))
    except NotBase64:
        return content


def one_line(text: str) -> str:
    """Return a text on one line: blanks joined, without control characters and marks that turn the direction."""
    return " ".join(INVISIBLE.sub("", text).split())
