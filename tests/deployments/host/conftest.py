"""A separate PostgreSQL server that is a host: it asks every role but the administrator's for a password."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import URL, make_url

from deployments import embedded
from deployments.cli import run
from models.cells import connected
from tasks.settings import settings
from tests.conftest import made_folder
from tests.databases import QUICK
from tests.kinds import unnoted

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao

SECRET = "g3heim-wort"  # noqa: S105 - to be looked for
LIVE = ("--go-live", "2026-01-01")
Ask = Callable[..., list[Any]]


class Server:
    """The server: its administrator's address, what it logs, and the settings of a host on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.admin: URL = make_url(embedded.start(folder, QUICK | {"log_statement": "all"}))
        data = embedded.data_of(folder)
        rules = (data / "pg_hba.conf").read_text()
        (data / "pg_hba.conf").write_text(rules.replace("local all all reject", "local all all scram-sha-256"))
        self.ask("SELECT pg_reload_conf()")
        self.url = self.admin.set(username="host", password=SECRET, database="registry")
        (folder / "keys").mkdir()

    def ask(self, statement: str, database: str = "mubiao", url: URL | None = None) -> list[Any]:
        """The rows of a statement, committed at once."""
        with connected((url or self.admin).set(database=database), each=True) as connection:
            found = connection.exec_driver_sql(statement.replace("%", "%%"))
            return [tuple(row) for row in found] if found.returns_rows else []

    def variables(self) -> dict[str, str]:
        return {
            "MUBIAO_HOST_URL": self.url.render_as_string(hide_password=False),
            "MUBIAO_HOST_ADMIN_URL": self.admin.render_as_string(hide_password=False),
            "MUBIAO_HOST_KEY": str(self.folder / "keys" / "host.key"),
        }

    def log(self) -> str:
        """Everything that the server has logged."""
        files = (embedded.data_of(self.folder) / "log").iterdir()
        return "".join(each.read_text(errors="replace") for each in files if each.is_file())


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A host with the cells gz, and gz-zunyi below it."""
    folder = made_folder("host")
    try:
        with unnoted(), pytest.MonkeyPatch.context() as patch:
            made = Server(folder)
            for name, value in (made.variables() | {"MUBIAO_HOME": str(folder / "home")}).items():
                patch.setenv(name, value)
            settings.cache_clear()
            assert run(["host", "init"]) == 0
            assert run(["host", "add", "gz", "--jurisdiction", "贵州省", *LIVE]) == 0
            below = ["host", "add", "gz-zunyi", "--jurisdiction", "遵义市", *LIVE, "--parent", "gz", "--rehearsal"]
            assert run(below) == 0
        settings.cache_clear()
        yield made
    finally:
        embedded.stop(folder)
        shutil.rmtree(folder)


@pytest.fixture
def host(mubiao: Mubiao, server: Server) -> Iterator[Mubiao]:
    """The command line of the host's operator; a run names the evidence folder of its test, which ends with it."""
    yield mubiao.set(**server.variables())
    for database in ("cell_gz", "cell_gz_zunyi"):
        server.ask("DELETE FROM evidence_store", database)


@pytest.fixture
def ask(server: Server) -> Ask:
    """`ask("SELECT …", "registry")`: the rows, as the administrator."""
    return server.ask


@pytest.fixture
def state(server: Server) -> Callable[[], Any]:
    """What the registry and the server hold, to be compared: cells, changes, databases, roles."""
    return lambda: (
        server.ask("SELECT * FROM cell ORDER BY key", "registry"),
        server.ask("SELECT max(id) FROM cell_change", "registry"),
        server.ask("SELECT datname, datacl::text FROM pg_database ORDER BY 1"),
        server.ask("SELECT rolname, rolcanlogin FROM pg_roles ORDER BY 1"),
    )
