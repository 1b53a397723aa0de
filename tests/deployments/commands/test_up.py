"""`mubiao up`: what keeps it from starting (that it serves and stops is a journey)."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from deployments.act_entry import perform_act
from deployments.child_processes import Children
from deployments.commands import up
from deployments.home_locks import sole_run
from deployments.loopback.mail import MailServer
from models.ledger.acts import ACTS
from tasks.clock import current_instant
from tasks.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.conftest import Databases, Sql
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


def test_a_virtual_clock_is_for_demonstrations_only(mubiao: Mubiao) -> None:
    assert "MUBIAO_CLOCK" in mubiao.set(MUBIAO_CLOCK="2026-03-01T08:00:00+08:00").refused("up")


def test_a_confirmed_day_that_differs_from_the_machine_is_refused_before_the_start(founded_line: Mubiao) -> None:
    text = founded_line.refused("up", "--today", "2026-01-01")
    assert "与您核对的2026-01-01不是同一天。请先校准本机时间" in text


class Started(Children):
    """Child processes that are only noted."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.names: list[str] = []

    def start(self, name: str, module: list[str], environment: Mapping[str, str]) -> None:
        assert module == ["deployments.catch_up"]
        assert environment == {}
        self.names.append(name)


@pytest.mark.usefixtures("founded_line")
def test_an_untrusted_clock_is_reported_and_nothing_is_opened_until_it_is_trusted(
    sql: Sql, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    read_settings.cache_clear()
    children = Started(tmp_path)
    up._open_missed_periods(children, {})  # the founding was on 1 January 2026
    assert "本机时钟未经网络校时" in capsys.readouterr().err
    assert children.names == []
    perform_act(ACTS["confirm_clock"], {"today": current_instant().date()})
    up._open_missed_periods(children, {})
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "逐项为Prefect界面中的运行（标签“补开”）：" in captured.out
    assert "、月度检查 2026-01、" in captured.out
    assert children.names == ["catch-up"]
    assert sql.value("SELECT count(*) FROM cycle_run") == 0  # the runs open it, not this process


def test_before_init_it_says_what_to_do_first(mubiao: Mubiao, databases: Databases) -> None:
    with databases.fresh() as mubiao.database:
        answer = mubiao.set(DATABASE_URL=mubiao.database)("up")
    assert answer.code == 1
    assert "请先执行：mubiao init" in answer.err


def test_without_the_days_off_of_this_year_it_does_not_start(founded_line: Mubiao, sql: Sql) -> None:
    sql("DELETE FROM calendar_day WHERE date >= '2020-01-01'")
    text = founded_line("up")
    assert text.code == 1
    assert "2020年放假安排尚未导入，今天是不是工作日都无法确定，没有启动。" in text.err
    assert "mubiao import calendar" in text.err
    assert sql.value("SELECT count(*) FROM cycle_run") == 0


def test_it_has_no_json_output(mubiao: Mubiao) -> None:
    assert "没有选项 --json" in mubiao.refused("up", "--json", code=2)


def test_an_up_that_gives_up_tells_the_operator(founded_line: Mubiao, sql: Sql, tmp_path: Path) -> None:
    sql("DELETE FROM calendar_day WHERE date >= '2020-01-01'")
    with MailServer(tmp_path / "mails") as mail:
        assert founded_line.set(MUBIAO_ALERT_TO="duty@example.org", MUBIAO_MAIL_URL=mail.url)("up").code == 1
        assert [str(each.message["Subject"]) for each in mail.received] == [
            "【演练】【系统告警】mubiao up 停止：已1分钟"
        ]
