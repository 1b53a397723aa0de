"""Help of the command line: no English word of the library that writes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao

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
