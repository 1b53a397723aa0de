"""Text for documents, line by line."""

from unicodedata import east_asian_width

from models.rules.plain_text import plain

__all__ = ["lines_of", "plain", "title_lines"]

TITLE_WIDTH = 20  # characters of a title in one line


def lines_of(text: str) -> list[str]:
    """Returns the lines of a text, without empty ones."""
    return [line.strip() for line in plain(text).split("\n") if line.strip()]


def title_lines(title: str) -> list[str]:
    """Returns a title in one line, or in two lines that break at a quotation or after 的, as even as possible.

    A longer title without such a place is left to the program that shows it.
    """
    if _width(title) <= TITLE_WIDTH:
        return [title]
    pairs = [(title[:at], title[at:]) for at in range(1, len(title)) if _may_break(title[at - 1], title[at])]
    fitting = [pair for pair in pairs if max(map(_width, pair)) <= TITLE_WIDTH]
    return list(min(fitting, key=lambda pair: abs(_width(pair[0]) - _width(pair[1])), default=(title,)))


def _may_break(before: str, after: str) -> bool:
    return after in "“《" or before == "的" or (before in "”》" and after != "的")


def _width(text: str) -> float:
    return sum(1 if east_asian_width(char) in "WFA" else 0.5 for char in text)
