"""Text for documents, line by line."""

from models.rules.plain_text import plain

__all__ = ["lines_of", "plain"]


def lines_of(text: str) -> list[str]:
    """Returns the lines of a text, without empty ones."""
    return [line.strip() for line in plain(text).split("\n") if line.strip()]
