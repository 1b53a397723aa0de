"""The page served at a real socket of this machine, on the database and at the instant of a test."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from deployments.portal.serve import configured
from deployments.server import HOST, free_port
from tasks.settings import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.deployments.portal.conftest import Desk


PATIENCE = 30


class Server(uvicorn.Server):
    """One that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.listens.set()


class Site(logging.Handler):
    """Where the page is served; `logged` is what its server wrote to its log."""

    def __init__(self, desk: Desk, url: str) -> None:
        super().__init__()
        self.desk, self.url = desk, url
        self.logged: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.logged.append(self.format(record))


@contextmanager
def served(desk: Desk, **chosen: Any) -> Iterator[Site]:
    """Serve the page as `mubiao up` does, with these settings."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"page_listen": f"{HOST}:{free_port()}", **chosen}.items():
            patch.setenv(f"MUBIAO_{name.upper()}", str(value or ""))
        settings.cache_clear()
        given = settings()
        server = Server(configured(given))
        site = Site(desk, f"{'https' if given.page_certificate else 'http'}://{given.page_listen}")
        logging.getLogger("uvicorn").addHandler(site)
        thread = Thread(target=server.run)
        thread.start()
        try:
            assert server.listens.wait(PATIENCE), site.logged
            yield site
        finally:
            server.should_exit = True
            thread.join()
            logging.getLogger("uvicorn").removeHandler(site)
    settings.cache_clear()
