"""Markdown made of values: tables, cells and code."""

import tomllib
from collections.abc import Iterable, Sequence
from importlib.resources import files

NONE = "–"


def cell(value: object) -> str:
    """The text of a table cell: one line, bars and asterisks escaped."""
    return str(value).replace("\n", " ").replace("|", "\\|").replace("*", "\\*") or NONE


def code(value: object) -> str:
    """Text in the typewriter font; the empty text is a dash."""
    return f"`{value}`" if str(value) else NONE


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; cells that are code already keep their bars."""
    lines = [titles, ["---"] * len(titles), *(list(map(_shown, row)) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _shown(value: object) -> str:
    text = str(value)
    return text.replace("|", "\\|") if text.startswith("`") else cell(text)


def fence(text: str, language: str = "sh") -> str:
    """A block of code."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def page(title: str, introduction: str, *parts: str) -> str:
    """A page: its title, what it holds, and its parts, with one empty line between them."""
    return "\n\n".join(part.strip("\n") for part in (f"# {title}", introduction, *parts)) + "\n"


def prose(part: str, name: str) -> str:
    """The sentences about a page or a sheet, from deployments/data/reference.toml."""
    sentences = tomllib.loads((files("deployments") / "data" / "reference.toml").read_text(encoding="utf-8"))
    return str(sentences[part][name]).strip()
