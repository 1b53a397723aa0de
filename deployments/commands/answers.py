"""How commands ask and answer: options they share, one JSON document on stdout, tables and sentences for people."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from models.rules.errors import Refused
from models.rules.quotes import nested

if TYPE_CHECKING:  # the questions that need no records answer without loading them
    from models.ledger.acts import Summary


class Day(click.ParamType[date]):
    """An ISO date; a wrong one is a wrong usage."""

    name = "日期"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date that the text names."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是有效日期，应为2026-06-30这样的写法。", param, ctx)


DATE = Day()
PATH = click.Path(path_type=Path)
on_day = click.option("--on", "day", metavar="日期", type=DATE, help="业务日期，默认今天（北京时间）")
as_json = click.option("--json", "as_json", is_flag=True, help="输出JSON")


def put_json(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """The one JSON document of a command, seen at once by whoever reads while the command goes on."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str), flush=True)


def read_json(text: str, where: str) -> Any:  # noqa: ANN401 - any JSON value
    """A JSON value that a person gave in a file or an option named `where`; refuses what is none."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused(f"“{where}”不是有效的JSON（第{error.lineno}行第{error.colno}列）。") from error


def put_summary(summary: "Summary", *, as_json: bool) -> None:
    """What an act did: its sentence, or with `--json` its counts and data."""
    if as_json:
        put_json({**summary.counts, **summary.data, "words": summary.words})
    else:
        print(nested(summary.words))
