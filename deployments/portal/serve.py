"""`python -m deployments.portal.serve`: serves the page; started and restarted by `mubiao up`."""

import socket
from contextlib import suppress

import uvicorn

from deployments.portal.app import application
from deployments.portal.guard import path_of_page
from models.database import bind
from models.ledger.evidence.store import configure_store
from models.rules.errors import Refused
from tasks.settings import settings

TRIED, HIGHEST = 20, 65535  # ports


def free_address(listen: str) -> str:
    """Return the address to listen at: the given one, or with the next port that is free."""
    host, _, port = listen.rpartition(":")
    for number in range(int(port), min(int(port) + TRIED, HIGHEST + 1)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind((host, number))
                return f"{host}:{number}"
    raise Refused(f"网页的端口{port}至{int(port) + TRIED - 1}都不能用，请改用其他端口：设置 MUBIAO_PAGE_LISTEN。")


def serve() -> None:
    """Serve the page at the address of the setting until the process is stopped."""
    current = settings()
    if current.database_url is None:
        raise Refused("网页由 mubiao up 启动。")
    bind(current.database_url.get_secret_value())
    configure_store(current.home / "evidence", current.evidence_limit_mb)
    host, _, port = current.page_listen.rpartition(":")
    uvicorn.run(
        application(),
        host=host,
        port=int(port),
        log_level="warning",
        server_header=False,
        proxy_headers=bool(current.page_proxies),
        forwarded_allow_ips=current.page_proxies,
        root_path=path_of_page(),
    )


if __name__ == "__main__":
    serve()
