"""A separate PostgreSQL server that is a host: it asks every role but the administrator's for a password."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import URL, make_url

from deployments import embedded
from deployments.cli import run
from deployments.host.prefect_settings import POOL
from deployments.host.server import drop_cell_database
from deployments.server import free_port, prefect_environment
from models.cells import HELD, HostCell, connected, database_name
from tasks.settings import read_settings
from tests.conftest import made_folder
from tests.databases import QUICK, prefect_server
from tests.kinds import unnoted

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

    from tests.deployments.conftest import Mubiao

SECRET = "g3heim-wort"  # noqa: S105 - to be looked for
CREDENTIALS = "admin:ein-wort"
FLOWS = ("monthly_check", "deliver")  # that are deployed
LIVE = ("--go-live", "2026-01-01")
Ask = Callable[..., list[Any]]


_servers: list[Server] = []


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


@contextmanager
def a_server() -> Iterator[Server]:
    """A server of its own, which is gone at the end."""
    folder = made_folder("host")
    try:
        yield Server(folder)
    finally:
        embedded.stop(folder)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A host with the cells gz, and gz-zunyi below it."""
    with ExitStack() as kept:
        with unnoted(), pytest.MonkeyPatch.context() as patch:
            made = kept.enter_context(a_server())
            for name, value in (made.variables() | {"MUBIAO_HOME": str(made.folder / "home")}).items():
                patch.setenv(name, value)
            read_settings.cache_clear()
            assert run(["host", "init"]) == 0
            assert run(["host", "add", "gz", "--jurisdiction", "贵州省", *LIVE]) == 0
            below = ["host", "add", "gz-zunyi", "--jurisdiction", "遵义市", *LIVE, "--parent", "gz", "--rehearsal"]
            assert run(below) == 0
        read_settings.cache_clear()
        _servers.append(made)
        yield made
        _servers.remove(made)


@pytest.fixture(scope="module", autouse=True)
def as_found() -> Iterator[None]:
    """The cells that the tests of a file have added are gone at its end."""
    yield
    with unnoted():
        for made in _servers:
            for (key,) in made.ask("SELECT key FROM cell WHERE key NOT IN ('gz', 'gz-zunyi')", "registry"):
                drop_cell_database(made.admin, HostCell(key, HELD, {}, None, "", {}, ""))
            made.ask("DELETE FROM cell_turn WHERE cell NOT IN ('gz', 'gz-zunyi')", "registry")
            made.ask("DELETE FROM cell WHERE key NOT IN ('gz', 'gz-zunyi')", "registry")


@pytest.fixture
def host(mubiao: Mubiao, server: Server) -> Iterator[Mubiao]:
    """The command line of the host's operator; a run names the evidence folder of its test, which ends with it."""
    yield mubiao.set(**server.variables())
    for database in ("cell_gz", "cell_gz_zunyi"):
        server.ask("DELETE FROM evidence_store", database)


@pytest.fixture
def worked(host: Mubiao, server: Server) -> Iterator[Mubiao]:
    """As above, for a test that runs cells: what they claim as their folders goes with it."""
    yield host
    for (key,) in server.ask("SELECT key FROM cell WHERE state IN ('active', 'held')", "registry"):
        server.ask("TRUNCATE evidence_store", database_name(key))


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


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, prefect_tables: Path) -> Iterator[dict[str, str]]:
    """The environment of a Prefect server that asks for a password and for the token against forged requests."""
    environment = prefect_environment(tmp_path_factory.mktemp("served"), free_port()) | {
        "PREFECT_SERVER_API_AUTH_STRING": CREDENTIALS,
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "0.1",
    }
    with prefect_server(environment, prefect_tables):
        yield environment


@pytest.fixture(scope="module")
def prefect(served: dict[str, str]) -> Iterator[SyncPrefectClient]:
    """A client of that server, where the pool and two flows are deployed."""
    from prefect.client.orchestration import SyncPrefectClient  # noqa: PLC0415 - takes seconds
    from prefect.client.schemas.actions import WorkPoolCreate  # noqa: PLC0415 - the same

    with SyncPrefectClient(served["PREFECT_API_URL"], auth_string=CREDENTIALS) as client:
        client.create_work_pool(WorkPoolCreate(name=POOL, type="process", concurrency_limit=2))
        for key in FLOWS:
            flow = client.create_flow_from_name(key)
            client.create_deployment(flow, key, entrypoint=f"flows.{key}.{key}", work_pool_name=POOL)
        yield client


@pytest.fixture
def with_prefect(host: Mubiao, served: dict[str, str], prefect: SyncPrefectClient) -> Mubiao:
    """The command line of the host's operator, where that server is Prefect."""
    assert str(prefect.api_url) == f"{served['PREFECT_API_URL']}/"
    return host.set(PREFECT_API_URL=served["PREFECT_API_URL"], PREFECT_API_AUTH_STRING=CREDENTIALS)
