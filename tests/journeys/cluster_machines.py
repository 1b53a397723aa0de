"""A host as it is in production, on this machine: each server and worker is a process with its own home and folder."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from httpx import HTTPError
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolUpdate
from prefect.exceptions import PrefectException
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

import deployments
from deployments.host.prefect_settings import POOL
from deployments.server import free_port
from models.cells import connected
from models.database import address
from tests.certificates import made_certificate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from prefect.client.schemas.objects import FlowRun

PROGRAMS = Path(sys.executable).parent
PRODUCTION = Path(deployments.__file__).parent / "production"
HOST = "127.0.0.1"
ADMIN, WORD = "admin", "Adm1n-wort"
LONGEST = 240.0  # seconds that anything may take
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
AWAY, OK = (HTTPError, PrefectException), 200  # what a client raises while the API is away
ONE_PREFIX = "mubiao/cells/n-one/*"  # of the bucket; all that a second identity of the storage may use
SILENCE = 50  # seconds: 20 beyond a heartbeat


def wait_for(what: str, asked: Callable[[], Any], longest: float = LONGEST) -> Any:
    """The first answer that is not empty; fails when it takes too long."""
    until = time.monotonic() + longest
    while not (found := asked()):
        assert time.monotonic() < until, f"waited for {what}"
        time.sleep(0.5)
    return found


def postgres_programs() -> Path | None:
    """Where Debian's PostgreSQL is, which has the extension that Prefect needs."""
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@dataclass
class Cluster:
    """The processes by name, what each is told, and how the test speaks to them."""

    folder: Path
    ports: dict[str, int] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)  # the commands of `mubiao host` that were given

    def port(self, name: str) -> int:
        return self.ports.setdefault(name, free_port())

    def url(self, role: str, word: str, database: str) -> str:
        return f"postgresql://{role}:{word}@{HOST}:{self.port('postgres')}/{database}"

    @property
    def told(self) -> dict[str, str]:
        """What every machine of the host is told."""
        return {
            "MUBIAO_HOST_URL": self.url("registry", "reg-wort", "registry"),
            "MUBIAO_HOST_KEY": str(self.folder / "host.key"),
            "PREFECT_API_URL": f"https://{HOST}:{self.port('nginx')}/api",
            "PREFECT_API_AUTH_STRING": "admin:prefect-wort",
            "SSL_CERT_FILE": str(self.folder / "both.pem"),
        }

    @property
    def of_servers(self) -> dict[str, str]:
        """What only the machine of the servers and of the administrator is told."""
        return {
            "MUBIAO_HOST_ADMIN_URL": self.url(ADMIN, WORD, "postgres"),
            "MUBIAO_HOST_PREFECT_DATABASE_URL": self.url("prefect", "pre-wort", "prefect"),
            "MUBIAO_HOST_REDIS_URL": f"redis://{HOST}:{self.port('redis')}",
            "MUBIAO_HOST_SILENCE": str(SILENCE),
            "MUBIAO_HOST_PAGES_URL": f"http://{HOST}:{self.port('pages')}",
            "MUBIAO_PAGE_LISTEN": f"{HOST}:{self.port('pages')}",
            "MUBIAO_PORT": str(self.port("api")),
        } | ({"MUBIAO_HOST_EVIDENCE_URL": self.bucket} if self.has_storage() else {})

    @property
    def bucket(self) -> str:
        return self.bucket_of("id")

    def bucket_of(self, identity: str, cell: str = "") -> str:
        """The address of the bucket, or of a cell's prefix, for an identity of the storage."""
        return f"s3://{identity}:s3-wort@{HOST}:{self.port('weed')}/mubiao/cells{cell and '/'}{cell}?tls=no"

    def has_storage(self) -> bool:
        return (PROGRAMS / "weed").exists()

    def environment(self, home: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment of a process whose machine has this home."""
        place = self.folder / home
        place.mkdir(exist_ok=True)
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}  # noqa: TID251 - of other machines
        return kept | {"HOME": str(place), "MUBIAO_HOME": str(place / "mubiao")} | self.told | dict(more or {})

    def start(self, name: str, command: list[str], environment: Mapping[str, str], user: str | None = None) -> None:
        """Start a process in a separate group, with its output in a file."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603 - our own
                command, env=dict(environment), stdout=log, stderr=log, start_new_session=True, user=user
            )

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Send a signal to this process alone, and wait for its end."""
        process = self.running.pop(name)
        process.send_signal(number)
        process.wait(60)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    # Servers

    def start_postgres(self) -> None:
        programs, data = postgres_programs(), self.folder / "postgres"
        assert programs
        user = "postgres" if os.getuid() == 0 else None
        if not data.exists():
            (self.folder / "word").write_text(WORD)
            data.mkdir(mode=0o700)
            if user:
                shutil.chown(data, user)
                shutil.chown(self.folder / "word", user)
            words = ("-U", ADMIN, "--auth=scram-sha-256", f"--pwfile={self.folder / 'word'}")
            made = [str(programs / "initdb"), "-D", str(data), *words]
            subprocess.run(made, check=True, capture_output=True, user=user, cwd="/")  # noqa: S603 - our own
            quick = f"port={self.port('postgres')}\nfsync=off\nmax_connections=200\nunix_socket_directories='{data}'\n"
            with (data / "postgresql.conf").open("a") as settings:
                settings.write(f"{quick}listen_addresses='{HOST}'\n")
        self.start("postgres", [str(programs / "postgres"), "-D", str(data)], {"PATH": "/usr/bin:/bin"}, user)
        admin = address(self.url(ADMIN, WORD, "postgres"))
        wait_for("PostgreSQL", lambda: _answers(admin))

    def start_redis(self) -> None:
        self.start(
            "redis",
            [
                "redis-server",
                "--port",
                str(self.port("redis")),
                "--bind",
                HOST,
                "--save",
                "",
                "--dir",
                str(self.folder),
            ],
            {"PATH": "/usr/bin:/bin"},
        )
        wait_for("Redis", lambda: _listens(self.port("redis")))

    def start_store(self) -> None:
        """Object storage with one bucket; its telemetry is off."""
        if not self.has_storage():
            return
        place = self.folder / "weed"
        place.mkdir()
        all_of_it, one_prefix = ("Admin", "Read", "Write", "List"), (f"{act}:{ONE_PREFIX}" for act in ("Read", "Write"))
        identities = [
            {"name": key, "credentials": [{"accessKey": key, "secretKey": "s3-wort"}], "actions": [*acts]}
            for key, acts in (("id", all_of_it), ("one", one_prefix))
        ]
        (place / "s3.json").write_text(json.dumps({"identities": identities}))
        ports = [f"-{name}.port={free_port()}" for name in ("master", "volume", "filer")]
        # Otherwise these are 10,000 higher, and two services that are not wanted take a fixed port.
        ports += [f"-{name}.port.grpc={free_port()}" for name in ("master", "volume", "filer", "s3")]
        ports += [f"-s3.port.{name}=0" for name in ("iceberg", "lance")]
        self.start(
            "weed",
            [
                *(str(PROGRAMS / "weed"), "server", f"-dir={place}", f"-ip={HOST}", f"-ip.bind={HOST}"),
                *("-master.telemetry=false", "-filer", "-s3", f"-s3.port={self.port('weed')}", *ports),
                f"-s3.config={place / 's3.json'}",
            ],
            {"PATH": "/usr/bin:/bin", "HOME": str(place)},
        )
        wait_for("the storage", lambda: _listens(self.port("weed")))
        wait_for("its bucket", self._has_bucket)

    def _has_bucket(self) -> bool:
        import obstore  # noqa: PLC0415 - an extra
        from obstore import exceptions  # noqa: PLC0415 - the same
        from obstore.store import S3Store  # noqa: PLC0415 - the same

        options: Any = {
            "endpoint": f"http://{HOST}:{self.port('weed')}",
            "access_key_id": "id",
            "secret_access_key": "s3-wort",
        }
        store = S3Store(
            "mubiao",
            **options,
            region="us-east-1",
            virtual_hosted_style_request=False,
            client_options={"allow_http": True},
        )
        with suppress(exceptions.BaseError):  # its filer comes up after its port
            obstore.put(store, "made", b"", use_multipart=False)
            return True
        return False

    def start_proxy(self) -> None:
        """The proxy of production: its first server, at other addresses."""
        pair = made_certificate(self.folder)
        server = (PRODUCTION / "nginx.conf").read_text().partition("# The pages of the cells")[0]
        for name, value in {
            "listen 443 ssl": f"listen {HOST}:{self.port('nginx')} ssl",
            "prefect.example.gov.cn": HOST,
            "/etc/mubiao/prefect.crt": str(pair),
            "/etc/mubiao/prefect.key": str(pair),
            "127.0.0.1:4200": f"{HOST}:{self.port('api')}",
        }.items():
            assert name in server
            server = server.replace(name, value)
        place = self.folder / "nginx"
        place.mkdir()
        temporary = "".join(
            f"{name}_temp_path {place / name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        first = f"daemon off; pid {place / 'pid'}; error_log {place / 'error'};"
        whole = f"{first}\nevents {{}}\nhttp {{ access_log off;\n{temporary}{server}}}\n"
        (place / "nginx.conf").write_text(whole)
        self.start(
            "nginx",
            ["nginx", "-c", str(place / "nginx.conf"), "-p", str(place)],
            {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        )
        wait_for("the proxy", lambda: _listens(self.port("nginx")))

    # The host

    def mubiao(self, *words: str, code: int = 0, **more: str) -> str:
        """What a command of the host's operator says; it has this code."""
        told = self.environment("operator", self.of_servers | more)
        self.done.add(" ".join(words[:2]))
        command = [str(PROGRAMS / "mubiao"), *words]
        done = subprocess.run(command, env=told, capture_output=True, text=True, check=False, timeout=LONGEST)  # noqa: S603 - our own
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def start_process(self, name: str, kind: str, **more: str) -> None:
        """Start a process of the host as its unit does; of a worker's machine it is told nothing of the servers."""
        self.done.add(f"host {kind}")
        of_servers = {} if kind == "worker" else self.of_servers
        self.start(name, [str(PROGRAMS / "mubiao"), "host", kind], self.environment(name, of_servers | more))

    def start_api(self) -> None:
        self.start_process("api", "api")
        wait_for("the API", self.is_up)

    def is_up(self) -> bool:
        with suppress(*AWAY), self.client() as client:
            return client.hello().status_code == OK
        return False

    @contextmanager
    def client(self) -> Iterator[SyncPrefectClient]:
        told = self.told
        settings: Any = {"verify": ssl.create_default_context(cafile=told["SSL_CERT_FILE"])}
        with SyncPrefectClient(
            told["PREFECT_API_URL"], auth_string=told["PREFECT_API_AUTH_STRING"], httpx_settings=settings
        ) as made:
            yield made

    def set_clock(self, at: str) -> None:
        """Let each run from now on begin at this instant."""
        with self.client() as client:
            template = client.read_work_pool(POOL).base_job_template
            template["variables"]["properties"]["env"]["default"] = {"MUBIAO_CLOCK": at.replace(" ", "T")}
            client.update_work_pool(POOL, WorkPoolUpdate(base_job_template=template))

    def order(self, flow: str, group: str) -> Any:
        """Create a run of a flow for a group. Returns its id."""
        with self.client() as client:
            deployment = next(each for each in client.read_deployments() if str(each.entrypoint).endswith(f".{flow}"))
            return client.create_flow_run_from_deployment(deployment.id, parameters={"form": {"group": group}}).id

    def run(self, number: Any) -> FlowRun:
        with self.client() as client:
            return client.read_flow_run(number)

    def kind(self, number: Any) -> str:
        """The type of the state of a run; empty while the API is away."""
        with suppress(*AWAY):
            state = self.run(number).state
            return str(state.type.value) if state else ""
        return ""

    def runs(self) -> list[FlowRun]:
        with self.client() as client:
            return client.read_flow_runs(limit=200)

    def process_of(self, number: Any) -> int:
        """The process of a run."""
        return int(
            str(wait_for("the process of a run", lambda: self.run(number).infrastructure_pid)).rpartition(":")[2]
        )

    def worker_of(self, process: int) -> str:
        """The worker that has started a process."""
        parent = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        return next(name for name, each in self.running.items() if each.pid == parent)

    def ask(self, statement: str, database: str = "registry") -> list[Any]:
        """The rows of a statement, as the administrator."""
        with connected(address(self.url(ADMIN, WORD, database)), each=True) as connection:
            found = connection.exec_driver_sql(statement)
            return [tuple(row) for row in found] if found.returns_rows else []

    def stop(self) -> None:
        for name in reversed(list(self.running)):
            with suppress(ProcessLookupError):
                os.killpg(self.running[name].pid, signal.SIGKILL)
        for each in self.running.values():
            each.wait(60)


def _answers(url: Any) -> bool:
    engine = create_engine(url, connect_args={"connect_timeout": 2})
    try:
        with engine.connect() as connection:
            return bool(connection.execute(text("SELECT 1")).scalar())
    except OperationalError:  # it is starting
        return False
    finally:
        engine.dispose()


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex((HOST, port)) == 0


def why_not() -> str:
    """Why there can be no cluster on this machine; empty if there can."""
    missing = [
        name for name in ("redis-server", "nginx") if not shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")
    ]
    missing += [] if postgres_programs() else ["postgresql"]
    missing += [name for name in ("obstore", "prefect_redis") if not find_spec(name)]
    return f"not installed: {', '.join(missing)}" if missing else ""


@contextmanager
def made_cluster() -> Iterator[Cluster]:
    """The servers of a host, without Prefect's own."""
    if reason := why_not():
        pytest.skip(reason)
    folder = Path("/tmp") / f"mubiao-cluster-{secrets.token_hex(4)}"  # noqa: S108 - PostgreSQL's user must reach it
    folder.mkdir(mode=0o755)
    made = Cluster(folder)
    try:
        made.start_postgres()
        made.start_redis()
        made.start_store()
        made.start_proxy()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
