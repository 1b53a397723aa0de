"""Files that old mail programs write into the text of a mail: `begin 644 name`, lines of uuencode, `end`."""

import re
from binascii import Error as NotEncoded
from binascii import a2b_uu
from collections.abc import Iterator, Sequence
from contextlib import suppress

from models.intake.mail.body import PLAIN, is_body
from models.intake.mail.structure import Part, content
from models.intake.mail.text import decoded

BEGIN, END = re.compile(rb"begin [0-7]{3,4} (\S.*)"), b"end"
CUT_OFF = "正文中以uuencode编码的文件“{}”不完整，没有打开，请作为普通附件重新发来"


def lift_files(part: Part) -> Iterator[tuple[str, bytes | None]]:
    """Take the files out of the text of a part; yield each with its name, and None for one that is cut off."""
    if not is_body(part) or part.get_content_type() != PLAIN or b"begin " not in (data := content(part)):
        return
    lines, left, at = data.splitlines(), list[bytes](), 0
    while at < len(lines):
        begun, pieces = BEGIN.fullmatch(lines[at].strip()), list[bytes]()
        end = _read_block(lines, at + 1, pieces) if begun else at
        if begun and pieces:
            is_whole = lines[end : end + 1] and lines[end].strip() == END
            yield decoded(begun[1]), b"".join(pieces) if is_whole else None
            at = end + bool(is_whole)
        else:
            left.append(lines[at])
            at += 1
    if len(left) < len(lines):
        del part["Content-Transfer-Encoding"]
        part.set_payload(b"\n".join(left).decode("ascii", "surrogateescape"))


def _read_block(lines: Sequence[bytes], at: int, pieces: list[bytes]) -> int:
    """Collect the bytes of the lines of a block from `at` on; returns where they end."""
    for place in range(at, len(lines)):
        with suppress(NotEncoded):
            if lines[place].strip() != END:
                pieces.append(a2b_uu(lines[place]))
                continue
        return place
    return len(lines)
