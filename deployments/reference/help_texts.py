"""deployments/data/help.txt: what `--help` of each command prints, and the list of the acts."""

from collections.abc import Iterator

import click

from deployments.cli import COMMANDS, main_group
from deployments.commands.act_help import format_acts
from deployments.kept_help import COMMAND_TYPED, WIDTH
from deployments.reference.commands import find_command

MARGIN = 2  # click leaves two columns free
ABOUT = "Generated, see deployments/kept_help.py.\n"


def help_texts() -> str:
    """Every command line that is answered by a text, each with its answer."""
    return "".join([ABOUT, *(f"\n{COMMAND_TYPED}{line}\n{text}" for line, text in _texts())])


def _texts() -> Iterator[tuple[str, str]]:
    with click.Context(main_group, info_name="mubiao", terminal_width=WIDTH - MARGIN) as main:
        for name in COMMANDS:
            command = find_command(name)
            yield f"{name} --help", _help(command, name, main)
            for sub, each in getattr(command, "commands", {}).items():
                parent = click.Context(command, main, name, terminal_width=WIDTH - MARGIN)
                yield f"{name} {sub} --help", _help(each, sub, parent)
    yield "act --list", format_acts()


def _help(command: click.Command, name: str, parent: click.Context) -> str:
    return command.get_help(click.Context(command, parent, name, terminal_width=WIDTH - MARGIN))
