"""The page's process: its cookie, and what `check` says of it."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import anyio
import httpx
import pytest

from deployments.health import check_page
from deployments.portal.serve import configured, serve
from deployments.server import HOST
from deployments.start_record import end_start, record_listener, record_start
from models.rules.errors import Refused
from tasks.settings import read_settings, settings
from tests.certificates import made_certificate
from tests.deployments.portal.conftest import CODE, FROM_HERE, PASSWORD
from tests.deployments.portal.site import served

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import Receive, Scope, Send

    from tests.deployments.portal.conftest import Desk


@pytest.mark.parametrize(
    ("url", "secure", "cookie"),
    [
        ("https://127.0.0.1", True, "__Host-mubiao"),
        ("https://desk.example/mb", True, "__Secure-mubiao"),
        ("http://127.0.0.1", False, "mubiao"),
    ],
)
def test_the_page_is_reached_at_its_own_address_and_below_a_path_and_binds_its_cookie(
    desk: Desk, tmp_path: Path, url: str, cookie: str, *, secure: bool
) -> None:
    """Without the path too: some proxies take it off."""
    pair = made_certificate(tmp_path) if secure else None
    path = url.partition("://")[2].partition("/")[2]
    with served(desk, page_url=url, page_certificate=pair, page_key=pair) as site:
        context = ssl.create_default_context(cafile=str(pair) if pair else None)
        with httpx.Client(base_url=site.url, verify=context, headers=FROM_HERE) as client:
            for below in ("", f"/{path}") if path else ("",):
                assert client.get(f"{below}/in").status_code == 200
            entered = client.post("/first", data={"code": CODE, "password": PASSWORD, "again": PASSWORD})
            assert entered.headers["location"] == (f"/{path}/" if path else "/")
            given = entered.headers["set-cookie"].split("; ")
            assert given[0].startswith(f"{cookie}=")
            assert {f"Path=/{path}", f"SameSite={'lax' if secure else 'strict'}"} <= set(given)
            assert ("Secure" in given) is secure
            shown = client.get(f"/{path}", headers={"cookie": given[0]}, follow_redirects=True)
            assert 'aria-current="page">应办' in shown.text
            assert f'href="{f"/{path}" if path else ""}/static/page.css"' in shown.text
    assert site.logged == []


@pytest.mark.parametrize(
    ("url", "proxies", "told"),
    [
        ("https://desk.example", "", 1),
        ("http://desk.example", "", 1),
        ("https://desk.example", "127.0.0.1", 0),
        ("http://127.0.0.1:4280", "", 0),
    ],
)
def test_check_says_that_behind_a_proxy_without_a_name_all_people_are_one_address(
    desk: Desk, url: str, proxies: str, told: int
) -> None:
    with served(desk, page_url=url, page_proxies=proxies):
        rows = [each for each in check_page(settings()) if "所有来访的人都算一个地址" in each.advice]
    assert len(rows) == told
    assert all(each.ok and "MUBIAO_PAGE_PROXIES=127.0.0.1" in each.advice for each in rows)


@pytest.mark.parametrize(
    ("proxies", "seen"),
    [("", "127.0.0.1"), ("192.0.2.1", "127.0.0.1"), ("127.0.0.1", "198.51.100.77")],
    ids=["none", "another", "a proxy"],
)
def test_a_forwarded_address_counts_only_from_a_named_proxy(proxies: str, seen: str) -> None:
    """One behind a proxy can put any address before that which the proxy adds; it is not believed."""
    clients: list[str] = []

    async def noted(scope: Scope, _receive: Receive, _send: Send) -> None:
        clients.append(scope["client"][0])

    async def asked() -> None:
        forwarded = (b"x-forwarded-for", b"203.0.113.9, 198.51.100.77")
        scope = {"type": "http", "client": ("127.0.0.1", 40000), "headers": [forwarded], "scheme": "http"}
        await config.loaded_app(scope, None, None)

    config = configured(settings().model_copy(update={"page_listen": f"{HOST}:8080", "page_proxies": proxies}), noted)
    config.load()
    anyio.run(asked)
    assert clients == [seen]


@pytest.mark.parametrize("secure", [True, False])
def test_check_asks_the_page_where_it_really_listens(desk: Desk, tmp_path: Path, *, secure: bool) -> None:
    pair = made_certificate(tmp_path) if secure else None
    url = f"http{'s' * secure}://desk.example"
    with served(desk, page_url=url, page_certificate=pair, page_key=pair) as site:
        chosen = settings().model_copy(update={"page_listen": f"{HOST}:1"})
        *_, away = check_page(chosen)
        assert (away.ok, away.advice.partition("；")[0]) == (False, f"{HOST}:1没有应答")
        record_listener(tmp_path, site.url.partition("//")[2])
        *_, there = check_page(chosen)
        assert (there.ok, there.advice) == (True, f"{url}，监听{site.url.partition('//')[2]}")


def test_without_an_address_check_looks_for_the_page_after_up_has_begun_it(desk: Desk, tmp_path: Path) -> None:
    with served(desk) as site:
        assert list(check_page(settings())) == []
        record_listener(tmp_path, site.url.partition("//")[2])
        [there] = check_page(settings())
        assert there.ok
        assert there.advice.startswith(f"{site.url}（只供本机")
    record_start(tmp_path)
    [begun] = check_page(settings())
    assert begun.ok
    assert begun.advice.startswith("正在启动")
    end_start(tmp_path)
    [away] = check_page(settings())
    assert not away.ok


def test_the_page_is_started_by_up_which_gives_it_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    read_settings.cache_clear()
    with pytest.raises(Refused, match="网页由 mubiao up 启动"):
        serve()
    read_settings.cache_clear()
