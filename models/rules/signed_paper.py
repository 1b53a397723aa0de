"""签字文件: whether a text is its number, one spelling of it, and whether a file can be a signed page (A49)."""

import re
from unicodedata import normalize

from models.rules.plain_text import without_unseen

# How the formats of scans and photographs begin; a photograph of a phone says its kind after four bytes.
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\0", b"MM\0*")
PHONE = (b"ftyphei", b"ftyphev", b"ftypmif1", b"ftypmsf1", b"ftypavif")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
HEAD = 1024  # bytes from which a file is judged; a document may begin with other bytes before its mark
OF_YEAR = re.compile(r".+[〔\[(【](19|20)\d\d[〕\])】].*\d.*号")  # 黔目标办〔2026〕20号
BRACKETS = dict.fromkeys(map(ord, '〔〕[]()【】{}〈〉<>「」《》“”"。'), "|")
TRADITIONAL = str.maketrans("號標績領發黨辦廳組織貴陽築", "号标绩领发党办厅组织贵阳筑")  # of which codes are made
IN_CHINESE = re.compile(r"(?<=\|)[〇○零一二三四五六七八九]{4}(?=\|)|[〇○零一二三四五六七八九十]+(?=号)")
TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")
NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
# 第, 年 after the year, No. and zeros before a number: people write them, the standard does not.
ADDED = re.compile(r"第(?=\d)|(?<=\d{4})年(?=\d)|no\.?(?=\d)|(?<!\d)0+(?=\d)", re.ASCII)


def has_number(text: str) -> bool:
    """Return whether a text has a digit or a Chinese numeral, as the number of every document has."""
    return any(char.isnumeric() for char in text)


def has_year_and_number(text: str) -> bool:
    """Return whether a text is the number of an issued document: its office, the year in brackets, 号."""
    return OF_YEAR.fullmatch("".join(normalize("NFKC", text).split())) is not None


def one_spelling(number: str) -> str:
    """Return one spelling of a document's number: without blanks, brackets, full-width and unseen characters.

    It has no 第, no zeros before a number and 号 at its end; Chinese numerals and traditional characters are replaced.
    """
    seen = "".join(without_unseen(normalize("NFKC", number)).split()).casefold()
    plain = IN_CHINESE.sub(_in_digits, seen.translate(TRADITIONAL).translate(BRACKETS))
    bare = ADDED.sub("", ADDED.sub("", plain)).replace("|", "")
    return f"{bare}号" if bare[-1:].isdecimal() else bare


def _in_digits(found: re.Match[str]) -> str:
    """Return a Chinese numeral in digits: 二〇二六, 二十一."""
    tens = TENS.sub(lambda ten: (ten[1] or "一") + (ten[2] or "〇"), found[0])
    return tens.translate(NUMERALS)


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
