"""Who may connect to which database of a host: each role of a cell to that of its cell, and to no other."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import URL, make_url

from models.rules.errors import Unavailable
from tasks.cell import APP, DESK, OWNER, READER, address_of, open_registry
from tests.deployments.host.conftest import SECRET, a_server

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deployments.conftest import Mubiao
    from tests.deployments.host.conftest import Ask, Server

pytestmark = pytest.mark.process


@pytest.mark.parametrize("role", [OWNER, APP, READER, DESK])
def test_a_role_of_a_cell_connects_to_the_database_of_its_cell_and_to_no_other(
    host: Mubiao, ask: Ask, tmp_path: Path, role: str
) -> None:
    host.done("host", "desk", "gz", "--to", str(tmp_path / "desk.toml"))
    url = _address(role)
    databases = [name for (name,) in ask("SELECT datname FROM pg_database WHERE datallowconn")]
    assert {"cell_gz", "cell_gz_zunyi", "registry", "mubiao_cells", "postgres", "template1"} <= set(databases)
    opened = [name for name in databases if _opens(ask, url, name)]
    host.done("host", "desk", "gz", "--end")
    assert opened == ["cell_gz"]


def test_the_role_of_the_registry_connects_to_no_cell(server: Server, ask: Ask) -> None:
    databases = ("registry", "cell_gz", "mubiao_cells", "postgres", "template1")
    assert [name for name in databases if _opens(ask, server.url, name)] == ["registry"]


def test_the_owner_of_the_templates_tables_connects_to_nothing(server: Server, ask: Ask) -> None:
    assert not _opens(ask, server.url.set(username="mubiao_cells"), "mubiao_cells")
    assert ask("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'mubiao_cells'") == [(False,)]


def test_the_password_of_one_cell_opens_no_other(host: Mubiao, ask: Ask) -> None:
    other = _address(APP).set(username="cell_gz_zunyi_app", database="cell_gz_zunyi")
    assert not _opens(ask, other, "cell_gz_zunyi")
    assert host("host", "list").code == 0


@pytest.mark.usefixtures("host")
def test_no_password_stands_in_the_log_of_the_server(server: Server) -> None:
    passwords = [str(_address(role).password) for role in (OWNER, APP, READER)]
    assert [word for word in (*passwords, SECRET) if word in server.log()] == []


@pytest.mark.exhaustive
def test_an_administrator_who_is_no_superuser_makes_holds_renames_and_ends_what_is_in_use(
    mubiao: Mubiao, tmp_path: Path
) -> None:
    with a_server() as made:
        made.ask(f"CREATE ROLE plain LOGIN CREATEDB CREATEROLE PASSWORD '{SECRET}'")
        for name in ("postgres", "template1", "mubiao"):
            made.ask(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
        made.ask("GRANT CONNECT ON DATABASE postgres TO plain")
        plain = made.admin.set(username="plain", password=SECRET, database="postgres")
        named = made.variables() | {"MUBIAO_HOST_ADMIN_URL": plain.render_as_string(hide_password=False)}
        line, desk = mubiao.set(**named), tmp_path / "desk.toml"
        line.done("host", "init", "--yes")
        line.done("host", "add", "gz", "--jurisdiction", "贵州省", "--go-live", "2026-01-01")
        line.done("host", "desk", "gz", "--to", str(desk))
        url = tomllib.loads(desk.read_text())["database_url"].replace("+psycopg", "")
        with psycopg.connect(url) as working:
            line.done("host", "hold", "gz")
            with pytest.raises(psycopg.OperationalError):
                working.execute("SELECT 1")
        (row,) = line.json("host", "backup", str(tmp_path))
        line.done("host", "restore", "gz", str(tmp_path / row["file"]))
        line.done("host", "go", "gz-old1")
        assert line.done("host", "desk", "gz-old1", "--end") == "单元“gz-old1”的工作台已停用。\n"


def _address(role: str) -> URL:
    registry = open_registry()
    cell = registry.cells["gz"]
    passwords = json.loads(registry.secret.decrypt(cell.secrets))["passwords"]
    return make_url(address_of(cell, role, passwords))


def _opens(ask: Ask, url: URL, database: str) -> bool:
    try:
        ask("SELECT 1", database, url)
    except Unavailable:
        return False
    return True
