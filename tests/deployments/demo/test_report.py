"""What the end of the demonstration says: three lines whose commands and pages exist."""

from __future__ import annotations

import re
import shlex
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from deployments.cli import COMMANDS
from deployments.commands.demo import AFTER
from deployments.demo.report import describe_next_steps
from models.rules.workdays import SHANGHAI
from tasks.clock import clear_virtual_instant, set_virtual_instant

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao

ROOT = Path(__file__).parents[3]


def test_it_says_how_to_look_what_to_read_and_how_to_start() -> None:
    set_virtual_instant(datetime(2027, 1, 31, 9, tzinfo=SHANGHAI))
    look, read, start = describe_next_steps(Path("/srv/一个 目录/demo"))
    clear_virtual_instant()
    assert look.startswith("看演示的数据：")
    assert shlex.split(look.partition("：")[2])[:2] == [
        "MUBIAO_HOME=/srv/一个 目录/demo",
        "MUBIAO_CLOCK=2027-01-31T09:00",
    ]
    assert [(ROOT / page).is_file() for page in re.findall(r"docs/[\w/.]+", read)] == [True, True]
    assert re.findall(r"mubiao (\w+)", start) == ["init", "import", "up", "template"]


def test_the_help_says_that_it_is_there(mubiao: Mubiao) -> None:
    assert AFTER in mubiao.done("demo", "--help").replace("\n", "").replace(" ", "")


def test_each_command_exists() -> None:
    named = {name for line in describe_next_steps(Path("/x")) for name in re.findall(r"mubiao (\w+)", line)}
    assert named <= set(COMMANDS)
