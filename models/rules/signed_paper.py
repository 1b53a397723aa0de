"""签字文件: whether a text is its number, one spelling of it, and whether a file can be a signed page (A49)."""

import re
from unicodedata import normalize

from models.rules.plain_text import without_unseen

# How the formats of scans and photographs begin; a photograph of a phone says its kind after four bytes.
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\0", b"MM\0*")
PHONE = (b"ftyphei", b"ftyphev", b"ftypmif1", b"ftypmsf1", b"ftypavif")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
HEAD_BYTES = 1024  # bytes from which a file is judged; a document may begin with other bytes before its mark
OF_YEAR = re.compile(r".+[〔\[(【](19|20)\d\d[〕\])】].*\d.*号")  # 黔目标办〔2026〕20号
BRACKETS = str.maketrans("[(【{〈<《])】}〉>》號", "〔" * 7 + "〕" * 7 + "号")
BEFORE_SERIAL = re.compile(r"(?<=〕)第?0*(?=\d)")


def has_number(text: str) -> bool:
    """Return whether a text has a digit or a Chinese numeral, as the number of every document has."""
    return any(char.isnumeric() for char in text)


def has_year_and_number(text: str) -> bool:
    """Return whether a text is the number of an issued document: its office, the year in brackets, 号."""
    return OF_YEAR.fullmatch("".join(normalize("NFKC", text).split())) is not None


def one_spelling(number: str) -> str:
    """Return a document's number in narrow characters, with the brackets of the standard, without blanks.

    Its serial has neither 第 nor zeros before it.
    """
    return BEFORE_SERIAL.sub("", "".join(without_unseen(normalize("NFKC", number)).split()).translate(BRACKETS))


def digits_of(number: str) -> str:
    """Return the digits of a document's number, in their order: equal for every spelling of one number."""
    return "".join(char for char in normalize("NFKC", number) if char in "0123456789")


def is_unique(number: str) -> bool:
    """Return whether a number has its year, as an official one has: it then names one document, of one date."""
    return YEAR.search(normalize("NFKC", number)) is not None


def is_page(head: bytes, name: str) -> bool:
    """Return whether a file that begins so is a picture, a PDF or an OFD, as a scan or photograph of a page is."""
    if head.startswith(b"PK\x03\x04"):
        return name.casefold().endswith(".ofd")
    is_web_picture = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    return head.startswith(PICTURES) or head[4:].startswith(PHONE) or is_web_picture or b"%PDF-" in head
