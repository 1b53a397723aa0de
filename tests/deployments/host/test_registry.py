"""`host init`: the registry and its key file; what is in the way is refused, and nothing is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cryptography.fernet import Fernet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.deployments.conftest import Mubiao
    from tests.deployments.host.conftest import Ask, Server

pytestmark = pytest.mark.process
OTHER = "0ther-wort"
COMMANDS = (("host", "init"), ("host", "list"), ("host", "hold", "gz"), ("--cell", "gz", "owed"))


@pytest.fixture
def key(host: Mubiao, server: Server, tmp_path: Path) -> Path:
    """A copy of the key file, which the host uses."""
    copy = tmp_path / "host.key"
    copy.write_bytes((server.folder / "keys" / "host.key").read_bytes())
    copy.chmod(0o600)
    host.set(MUBIAO_HOST_KEY=str(copy))
    return copy


def test_the_key_file_is_its_owners_alone_and_stays_at_a_second_call(
    host: Mubiao, server: Server, state: Callable[[], Any]
) -> None:
    file, before = server.folder / "keys" / "host.key", state()
    content = file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert host.done("host", "init").startswith("主机的登记库已建立。")
    assert file.read_bytes() == content
    assert state() == before


@pytest.mark.parametrize("line", COMMANDS)
def test_a_key_file_that_others_can_read_is_refused(host: Mubiao, key: Path, line: tuple[str, ...]) -> None:
    key.chmod(0o640)
    assert host.refused(*line).startswith(f"密钥文件“{key}”别人也能读。")


@pytest.mark.parametrize("line", COMMANDS)
def test_a_key_file_of_another_host_is_refused(host: Mubiao, key: Path, line: tuple[str, ...]) -> None:
    key.write_bytes(Fernet.generate_key())
    assert host.refused(*line) == "密钥文件属于另一台主机，请检查 MUBIAO_HOST_KEY。\n"


@pytest.mark.parametrize("line", COMMANDS)
def test_a_missing_key_file_is_refused_and_no_new_one_is_made(host: Mubiao, key: Path, line: tuple[str, ...]) -> None:
    key.unlink()
    assert f"“{key}”" in host.refused(*line)
    assert not key.exists()
    key.write_text("no key")
    key.chmod(0o600)
    assert "不是 mubiao host init 写的密钥文件" in host.refused(*line)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_registry_of_a_newer_program_is_refused(
    host: Mubiao, ask: Ask, state: Callable[[], Any], line: tuple[str, ...]
) -> None:
    ask("UPDATE registry SET version = 2", "registry")
    before = state()
    refusal = host.refused(*line)
    after = state()
    ask("UPDATE registry SET version = 1", "registry")
    assert refusal == "主机的登记库由更新版本的程序建立，请先升级本程序。\n"
    assert after == before


@pytest.mark.parametrize("name", ["MUBIAO_HOST_URL", "MUBIAO_HOST_KEY", "MUBIAO_HOST_ADMIN_URL"])
def test_a_setting_that_is_missing_is_named(host: Mubiao, name: str) -> None:
    host.set(**{name: ""})
    assert f"没有设置 {name}" in host.refused("host", "init")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("MUBIAO_HOST_URL", "mysql://a:g3heim-wort@b/c"),
        ("MUBIAO_HOST_ADMIN_URL", "g3heim-wort"),
        ("MUBIAO_HOST_URL", "postgresql://registry@b/g3heim-wort"),
    ],
)
def test_an_address_that_is_none_is_refused_and_not_repeated(host: Mubiao, name: str, address: str) -> None:
    refusal = host.set(**{name: address}).refused("host", "init")
    assert name in refusal
    assert "g3heim-wort" not in refusal


def test_a_server_that_is_not_empty_is_changed_only_when_that_is_agreed_to(
    host: Mubiao, ask: Ask, state: Callable[[], Any]
) -> None:
    ask("CREATE DATABASE bookkeeping")
    before = state()
    refusal, after = host.refused("host", "init"), state()  # no terminal to ask at
    agreed = host("host", "init", "--yes").code
    closed = ask("SELECT datacl::text FROM pg_database WHERE datname = 'bookkeeping'")
    ask("DROP DATABASE bookkeeping")
    assert after == before
    assert "bookkeeping。靠它连接的其他程序会连不上。" in refusal
    assert agreed == 0
    assert closed == [("{postgres=CTc/postgres}",)]


def test_a_database_that_the_administrator_cannot_close_is_named(
    host: Mubiao, server: Server, ask: Ask, state: Callable[[], Any]
) -> None:
    ask("CREATE DATABASE bookkeeping")
    ask(f"CREATE ROLE dba LOGIN CREATEDB CREATEROLE PASSWORD '{OTHER}'")
    ask("GRANT CONNECT ON DATABASE mubiao, registry TO dba")
    before = state()
    dba = server.url.set(username="dba", password=OTHER, database="mubiao")
    host.set(MUBIAO_HOST_ADMIN_URL=dba.render_as_string(hide_password=False))
    refusal = host.refused("host", "init")
    after = state()
    ask("DROP DATABASE bookkeeping")
    ask("REVOKE ALL ON DATABASE mubiao, registry FROM dba")
    ask("DROP ROLE dba")
    assert refusal.endswith('请先由其所有者执行：REVOKE ALL ON DATABASE "bookkeeping" FROM PUBLIC。\n')
    assert after == before


def test_a_role_of_the_registry_that_may_do_too_much_is_refused(host: Mubiao, ask: Ask) -> None:
    ask("ALTER ROLE host CREATEROLE")
    refusal = host.refused("host", "init")
    ask("ALTER ROLE host NOCREATEROLE")
    assert refusal == "数据库角色“host”权力过大：可以建立角色。请收回后重试。\n"


def test_an_administrator_who_may_make_nothing_is_refused(host: Mubiao, server: Server) -> None:
    host.set(MUBIAO_HOST_ADMIN_URL=server.url.render_as_string(hide_password=False))
    assert "CREATEDB、CREATEROLE" in host.refused("host", "init")


def test_who_changed_what_and_when_is_on_record_and_the_worker_may_only_read(server: Server, ask: Ask) -> None:
    made = ask("SELECT who, what, made_at IS NOT NULL FROM cell_change WHERE cell = 'gz' ORDER BY id", "registry")
    assert [row[1:] for row in made[:2]] == [("开始建立：贵州省，2026-01-01启用", True), ("建成", True)]
    assert "本机账户" in made[0][0]
    assert ask("SELECT count(*) FROM cell", "registry", server.url)
    rights = ask(
        "SELECT bool_or(has_table_privilege('host', name, 'INSERT, UPDATE, DELETE, TRUNCATE'))"
        " FROM unnest(ARRAY['cell', 'cell_change', 'registry']) name",
        "registry",
    )
    assert rights == [(False,)]
