"""`host set`, `settings`, `hold`, `go`, `remove`: each change of a cell is on record, secrets are never shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.deployments.host.conftest import LIVE, SECRET
from tests.s3_server import S3Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.deployments.conftest import Mubiao
    from tests.deployments.host.conftest import Ask, Server

pytestmark = pytest.mark.process
MAIL = f"mbmail://clerk:{SECRET}@mail.example.cn?from=m@example.cn"
DONE = "SELECT what FROM cell_change WHERE cell = 'gz' ORDER BY id DESC LIMIT 1"


@pytest.fixture
def held(host: Mubiao) -> Iterator[Mubiao]:
    """The cell gz-zunyi is held."""
    host.done("host", "hold", "gz-zunyi")
    yield host
    host("host", "go", "gz-zunyi")


def test_a_setting_is_changed_and_taken_back_on_record(host: Mubiao, ask: Ask) -> None:
    said = host.done("host", "set", "gz", "mail_domain=gz.gov.cn", f"mail-url={MAIL}", "attachment_limit_mb=7")
    assert said == "单元“gz”已设置：mail_domain=gz.gov.cn、mail_url=******、attachment_limit_mb=7。\n"
    assert ask(DONE, "registry") == [("设置：mail_domain=gz.gov.cn、mail_url=******、attachment_limit_mb=7",)]
    shown = {row["name"]: row["value"] for row in host.json("host", "settings", "gz")}
    assert (shown["mail_domain"], shown["mail_url"], shown["wecom_url"]) == ("gz.gov.cn", "******", None)
    told = {row["name"]: row["value"] for row in host.json("--cell", "gz", "check", "--settings")}
    assert (told["mail_domain"], told["mail_url"], told["attachment_limit_mb"]) == ("gz.gov.cn", "***", "7")
    host.done("host", "set", "gz", "mail_domain=", "mail_url=", "attachment_limit_mb=")
    assert {row["value"] for row in host.json("host", "settings", "gz")} == {None}


def test_the_page_of_a_cell_is_asked_at_the_address_that_people_type(host: Mubiao) -> None:
    host.done("host", "set", "gz", "page_url=http://127.0.0.1:9/gz")
    found = {row["item"]: row["advice"] for row in json.loads(host("--cell", "gz", "check", "--json").out)}
    host.done("host", "set", "gz", "page_url=")
    assert found["网页"] == "http://127.0.0.1:9/gz没有应答，请告知主机的管理员"


def test_a_secret_setting_stands_nowhere_but_encrypted(host: Mubiao, server: Server, ask: Ask) -> None:
    lines = [
        ("host", "set", "gz", f"mail_url={MAIL}"),
        ("host", "settings", "gz"),
        ("host", "list"),
        ("--cell", "gz", "check", "--settings"),
        ("host", "set", "gz", f"inbox_url=maildir:///{SECRET}"),
        ("host", "set", "gz", f"wecom-url{SECRET}"),
        ("host", "set", "gz", f"attachment_limit_mb={SECRET}"),
        ("host", "set", "gz", "mail_url="),
    ]
    answers = [host(*line) for line in lines]
    assert [answer.code for answer in answers] == [0, 0, 0, 0, 1, 1, 1, 0]
    assert SECRET not in "".join(answer.out + answer.err for answer in answers)
    assert SECRET not in str([ask("SELECT * FROM cell", "registry"), ask("SELECT * FROM cell_change", "registry")])
    assert SECRET not in server.log()  # of every statement


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("set", "gz", "nothing=1"), "单元没有设置“nothing”"),
        (("set", "gz", "owner_url=postgresql://a/b"), "单元没有设置“owner_url”"),
        (("set", "gz", "attachment_limit_mb=many"), "不是整数"),
        (("set", "gz", "mail_domain"), "第1项应写成 名称=取值。"),
        (("set", "gz", "parent=gz"), "“gz”不能作“gz”的上级"),
        (("set", "gz", "parent=gz-zunyi"), "“gz-zunyi”不能作“gz”的上级"),
        (("set", "gz", "parent=nobody"), "没有上级单元“nobody”"),
        (("set", "gz", "group="), "组名“”有误"),
        (("set", "nobody", "mail_domain=a"), "没有单元“nobody”"),
        (("settings", "nobody"), "没有单元“nobody”"),
        (("hold", "nobody"), "没有单元“nobody”"),
        (("remove", "gz"), "单元“gz”运行中，没有移除。请先执行 mubiao host hold gz。"),
        (("desk", "nobody", "--end"), "没有单元“nobody”"),
    ],
)
def test_a_wrong_word_is_refused_and_nothing_is_changed(
    host: Mubiao, state: Callable[[], Any], words: tuple[str, ...], sentence: str
) -> None:
    before = state()
    assert sentence in host.refused("host", *words)
    assert state() == before


def test_the_move_of_evidence_into_a_bucket_changes_the_registry_last(worked: Mubiao, ask: Ask) -> None:
    pytest.importorskip("obstore", reason="obstore is in the extra `host`, which is not installed")
    server = S3Server()
    said = worked.done("--cell", "gz", "evidence", "move", server.url())
    assert "单元“gz”的设置已改为新的位置。原处的文件没有删除。" in said
    assert ask(DONE, "registry") == [("设置：evidence_url=******",)]
    assert "核验无误" in worked.done("--cell", "gz", "verify")
    assert server.objects
    worked.done("--cell", "gz", "evidence", "move", "")
    assert ask(DONE, "registry") == [("设置：evidence_url=",)]
    server.close()


def test_a_cell_is_moved_to_another_group_and_back(host: Mubiao) -> None:
    host.done("host", "set", "gz-zunyi", "group=south", "parent=")
    moved = next(row for row in host.json("host", "list") if row["key"] == "gz-zunyi")
    assert (moved["group"], moved["parent"]) == ("south", None)
    host.done("host", "set", "gz-zunyi", "group=main", "parent=gz")


def test_a_held_cell_goes_on_when_it_is_let(held: Mubiao) -> None:
    assert held.done("host", "hold", "gz-zunyi") == "单元“gz-zunyi”此前已暂停。\n"
    assert {row["key"]: row["state"] for row in held.json("host", "list")}["gz-zunyi"] == "held"
    assert held.done("host", "go", "gz-zunyi") == "单元“gz-zunyi”已恢复运行。\n"
    assert held.done("host", "go", "gz-zunyi") == "单元“gz-zunyi”此前已恢复运行。\n"


def test_a_removed_cell_keeps_its_database_and_its_key_is_taken(
    host: Mubiao, ask: Ask, state: Callable[[], Any], tmp_path: Path
) -> None:
    add = ("host", "add", "old", "--jurisdiction", "凯里市", *LIVE)
    host.done(*add)
    host.done("--cell", "old", "backup", str(tmp_path / "first.mubiao"))
    host.done("--cell", "old", "act", "register_inspector", "--name", "王文")
    host.done("host", "hold", "old")
    host.done("--cell", "old", "backup", str(tmp_path / "last.mubiao"))
    drop = ("host", "remove", "old", "--drop-database")
    before = state()
    assert "再写一遍编号“old”" in host.refused(*drop, "gz")
    assert "须有最新的备份" in host.refused(*drop, "old")
    assert "不含单元“old”的最新记录" in host.refused(*drop, "old", "--backup", str(tmp_path / "first.mubiao"))
    assert "没有文件" in host.refused(*drop, "old", "--backup", str(tmp_path / "none.mubiao"))
    assert state() == before
    assert host.done("host", "remove", "old") == "单元“old”已移除，数据库保留。\n"
    assert "它已移除，编号不能再用" in host.refused(*add)
    assert "它已移除" in host.refused("--cell", "old", "owed")
    assert ask("SELECT 1 FROM pg_database WHERE datname = 'cell_old'")
    assert "已删除" in host.done(*drop, "old", "--backup", str(tmp_path / "last.mubiao"))
    assert not ask("SELECT 1 FROM pg_database WHERE datname = 'cell_old'")
    assert not ask("SELECT 1 FROM pg_roles WHERE rolname ~ '^cell_old'")
    assert "已删除" in host.done(*drop, "old")  # a call that was killed is ended by a second one
    assert "它已移除，编号不能再用" in host.refused(*add)


def test_a_cell_with_others_below_it_is_not_removed(host: Mubiao, state: Callable[[], Any]) -> None:
    host.done("host", "hold", "gz")
    before = state()
    refusal, after = host.refused("host", "remove", "gz"), state()
    host.done("host", "go", "gz")
    assert "gz-zunyi" in refusal.partition("的上级，没有移除。")[0]
    assert after == before
