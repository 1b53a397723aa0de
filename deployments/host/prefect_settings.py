"""The environment of Prefect's processes on a host: the API, its services, the workers."""

import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from deployments.child_processes import OWNER
from deployments.server import HOST, prefect_environment
from models.database import address
from models.rules.errors import Refused
from tasks.cell import host_settings
from tasks.settings import settings

POOL = "mubiao"
API, AUTHENTICATION = "PREFECT_API_URL", "PREFECT_API_AUTH_STRING"
NEEDED = {
    API: "Prefect的地址，如 https://prefect.example.gov.cn/api",
    AUTHENTICATION: "Prefect的账号和密码，写作 账号:密码",
}
LISTEN = "PREFECT_SERVER_API_HOST"
CONSOLE = "PREFECT_LOGGING_HANDLERS_CONSOLE_CLASS"
HEARTBEAT = 30  # seconds; the shortest that Prefect allows
HIDDEN = "******"
HIDES = {"PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_SERVER_DATABASE_CONNECTION_URL"}
REDIS_URLS = {
    "PREFECT_REDIS_MESSAGING_URL": 0,
    "PREFECT_REDIS_WORKER_CLEANUP_QUEUE_URL": 0,
    "PREFECT_SERVER_DOCKET_URL": 1,
}
THROUGH_REDIS = {
    "PREFECT_SERVER_EVENTS_MESSAGING_BROKER": "prefect_redis.messaging",
    "PREFECT_SERVER_EVENTS_MESSAGING_CACHE": "prefect_redis.messaging",
    "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",
    "PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_QUEUE_STORAGE": "prefect_redis.cleanup_queue",
}
OF_SERVERS = ("PREFECT_SERVER_", "PREFECT_UI_", "PREFECT_REDIS_", "PREFECT_LOGGING_SERVER_")
OF_ADMINISTRATORS = {OWNER, "MUBIAO_HOST_ADMIN_URL"}
OF_THE_SERVERS = {"MUBIAO_HOST_PREFECT_DATABASE_URL", "MUBIAO_HOST_REDIS_URL"}
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "api": ("deployments.prefect_server", "server", "start", "--no-services"),
    "services": ("deployments.prefect_server", "server", "services", "start"),
    "worker": ("prefect", "worker", "start", "--pool", POOL, "--type", "process"),
    "watch": ("deployments.host.watch",),
}


def client_environment() -> dict[str, str]:
    """Returns the environment of workers and their runs, and of the watcher. Raises Refused if Prefect is not named."""
    for name, meaning in NEEDED.items():
        if not os.environ.get(name):
            raise Refused(f"没有设置 {name}：{meaning}。")
    made = prefect_environment(settings().home, settings().port)
    ours = {name: value for name, value in made.items() if not name.startswith(OF_SERVERS)}
    named = {name: os.environ[name] for name in NEEDED}
    return ours | named | {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT), CONSOLE: "tasks.console.Console"}


def server_environment() -> dict[str, str]:
    """Returns the environment of API and services.

    Raises Refused if an address is not set, or `prefect-redis` is not installed.
    """
    client, chosen = client_environment(), host_settings()
    if not chosen.redis_url:
        raise Refused("没有设置 MUBIAO_HOST_REDIS_URL：Redis的地址，如 redis://redis.example.gov.cn:6379。")
    if find_spec("prefect_redis") is None:
        raise Refused("没有安装 prefect-redis。请安装附加依赖：pip install 'mubiao[host]'。")
    redis = chosen.redis_url.get_secret_value().rstrip("/")
    return (
        prefect_environment(settings().home, settings().port)
        | client
        | THROUGH_REDIS
        | {name: f"{redis}/{number}" for name, number in REDIS_URLS.items()}
        | {
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": prefect_database(),
            "PREFECT_SERVER_DATABASE_MIGRATE_ON_START": "false",
            "PREFECT_SERVER_API_HOST": os.environ.get(LISTEN, HOST),
            "PREFECT_SERVER_API_AUTH_STRING": client[AUTHENTICATION],
            "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
            "PREFECT_UI_API_URL": client[API],
            "PREFECT_UI_URL": client[API].removesuffix("/api"),
        }
    )


def prefect_database() -> str:
    """Returns the address of Prefect's own database for its driver. Raises Refused if it is not set."""
    name = "MUBIAO_HOST_PREFECT_DATABASE_URL"
    if not (url := host_settings().prefect_database_url):
        raise Refused(f"没有设置 {name}：Prefect自己的数据库。")
    parsed = address(url.get_secret_value(), name).set(drivername="postgresql+asyncpg")
    return parsed.render_as_string(hide_password=False)


def shown_environment() -> list[dict[str, str]]:
    """Returns the complete environment without its passwords, and which processes get each variable.

    On a machine that is told nothing of the servers it is that of a worker.
    """
    client = client_environment()
    return [
        {"name": name, "value": _shown(name, value), "for": "api services worker" if name in client else "api services"}
        for name, value in sorted((server_environment() if host_settings().redis_url else client).items())
    ]


def _shown(name: str, value: str) -> str:
    return HIDDEN if name in HIDES or (name in REDIS_URLS and "@" in value) else value


def start(process: str) -> NoReturn:
    """Become one of Prefect's processes, or the watcher; no process gets an administrator's address."""
    is_server = process in {"api", "services"}
    made = server_environment() if is_server else client_environment()
    for folder in ("TMPDIR", "PREFECT_HOME"):
        Path(made[folder]).mkdir(parents=True, exist_ok=True)
    left_out = OF_ADMINISTRATORS | (OF_THE_SERVERS if process == "worker" else set())
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    os.execve(sys.executable, [sys.executable, "-P", "-m", *COMMANDS[process]], kept | made)  # noqa: S606 - our own
