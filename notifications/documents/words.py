"""Text for documents, line by line."""

from unicodedata import east_asian_width

from models.rules.plain_text import plain

__all__ = ["lines_of", "numeral", "plain", "title_lines", "width_of"]

NUMERALS = "一二三四五六七八九十"
TITLE_WIDTH = 20  # characters of a title in one line


def lines_of(text: str) -> list[str]:
    """Returns the lines of a text, without empty ones."""
    return [line.strip() for line in plain(text).split("\n") if line.strip()]


def title_lines(title: str) -> list[str]:
    """Returns a title in one line, or in two that break at a quotation, a bracket or after 的, as even as possible.

    A longer title without such a place is left to the program that shows it.
    """
    if width_of(title) <= TITLE_WIDTH:
        return [title]
    pairs = [(title[:at], title[at:]) for at in range(1, len(title)) if _may_break(title[at - 1], title[at])]
    fitting = [pair for pair in pairs if max(map(width_of, pair)) <= TITLE_WIDTH]
    return list(min(fitting, key=lambda pair: abs(width_of(pair[0]) - width_of(pair[1])), default=(title,)))


def _may_break(before: str, after: str) -> bool:
    return after in "“《（" or before == "的" or (before in "”》" and after != "的")


def width_of(text: str) -> float:
    """Returns the width of a text in Chinese characters; a Latin letter or digit counts half."""
    return sum(1 if east_asian_width(char) in "WFA" else 0.5 for char in text)


def numeral(number: int) -> str:
    """Returns a number from 1 to 99 as it numbers a heading: 三, 十, 十二, 二十."""
    tens, ones = divmod(number, 10)
    return f"{NUMERALS[tens - 1] if tens > 1 else ''}{'十' if tens else ''}{NUMERALS[ones - 1] if ones else ''}"
