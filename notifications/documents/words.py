"""Text for documents, without characters that a file cannot hold."""

import re

# Characters that XML 1.0 does not allow (production 2); tab and line feed are allowed.
NOT_ALLOWED = re.compile(r"[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def plain(text: str) -> str:
    """Returns the text without characters that a file cannot hold, its lines ended by line feeds."""
    return NOT_ALLOWED.sub("", LINE_END.sub("\n", text))


def lines_of(text: str) -> list[str]:
    """Returns the lines of a text, without empty ones."""
    return [line.strip() for line in plain(text).split("\n") if line.strip()]
