"""Help of the command line: no English word of the library that writes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
import pytest

from deployments.cli import main_group

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.deployments.conftest import Mubiao

OF_A_TYPE = re.compile(r" (?:INTEGER|TEXT|FLOAT|PATH|FILE|DIRECTORY|BOOLEAN)\b")
ENGLISH = re.compile(r"Usage|Options|Commands|OPTIONS|COMMAND|ARGS|Show this|required|default:|\.\.\.$", re.MULTILINE)


@pytest.mark.parametrize(
    "words", [(), ("sample",), ("sample", "commit"), ("document",), ("document", "remediation"), ("act",), ("owed",)]
)
def test_help_has_no_english_word_of_its_own(mubiao: Mubiao, words: tuple[str, ...]) -> None:
    text = mubiao.done(*words, "--help")
    assert ENGLISH.findall(text) == []
    assert text.startswith(f"用法：{' '.join(('mubiao', *words))} [选项]")
    assert "\n选项：\n" in text


def test_a_group_lists_its_commands_without_half_an_example(mubiao: Mubiao) -> None:
    text = mubiao.done("document", "--help")
    assert "\n命令：\n" in text
    assert re.search(r"^  remediation +整改通知。$", text, re.MULTILINE)


def test_a_required_option_is_named_as_such(mubiao: Mubiao) -> None:
    text = mubiao.done("document", "remediation", "--help")
    assert re.search(r"--target 目标编号 +列入负面清单的目标  \[必填\]", text)
    assert re.search(r"--help +显示本帮助", text)


def every_help(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    """The help of a command and of all commands below it."""
    context = click.Context(command, info_name=name, parent=parent)
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            below = command.get_command(context, each)
            assert below is not None
            yield from every_help(below, each, context)


def test_no_option_of_any_command_has_an_english_remark_or_type() -> None:
    words = {path: ENGLISH.findall(text) + OF_A_TYPE.findall(text) for path, text in every_help(main_group, "mubiao")}
    assert len(words) > 100
    assert {path: found for path, found in words.items() if found} == {}
