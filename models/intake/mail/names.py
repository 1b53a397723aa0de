"""Names of attachments: harmless on every disk, each once in a mail."""

import re
from pathlib import PurePosixPath
from unicodedata import normalize

from models.intake.mail.text import one_line

LONGEST_STEM, LONGEST_SUFFIX = 150, 20  # bytes of UTF-8; a file system takes 255 of both with the number
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$|clock\$)", re.IGNORECASE | re.ASCII)
FORBIDDEN = re.compile(r'[<>:"|?*]')
NAMELESS = "附件"


def clean_name(raw: str, suffix: str = "") -> str:
    """Return the name of an attachment: no path, no invisible characters, never empty, no name of a Windows device.

    A name without letters becomes 附件 with `suffix`.
    """
    last = re.split(r"[/\\]", one_line(normalize("NFC", raw)))[-1]
    name = FORBIDDEN.sub("_", last).strip(". ")
    path = PurePosixPath(name)
    stem, ending = (path.stem.strip(". "), path.suffix) if name else ("", suffix)
    ending = ending if len(ending.encode()) <= LONGEST_SUFFIX else ""
    stem = _cut(stem or NAMELESS, LONGEST_STEM)
    return f"{'_' if DEVICES.fullmatch(stem.partition('.')[0].strip()) else ''}{stem}{ending}"


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode("utf-8", "ignore").rstrip(". ")


class Names:
    """The names that were given in one mail."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def add(self, raw: str, suffix: str = "") -> str:
        """Return the clean name of a file, with a number if another file has it: 表（2）.xlsx."""
        name = clean_name(raw, suffix)
        path, number = PurePosixPath(name), 1
        while name.casefold() in self._given:
            number += 1
            name = f"{path.stem}（{number}）{path.suffix}"
        self._given.add(name.casefold())
        return name
