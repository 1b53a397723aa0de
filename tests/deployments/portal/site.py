"""The page served at a real socket of this machine, on the database and at the instant of a test."""

from __future__ import annotations

import json
import logging
import socket
from contextlib import closing, contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from deployments.portal.serve import configured
from deployments.server import HOST, free_port
from tasks.settings import read_settings, settings
from tests.deployments.browser import CHROMIUM, Page, browser
from tests.deployments.portal.conftest import CODE, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk


WRITTEN = """
SELECT (SELECT count(*) FROM block), (SELECT count(*) FROM page_draft), (SELECT count(*) FROM page_draft_file),
    (SELECT count(*) FROM report)
"""
PATIENCE, PHONE = 30, 390  # seconds, px
NEXT = """((title, words) => {{
  const near = each => !words || each.closest("li, tr, details")?.textContent.includes(words);
  const found = [...document.querySelectorAll("a")].find(each => each.textContent === title && near(each));
  const fold = found?.closest("details");
  if (fold) fold.open = true;
  found?.setAttribute("data-next", "");
  return !!found?.checkVisibility();
}})({}, {})"""


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
        read_settings.cache_clear()
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
    read_settings.cache_clear()


@dataclass
class Walk:
    """A person at a browser."""

    site: Site
    page: Page

    def at(self, path: str) -> str:
        """Open a page; returns what is read there."""
        self.page.open(self.site.url + path)
        return self.page.text()

    def send(self, button: str = "main form button", **fields: str) -> str:
        """Fill in fields and press a button; returns what is read on the page that comes."""
        for name, value in fields.items():
            self.page.fill(name, value)
        self.page.click(button)
        return self.page.text()

    def follow(self, title: str, near: str = "") -> str:
        """Click on the link of this title, in the line, row or part that has these words; returns what is read there.

        What is folded is unfolded first.
        """
        assert self.page.run(NEXT.format(json.dumps(title), json.dumps(near))), f"no link {title} {near}"
        self.page.click("[data-next]")
        return self.page.text()

    def first(self, code: str = CODE) -> str:
        return self.send(code=code, password=PASSWORD, again=PASSWORD)

    def sign_in(self, name: str = "第002厅/李明") -> str:
        return self.send(name=name, password=PASSWORD)

    @property
    def place(self) -> str:
        return str(self.page.run("location.pathname"))


@contextmanager
def walked(desk: Desk, folder: Path, **chosen: Any) -> Iterator[Walk]:
    """A person at a browser before the page, who fails if its console says anything, or if it asks another host."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt install chromium")
    with served(desk, **chosen) as site, browser(folder) as page:
        page.wide(PHONE)
        yield Walk(site, page)
        assert page.complaints == []
        assert page.hosts() == {site.url.partition("//")[2]}
        assert site.logged == []


def cookie(site: Site) -> str:
    return "; ".join(f"{name}={value}" for name, value in site.desk.client.cookies.items())


def raw(site: Site, head: str, body: bytes = b"", *, host: str | None = None, fetched: str = "same-origin") -> str:
    """What is answered to bytes as they are; the answer may come before all of them were sent."""
    own = site.url.partition("//")[2]
    lines = [head, f"Host: {own if host is None else host}", "Connection: close", f"Cookie: {cookie(site)}"]
    address = own.partition(":")[0], int(own.partition(":")[2])
    with closing(socket.create_connection(address, timeout=30)) as line:
        line.sendall("\r\n".join([*lines, f"Sec-Fetch-Site: {fetched}", "", ""]).encode() + body)
        answer = b""
        while piece := line.recv(65536):
            answer += piece
    return answer.decode()


@contextmanager
def unchanged(desk: Desk, sql: Sql) -> Iterator[Site]:
    """The page at a socket; in the end nothing more is written, and nothing logged."""
    before = sql.rows(WRITTEN)
    with served(desk) as opened:
        yield opened
        assert sql.rows(WRITTEN) == before
    assert opened.logged == []
