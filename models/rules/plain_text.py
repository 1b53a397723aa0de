"""Text that a file of an office program can hold."""

import re
from unicodedata import category

# Characters that XML 1.0 does not allow (production 2); tab and line feed are allowed.
NOT_ALLOWED = re.compile(r"[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
LINE_BREAKS = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
# Letters and marks that show nothing: fillers, joiners, variation selectors, a blank of Braille, an empty object.
FILLERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc\U000e0000-\U000e0fff]"
)
SHOW_NOTHING = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp", "Zs"})
LONGEST_CELL = 32_767  # what a cell of a workbook holds, in units of UTF-16
MOST_UNITS = 2  # of UTF-16 in a character
CUT = "……（内容过长，后略，全文见台账）"


def plain(text: str) -> str:
    """Return the text without characters that a file cannot hold, its lines ended by line feeds."""
    return text if text.isprintable() else NOT_ALLOWED.sub("", LINE_END.sub("\n", text))


def without_unseen(text: str) -> str:
    """Return the text without characters that no one sees; blanks and line ends stay."""
    if text.isprintable() and not FILLERS.search(text):
        return text
    return "".join(char for char in text if char.isspace() or not _is_unseen(char))


def one_line(text: str) -> str:
    """Return the text as one line of a terminal holds it.

    A line end in it could pass for another line of the record; a control character could hide or turn what is shown.
    """
    return without_unseen(LINE_BREAKS.sub(" ", text))


def kept_line(text: str, longest: int) -> str:
    """Return the text in one line of so many characters, a blank for each that cannot be printed or stored."""
    plain_text = "".join(char if char.isprintable() else " " for char in text.encode(errors="replace").decode())
    return " ".join(plain_text.split())[:longest]


def shows_nothing(text: str) -> bool:
    """Return whether a text is neither empty nor blank, and no one sees anything of it."""
    return bool(text.strip()) and all(char.isspace() or _is_unseen(char) for char in text)


def says_nothing(text: str) -> bool:
    """Return whether a text is neither empty nor blank, and has no letter and no digit: only signs such as 。 or /."""
    return bool(text.strip()) and not any(char.isalnum() for char in text)


def _is_unseen(char: str) -> bool:
    return category(char) in SHOW_NOTHING or bool(FILLERS.match(char))


def cell_text(text: str) -> str:
    """Return the text as a cell of a workbook holds it; one that is too long is cut, and says so."""
    held = plain(text)
    if len(held) * MOST_UNITS <= LONGEST_CELL or len(held.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return held
    room = (LONGEST_CELL - len(CUT)) * 2
    return held.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + CUT


OPENING, CLOSING = "“‘", "”’"


def nested(words: str) -> str:
    """Return a text with the other kind of marks for inner quotations; a line whose marks do not match stays unchanged.

    A second call changes nothing.
    """
    return "\n".join(map(_nest_line, words.split("\n")))


def _nest_line(line: str) -> str:
    result = ""
    open_marks: list[tuple[int, int]] = []  # for each open quotation: the kind in `line`, the kind in `result`
    for char in line:
        if char in OPENING:
            kind = OPENING.index(char)
            new_kind = 1 - open_marks[-1][1] if open_marks else kind
            open_marks.append((kind, new_kind))
            result += OPENING[new_kind]
        elif char in CLOSING:
            if not open_marks or open_marks[-1][0] != CLOSING.index(char):
                return line
            result += CLOSING[open_marks.pop()[1]]
        else:
            result += char
    return line if open_marks else result
