"""`python -m deployments.portal.serve`: serves the page; started and restarted by `mubiao up`."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from deployments.page_address import free_address
from deployments.portal.app import application
from deployments.portal.cells import CellPages
from deployments.standstill import watching_up
from models.database import bind
from models.ledger.evidence.store import configure_store
from models.records import all_tables
from models.rules.errors import Refused
from tasks.settings import Settings, settings

SERVED = "网页监听{listen}，单元的网址：{named}。"
NONE_NAMED = "还没有（mubiao host set 编号 page_url=网址）"


def configured(chosen: Settings, app: ASGIApp | None = None) -> uvicorn.Config:
    """Return the server of the settings: its address and certificate, and the proxies whose word counts."""
    all_tables()  # now, not one after the other in the threads of the first requests
    host, _, port = chosen.page_listen.rpartition(":")
    return uvicorn.Config(
        app or application(),
        host=host,
        port=int(port),
        log_level="warning",
        server_header=False,
        proxy_headers=bool(chosen.page_proxies),
        forwarded_allow_ips=chosen.page_proxies,
        ssl_certfile=chosen.page_certificate,
        ssl_keyfile=chosen.page_key,
    )


def serve() -> None:
    """Serve the page at the address of the setting until the process is stopped."""
    current = settings()
    if current.database_url is None:
        raise Refused("网页由 mubiao up 启动。")
    bind(current.database_url.get_secret_value())
    tempfile.tempdir = str(made_folder(current.home))
    configure_store(*current.evidence)
    with watching_up(current):
        uvicorn.Server(configured(current)).run()


def serve_cells(say: Callable[[str], object]) -> None:
    """Serve the pages of all cells of a host until the process is stopped. Raises Refused if it may not listen."""
    current, pages = settings(), CellPages()
    named = pages.addresses()
    listen = free_address(current.model_copy(update={"page_url": next(iter(named), "")}), tried=1)
    tempfile.tempdir = str(made_folder(current.home))
    say(SERVED.format(listen=listen, named="、".join(named) or NONE_NAMED))
    with watching_up(current):
        uvicorn.Server(configured(current.model_copy(update={"page_listen": listen}), pages)).run()
    pages.close()


def made_folder(home: Path) -> Path:
    """Make the folder in which files that are sent arrive, on the disk that is asked for its room."""
    place = home / "page"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


if __name__ == "__main__":
    serve()
