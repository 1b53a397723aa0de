"""Text for documents, line by line."""

from itertools import takewhile
from unicodedata import east_asian_width

from models.rules.plain_text import plain

__all__ = ["lines_of", "numeral", "plain", "sentence", "title_lines", "width_of"]

NUMERALS = "一二三四五六七八九十"
ENDS = tuple(stop + after for stop in "。！？；…" for after in ("", "”", "）"))
TITLE_WIDTH = 20  # characters of a title in one line


def lines_of(text: str) -> list[str]:
    """Returns the lines of a text, without empty ones."""
    return [line.strip() for line in plain(text).split("\n") if line.strip()]


def sentence(text: str) -> str:
    """Returns what a person wrote with a stop at its end, if it has none."""
    words = plain(text).strip()
    return words if words.endswith(ENDS) else f"{words}。"


def title_lines(title: str) -> list[str]:
    """Returns a title in as few lines as hold it, as even as possible; they break where a word ends.

    That is at a quotation, a bracket or after 的. A title without such places is left to the program that shows it.
    """
    ends = [at for at in range(1, len(title)) if _may_break(title[at - 1], title[at])]
    best: dict[int, tuple[int, float, tuple[str, ...]]] = {0: (0, 0, ())}  # lines, unevenness and lines up to a place
    for end in (*ends, len(title)):
        starts = takewhile(lambda start: width_of(title[start:end]) <= TITLE_WIDTH, reversed(best))  # noqa: B023 - used at once
        if found := [_add_line(best[start], title[start:end]) for start in starts]:
            best[end] = min(found)
    return list(best[len(title)][2]) if len(title) in best else [title]


def _add_line(before: tuple[int, float, tuple[str, ...]], line: str) -> tuple[int, float, tuple[str, ...]]:
    count, unevenness, lines = before
    return count + 1, unevenness + width_of(line) ** 2, (*lines, line)


def _may_break(before: str, after: str) -> bool:
    return after in "“《（" or before == "的" or (before in "”》" and after != "的")


def width_of(text: str) -> float:
    """Returns the width of a text in Chinese characters; a Latin letter or digit counts half."""
    return sum(1 if east_asian_width(char) in "WFA" else 0.5 for char in text)


def numeral(number: int) -> str:
    """Returns a number from 1 to 99 as it numbers a heading: 三, 十, 十二, 二十."""
    tens, ones = divmod(number, 10)
    return f"{NUMERALS[tens - 1] if tens > 1 else ''}{'十' if tens else ''}{NUMERALS[ones - 1] if ones else ''}"
