"""The commands as modules: each can be imported, has a docstring, and is in the table."""

from importlib import import_module
from pathlib import Path

import click
import pytest

import deployments.commands
from deployments.cli import COMMANDS, LISTINGS, MODULES

NO_COMMAND = {
    "__init__",
    "act_file",
    "act_help",
    "answers",
    "calendar_files",
    "history",
    "host_care",
    "host_changes",
    "host_processes",
    "document_kind",
    "document_records",
    "import_answers",
    "listings",
    "lists",
    "on_behalf",
    "scores_alongside",
    "scores_approved",
    "sheet_kinds",
    "why_draft",
    "why_named",
    "why_outcomes",
    "why_reported",
    "why_score",
    "why_target",
}  # shared by commands
OWN = [name for name in COMMANDS if name not in LISTINGS]
FILES = {each.stem for each in Path(deployments.commands.__file__).parent.glob("*.py")}


def test_every_module_of_the_folder_is_a_command_of_the_table() -> None:
    assert {MODULES.get(name, name) for name in OWN} == FILES - NO_COMMAND


@pytest.mark.parametrize("name", OWN)
def test_each_module_holds_one_command_with_a_docstring(name: str) -> None:
    module = import_module(f"deployments.commands.{MODULES.get(name, name)}")
    assert isinstance(module.command, click.Command)
    assert (module.__doc__ or "").startswith(f"`mubiao {name}")
