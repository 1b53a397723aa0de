"""Who may connect to which database of a host: each role of a cell to that of its cell, and to no other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import URL, make_url

from models.rules.errors import Unavailable
from tasks.cell import APP, DESK, OWNER, READER, address_of, open_registry
from tests.deployments.host.conftest import SECRET

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
