"""Text files (.csv, .txt, .tsv): their encoding and their separator are found, and stated if they were guessed."""

import csv
import io
import re
from collections.abc import Iterator
from functools import partial

from models.intake.sheet.grid import MAX_COLUMNS, SheetLine, Table, refusal, text_content
from models.intake.values import control_in

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
SEPARATORS = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线", "，": "全角逗号"}
DECLARED = re.compile(r'"?sep=([^"\r\n])"?(?:\r\n|\r|\n)', re.IGNORECASE)
RESAVE = "请另存为UTF-8（Excel中选“CSV UTF-8”）后重新导入"
WRONG_SHARE = 0.2  # of the bytes that are no ASCII
HEAD_BYTES = 100_000


def read_text(file: str, data: bytes) -> list[Table]:
    """Return one table for each separator that the text may have, the most likely first. Raises Refused."""
    text, guessed = decode(file, data)
    if "\0" in text:
        raise refusal(file, f"含有空字符，不是文本文件，{RESAVE}")
    declared = DECLARED.match(text)
    if declared:
        return [_table(file, text[declared.end() :], declared[1], 2, guessed)]
    head = text[:HEAD_BYTES]
    possible = [separator for separator in SEPARATORS if separator == "," or separator in head]
    return [_table(file, text, separator, 1, (*guessed, *_told(separator))) for separator in possible]


def _told(separator: str) -> tuple[str, ...]:
    return () if separator == "," else (f"按{SEPARATORS[separator]}分列",)


def _table(file: str, text: str, separator: str, first: int, guessed: tuple[str, ...]) -> Table:
    return Table("", partial(_read_lines, file, text, separator, first), guessed=guessed)


def _read_lines(file: str, text: str, separator: str, first: int) -> Iterator[SheetLine]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    start = first
    try:
        for record in reader:
            yield SheetLine(start, [text_content(part) for part in _cut(record)])
            start = reader.line_num + first
    except csv.Error as wrong:
        raise refusal(file, f"从第{start}行起引号不成对或一格内容过长，请改正后重新导入") from wrong


def _cut(record: list[str]) -> list[str]:
    """Return at most one cell more than are read: it has a value if any of the rest has."""
    if len(record) <= MAX_COLUMNS:
        return record
    rest = next((part for part in record[MAX_COLUMNS:] if part.strip()), "")
    return [*record[:MAX_COLUMNS], rest]


def decode(file: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file, and what was guessed about its encoding. Raises Refused if it has none of them."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _decode_marked(file, data, encoding), ()
    if (text := _try(data, "utf-8")) is not None and "\0" not in text:
        return text, ()
    for encoding in ("utf-16-le", "utf-16-be"):
        if (text := _try_wide(data, encoding)) is not None:
            return text, ("按UTF-16编码读取",)
    if text is None and not _mostly_utf_8(data) and (text := _try(data, "gb18030")) is not None:
        return text, ("按GB18030（GBK）编码读取",)
    text = _try(data, "utf-8")
    if text is not None:
        return text, ()
    raise refusal(file, f"不是UTF-8、UTF-16或GB18030编码，或已损坏，{RESAVE}")


def _decode_marked(file: str, data: bytes, encoding: str) -> str:
    text = _try(data, encoding)
    if text is None:
        raise refusal(file, f"已损坏：标明的编码是{encoding.removesuffix('-sig').upper()}，内容不是，{RESAVE}")
    return text.removeprefix("\ufeff")


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _try_wide(data: bytes, encoding: str) -> str | None:
    """Return UTF-16 text without its mark: zeros on one side only, with line ends, without control characters."""
    high, low = (1, 0) if encoding == "utf-16-le" else (0, 1)
    if data[low::2].count(0) or not data[high::2].count(0):
        return None
    text = _try(data, encoding)
    return text if text and "\n" in text.replace("\r", "\n") and not control_in(text[:HEAD_BYTES]) else None


def _mostly_utf_8(data: bytes) -> bool:
    """Return whether a text is UTF-8 with a few wrong bytes, which another encoding would turn into wrong words."""
    beyond = sum(byte > 0x7F for byte in data[:HEAD_BYTES])  # noqa: PLR2004 - the last of ASCII
    wrong = data[:HEAD_BYTES].decode("utf-8", "replace").count("\ufffd")
    return wrong < WRONG_SHARE * beyond
