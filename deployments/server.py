"""The Prefect server of an installation: its settings, its start, and whether it answers."""

import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from random import SystemRandom
from secrets import token_urlsafe

from deployments.child_processes import Children
from deployments.zones import zone_environment
from models.rules.errors import Refused, Unavailable
from tasks.prefect_api import call_api

HOST = "127.0.0.1"
ANYWHERE = "0.0.0.0"  # noqa: S104 - what a setting may say
PREFECT_KEY, OWNER_ONLY = "prefect.key", 0o600
SERVER = "prefect-server"
PATIENCE = 180
PAUSE = 0.2
BELOW_CONNECTIONS, TRIED_PORTS = range(20_000, 32_768), 200


def free_port() -> int:
    """Returns an unused port of this machine, which no connection is given before it is used, as from 32768 on.

    Raises Unavailable if none is found.
    """
    for port in SystemRandom().sample(BELOW_CONNECTIONS, TRIED_PORTS):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise Unavailable("本机没有空闲的端口，请稍后再试。")


def claim_port(port: int) -> int:
    """Returns the port. Raises Refused if it is in use."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Refused(f"端口{port}已被其他程序占用。请关闭该程序，或改用其他端口：设置 MUBIAO_PORT。") from error
    return port


def keep_key(home: Path, listen: str, *, always: bool) -> str:
    """Returns the key of the server, made at its first start beyond loopback, or if it is `always` wanted; else empty.

    Runs and commands of this installation find it in its folder; a person types it once in the UI.
    """
    file = home / PREFECT_KEY
    if listen == HOST and not always:
        file.unlink(missing_ok=True)
        return ""
    if not file.exists():
        file.touch(OWNER_ONLY)
        file.write_text(f"mubiao:{token_urlsafe(24)}\n", encoding="ascii")
    return file.read_text(encoding="ascii").strip()


def prefect_environment(home: Path, port: int, retention_days: int = 400, listen: str = HOST) -> dict[str, str]:
    """Returns the settings of server, runner and flows: all local, no telemetry, old runs deleted."""
    address = f"http://{HOST if listen == ANYWHERE else listen}:{port}"
    key = (home / PREFECT_KEY).read_text(encoding="ascii").strip() if (home / PREFECT_KEY).exists() else ""
    return {
        **({"PREFECT_SERVER_API_AUTH_STRING": key, "PREFECT_API_AUTH_STRING": key} if key else {}),
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_PROFILES_PATH": str(home / "prefect" / "profiles.toml"),
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_UI_API_URL": f"{address}/api" if listen == HOST else "/api",  # where the browser found the UI
        "PREFECT_SERVER_API_HOST": listen,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(retention_days * 86400),
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_SERVER_LEVEL": "WARNING",
        "PREFECT_CLI_PROMPT": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        # The runner's folder below it has a fixed name: another user's folder would block it.
        "TMPDIR": str(home / "tmp"),
        "PYTHONUTF8": "1",
        **zone_environment(),
    }


def start_server(children: Children, environment: dict[str, str]) -> None:
    """Start the Prefect server; `wait_for_server` waits for it."""
    children.start(SERVER, ["deployments.prefect_server", "server", "start"], environment)


def wait_for_server(children: Children, environment: dict[str, str], tick: Callable[[], None] = lambda: None) -> None:
    """Wait until the server answers. Raises Unavailable if it ends, or on timeout."""
    address = f"{environment['PREFECT_API_URL']}/health"
    deadline = time.monotonic() + PATIENCE
    while not _is_answering(address):
        tick()
        if SERVER in children.ended() or time.monotonic() > deadline:
            raise Unavailable(f"Prefect服务未能启动，原因见日志：{children.log(SERVER)}。")
        time.sleep(PAUSE)


def wait_for_listener(children: Children, name: str, port: int) -> None:
    """Wait until a child accepts connections on a port. Raises Unavailable if it ends, or on timeout."""
    deadline = time.monotonic() + PATIENCE
    while name not in children.ended() and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=PAUSE):
            return
        time.sleep(PAUSE)
    raise Unavailable(f"{name} 未能启动，原因见日志：{children.log(name)}。")


def is_up(environment: dict[str, str]) -> bool:
    """Returns whether a server answers on the port."""
    return _is_answering(f"{environment['PREFECT_API_URL']}/health")


def is_own(environment: dict[str, str]) -> bool:
    """Returns whether the server that answers on the port is this installation's: both have the same folder."""
    try:
        theirs = call_api(environment, "/admin/settings")
    except Unavailable:
        return False
    folder = theirs.get("home") if isinstance(theirs, dict) else None
    return isinstance(folder, str) and Path(folder).resolve() == Path(environment["PREFECT_HOME"]).resolve()


def _is_answering(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own address on the loopback
            return bool(answer.status == 200)  # noqa: PLR2004 - OK
    except (OSError, HTTPException):
        return False
