"""`host desk`: the settings of a desk, where secrets leave the registry; its role is ended alone."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

import deployments.commands.run
from tests.deployments.host.conftest import SECRET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.deployments.conftest import Mubiao
    from tests.deployments.host.conftest import Ask, Server

pytestmark = pytest.mark.process
DONE = "SELECT what FROM cell_change WHERE cell = 'gz' ORDER BY id DESC LIMIT 1"


@pytest.fixture
def desk(host: Mubiao, server: Server, tmp_path: Path) -> Iterator[Path]:
    """The settings of a desk of gz, whose mail relay has a password."""
    host.done(
        "host",
        "set",
        "gz",
        f"mail_url=mbmail://clerk:{SECRET}@mail.example.cn?from=m@example.cn",
        "mail_domain=gz.gov.cn",
    )
    said = host.done("host", "desk", "gz", "--to", str(tmp_path / "desk.toml"))
    assert SECRET not in said
    assert "请先：mubiao --cell gz evidence move s3://…" in said
    yield tmp_path / "desk.toml"
    host.set(**server.variables()).done("host", "set", "gz", "mail_url=", "mail_domain=")
    host("host", "desk", "gz", "--end")


def at_desk(host: Mubiao, desk: Path) -> Mubiao:
    """The command line of another machine: it knows no registry, only the settings of the desk."""
    for name in ("MUBIAO_HOST_URL", "MUBIAO_HOST_KEY", "MUBIAO_HOST_ADMIN_URL"):
        host.patch.delenv(name)
    host.home.mkdir(exist_ok=True)
    (host.home / "settings.toml").write_bytes(desk.read_bytes())
    return host


def test_the_file_is_its_owners_alone_and_holds_what_a_desk_needs(host: Mubiao, desk: Path, ask: Ask) -> None:
    assert desk.stat().st_mode & 0o777 == 0o600
    written = tomllib.loads(desk.read_text())
    assert (written["cell"], written["mail_domain"]) == ("gz", "gz.gov.cn")
    assert SECRET in written["mail_url"]
    assert "cell_gz_desk:" in written["database_url"]
    assert "owner_url" not in written
    assert ask(DONE, "registry") == [("写出工作台设置：desk.toml",)]
    assert host("host", "list").code == 0


def test_an_operator_types_what_she_types_today(host: Mubiao, desk: Path) -> None:
    owed = host.json("--cell", "gz", "owed")
    line = at_desk(host, desk)
    assert line.json("owed") == owed
    assert "王文" in line.done("act", "register_inspector", "--name", "王文")
    assert line.json("verify")["ok"]
    assert {row["name"]: row["value"] for row in line.json("check", "--settings")}["mail_url"] == "***"


def test_a_desk_asks_no_prefect_server_and_says_from_the_ledger_whether_runs_are_late(
    host: Mubiao, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deployments.commands.run, "is_up", None)  # not to be called
    line = at_desk(host, desk)
    answer = line("run", "daily_sweep")
    assert answer.code == 0
    assert "单元不经本机的Prefect服务，已直接执行同样的步骤。" in answer.err
    line.set(MUBIAO_PREFECT_URL="https://nobody/api")
    assert line.refused("run", "daily_sweep") == "设置 MUBIAO_PREFECT_URL 有误，应为 https://账号:密码@主机/api。\n"
    line.set(MUBIAO_PREFECT_URL="")
    items = {row["item"]: row["ok"] for row in json.loads(line("check", "--json").out)}
    assert items["每日巡检"] is True
    assert [item for item in items if "Prefect" in item or "计划" in item] == []
    advice = {row["item"]: row["advice"] for row in json.loads(line("check", "--json").out)}
    assert advice["企业微信"].endswith(
        "请主机的管理员执行 mubiao host set gz 'wecom_url=mbwecoms://qyapi.weixin.qq.com/'"
    )
    assert [words for words in advice.values() if "mubiao up" in words or "设置 MUBIAO_" in words] == []


@pytest.mark.parametrize(
    "words", [("up",), ("init", "--jurisdiction", "贵州省", "--go-live", "2026-01-01"), ("restore", "a.mubiao")]
)
def test_what_the_host_does_is_refused_at_a_desk(host: Mubiao, desk: Path, words: tuple[str, ...]) -> None:
    assert f"mubiao {words[0]} 不在单元中执行" in at_desk(host, desk).refused(*words)


def test_a_file_that_is_there_is_not_written_over(host: Mubiao, desk: Path, state: Callable[[], Any]) -> None:
    before, content = state(), desk.read_bytes()
    assert "已经存在" in host.refused("host", "desk", "gz", "--to", str(desk))
    assert "没有它的文件夹" in host.refused("host", "desk", "gz", "--to", str(desk / "a.toml"))
    assert (state(), desk.read_bytes()) == (before, content)


def test_a_second_desk_works_like_the_first_until_both_are_ended(host: Mubiao, desk: Path, tmp_path: Path) -> None:
    host.done("host", "desk", "gz", "--to", str(tmp_path / "second.toml"))
    assert (tmp_path / "second.toml").read_bytes() == desk.read_bytes()
    assert host.done("host", "desk", "gz", "--end") == "单元“gz”的工作台已停用。\n"
    assert host.done("host", "desk", "gz", "--end") == "单元“gz”没有工作台。\n"
    host.done("--cell", "gz", "owed")
    assert "拒绝登录" in at_desk(host, desk).refused("owed", code=3)


def test_the_desk_of_a_held_cell_opens_when_the_cell_is_let_go(
    host: Mubiao, desk: Path, server: Server, tmp_path: Path
) -> None:
    host.done("host", "hold", "gz")
    host.done("host", "desk", "gz", "--to", str(tmp_path / "second.toml"))
    closed = "数据库拒绝登录：该用户已被停止登录。在工作台上，这是单元暂停，请问主机的管理员。\n"
    assert at_desk(host, desk).refused("run", "daily_sweep", code=3) == closed
    host.set(**server.variables()).done("host", "go", "gz")
    assert at_desk(host, tmp_path / "second.toml")("owed").code == 0


def test_a_desk_that_does_not_reach_the_evidence_takes_no_file_and_claims_no_store(
    host: Mubiao, desk: Path, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "交办.pdf").write_bytes(b"%PDF-1.4 paper")
    words = {"giver": "党委", "content": "调研", "number": "黔委〔2026〕1号", "dated": "2026-01-05"}
    assigned = ("act", "record_assignment", *(each for name, word in words.items() for each in (f"--{name}", word)))
    line = at_desk(host, desk)
    assert "本工作台收存不了文件" in line.refused(*assigned, "--evidence", str(tmp_path / "交办.pdf"))
    assert line("run", "daily_sweep").code == 0
    items = {row["item"]: row for row in json.loads(line("check", "--json").out)}
    assert "本工作台收存不了文件" in items["印证材料文件夹"]["advice"]
    assert server.ask("SELECT * FROM evidence_store", "cell_gz") == []


def test_one_of_the_two_options_is_needed(host: Mubiao, tmp_path: Path) -> None:
    assert host("host", "desk", "gz").code == 2
    assert host("host", "desk", "gz", "--end", "--to", str(tmp_path / "a")).code == 2
