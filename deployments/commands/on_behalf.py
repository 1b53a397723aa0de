"""How a command is told that something is entered on behalf of an office: by which means, from whom, received when."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from deployments.commands.answers import DATE
from models.intake.source import Source, read_source
from models.rules.kinds import Means

Command = TypeVar("Command", bound=Callable[..., None])
NAMES = {"source": "means", "source_note": "note", "received": "received"}


def on_behalf(command: Command) -> Command:
    """The options `--source`, `--source-note` and `--received`, which belong together."""
    source = click.option(
        "--source", metavar="来源", type=click.Choice([means.label for means in Means]), help="代部门录入时的来源"
    )
    note = click.option("--source-note", metavar="说明", help="来源说明，如来电人姓名、来文文号")
    received = click.option("--received", metavar="日期", type=DATE, help="收到日期，以此认定是否按时；默认为业务日期")
    return source(note(received(command)))


def source_of(options: dict[str, Any], said: dict[str, Any]) -> Source | None:
    """The source that the options name, or what was read from a file: there its fields are taken out of `said`."""
    written = {name: said.pop(name, None) for name in NAMES}
    return read_source({ours: options[name] or written[name] for name, ours in NAMES.items()})
