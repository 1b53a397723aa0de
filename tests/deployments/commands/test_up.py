"""`mubiao up`: what keeps it from starting (that it serves and stops is a journey)."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from deployments.installation import sole_run

if TYPE_CHECKING:
    from tests.conftest import Databases
    from tests.deployments.conftest import Mubiao


def test_a_port_in_use_is_refused_with_what_to_do(founded_line: Mubiao) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = founded_line.set(MUBIAO_PORT=str(port))("up")
    assert answer.code == 1
    assert f"端口{port}已被其他程序占用" in answer.err
    assert "MUBIAO_PORT" in answer.err


def test_a_second_one_on_the_same_home_is_refused(founded_line: Mubiao) -> None:
    with sole_run(founded_line.home):
        assert "已有一个正在运行的 mubiao" in founded_line.refused("up")


def test_a_pretended_time_is_for_demonstrations_only(mubiao: Mubiao) -> None:
    assert "MUBIAO_CLOCK" in mubiao.set(MUBIAO_CLOCK="2026-03-01T08:00:00+08:00").refused("up")


def test_before_init_it_says_what_to_do_first(mubiao: Mubiao, databases: Databases) -> None:
    with databases.fresh() as mubiao.database:
        answer = mubiao.set(DATABASE_URL=mubiao.database)("up")
    assert answer.code == 1
    assert "请先执行：mubiao init" in answer.err


def test_it_answers_nobody_and_so_has_no_json(mubiao: Mubiao) -> None:
    assert "没有选项 --json" in mubiao.refused("up", "--json", code=2)
