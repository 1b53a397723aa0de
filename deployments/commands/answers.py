"""How commands ask and answer: options they share, one JSON document on stdout, tables and sentences for people."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any
from unicodedata import east_asian_width

import typer

from models.rules.errors import Refused


def a_date(text: str) -> date:
    """An ISO date; a wrong one is a wrong usage."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"“{text}”不是有效日期，应为2026-06-30这样的写法。") from error


OnDay = Annotated[date | None, typer.Option("--on", metavar="日期", parser=a_date, help="业务日期，默认今天（北京时间）")]
AsJson = Annotated[bool, typer.Option("--json", help="输出JSON")]


def app_of(command: Any) -> typer.Typer:  # noqa: ANN401 - a command function
    """A command line of one command."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(command)
    return app


def put_json(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """The one JSON document of a command."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def table(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table whose columns line up although Chinese characters are wide."""
    cells = [list(titles), *([str(cell) for cell in row] for row in rows)]
    widths = [max(width(row[i]) for row in cells) for i in range(len(titles))]
    lines = ["  ".join(c + " " * (w - width(c)) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([lines[0], "-" * width(lines[0]), *lines[1:]] if lines else lines)


def read_json(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """A JSON value that a person gave; refuses what is none."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused(f"不是有效的JSON（第{error.lineno}行第{error.colno}列）。") from error
