"""Text that a file of an office program can hold."""

import re

# Characters that XML 1.0 does not allow (production 2); tab and line feed are allowed.
NOT_ALLOWED = re.compile(r"[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
LONGEST_CELL = 32_767  # what a cell of a workbook holds, in units of UTF-16
CUT = "……（内容过长，后略，全文见台账）"


def plain(text: str) -> str:
    """Return the text without characters that a file cannot hold, its lines ended by line feeds."""
    return NOT_ALLOWED.sub("", LINE_END.sub("\n", text))


def cell_text(text: str) -> str:
    """Return the text as a cell of a workbook holds it; one that is too long is cut, and says so."""
    held = plain(text)
    if len(held.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return held
    room = (LONGEST_CELL - len(CUT)) * 2
    return held.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + CUT
