"""Options for entries on behalf of an office: means, source and date of receipt, and the paper that he signed."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from deployments.commands.answers import DATE, PATH
from models.intake.source import PaperGiven, Source, read_paper, read_source
from models.rules.errors import Refused
from models.rules.kinds import Means

Command = TypeVar("Command", bound=Callable[..., None])
NAMES = {"source": "means", "source_note": "note", "received": "received"}
STATED = [means.label for means in Means if means is not Means.ANSWER]  # an answer sheet is read, not stated
PAPER = {"paper": "number", "paper_date": "dated", "page": "page"}


def on_behalf(command: Command) -> Command:
    """Add the options `--source`, `--source-note` and `--received`."""
    source = click.option("--source", metavar="来源", type=click.Choice(STATED), help="代部门录入时的来源")
    note = click.option("--source-note", metavar="说明", help="来源说明，如来电人姓名、来文文号")
    received = click.option("--received", metavar="日期", type=DATE, help="收到日期，以此认定是否按时；默认为业务日期")
    return source(note(received(command)))


def signed_paper(command: Command) -> Command:
    """Add the options `--paper`, `--paper-date` and `--page`."""
    number = click.option("--paper", metavar="文号", help="本人签字的文件的文号")
    dated = click.option("--paper-date", metavar="日期", type=DATE, help="该文件的日期")
    page = click.option("--page", metavar="文件", type=PATH, help="签字页的扫描件或照片，没有文号时用")
    return number(dated(page(command)))


def paper_of(options: dict[str, Any], data: dict[str, Any]) -> PaperGiven | None:
    """Returns the signed paper from the options or from a file's data, whose fields are removed from `data`.

    Returns None if none is given.
    """
    from_file = {name: data.pop(name, None) for name in PAPER}
    return read_paper({field: options[name] or from_file[name] for name, field in PAPER.items()})


def source_of(options: dict[str, Any], data: dict[str, Any]) -> Source | None:
    """Returns the source from the options or from a file's data, whose source fields are removed from `data`.

    Returns None if no source is given.
    """
    from_file = {name: data.pop(name, None) for name in NAMES}
    given = {name_in_source: options[name] or from_file[name] for name, name_in_source in NAMES.items()}
    if not given["means"] and any(given.values()):
        raise Refused(f"代录来源有误：“来源”必填，请加 --source（{'、'.join(STATED)}）。")
    return read_source(given)
