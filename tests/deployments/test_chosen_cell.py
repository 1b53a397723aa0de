"""`mubiao --cell KEY …` and `MUBIAO_CELL`: which commands a cell has, and which not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tasks.settings import settings
from tests.deployments.host.conftest import host, server

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao

__all__ = ["host", "server"]
pytestmark = pytest.mark.process


def test_a_command_works_for_the_cell_that_is_named_or_set(host: Mubiao) -> None:
    assert host.done("--cell", "gz", "departments") != ""
    assert host.set(MUBIAO_CELL="gz").json("owed") == []
    assert settings().cell == "gz"
    assert {row["key"] for row in host.json("host", "list")} >= {"gz", "gz-zunyi"}


def test_an_empty_name_is_no_cell(host: Mubiao) -> None:
    assert "--cell 应写单元编号" in host.refused("--cell", "", "owed")


@pytest.mark.exhaustive(2)
@pytest.mark.parametrize("command", ["up", "init", "restore", "demo", "simulate", "bench"])
def test_a_command_that_no_cell_has_is_refused(host: Mubiao, command: str) -> None:
    host.set(MUBIAO_HOST_URL="") if command == "up" else None
    assert f"mubiao {command} 不在单元中执行" in host.refused("--cell", "gz", command)


def test_up_is_refused_on_a_machine_of_a_host(host: Mubiao) -> None:
    assert host.refused("up") == "本机设置了 MUBIAO_HOST_URL，各单元由 mubiao host 运行，不用 mubiao up。\n"


def test_a_held_cell_is_read_and_not_run(host: Mubiao) -> None:
    host.done("host", "hold", "gz-zunyi")
    refusal = host.refused("--cell", "gz-zunyi", "run", "daily_sweep")
    read = host.json("--cell", "gz-zunyi", "owed")
    host.done("host", "go", "gz-zunyi")
    assert refusal == "单元“gz-zunyi”暂停中，没有办理。\n"
    assert read == []
