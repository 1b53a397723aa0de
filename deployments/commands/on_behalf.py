"""Options for entries on behalf of an office: means, source and date of receipt."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from deployments.commands.answers import DATE
from models.intake.source import Source, read_source
from models.rules.kinds import Means

Command = TypeVar("Command", bound=Callable[..., None])
NAMES = {"source": "means", "source_note": "note", "received": "received"}


def on_behalf(command: Command) -> Command:
    """Add the options `--source`, `--source-note` and `--received`."""
    source = click.option(
        "--source", metavar="来源", type=click.Choice([means.label for means in Means]), help="代部门录入时的来源"
    )
    note = click.option("--source-note", metavar="说明", help="来源说明，如来电人姓名、来文文号")
    received = click.option("--received", metavar="日期", type=DATE, help="收到日期，以此认定是否按时；默认为业务日期")
    return source(note(received(command)))


def source_of(options: dict[str, Any], data: dict[str, Any]) -> Source | None:
    """Returns the source from the options or from a file's data, whose source fields are removed from `data`.

    Returns None if no source is given.
    """
    from_file = {name: data.pop(name, None) for name in NAMES}
    return read_source({name_in_source: options[name] or from_file[name] for name, name_in_source in NAMES.items()})
