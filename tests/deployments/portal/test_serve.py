"""The address at which the page listens."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

import httpx
import pytest

from deployments.health import check_page
from deployments.portal.serve import TRIED, free_address, serve
from deployments.server import HOST, free_port
from deployments.start_record import record_listener
from models.rules.errors import Refused
from tasks.settings import Settings, settings
from tests.certificates import made_certificate
from tests.deployments.portal.conftest import CODE, FROM_HERE, PASSWORD
from tests.deployments.portal.site import served

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deployments.portal.conftest import Desk

OPEN = "0.0.0.0"  # noqa: S104 - to be refused


def listening(listen: str, **more: object) -> Settings:
    return Settings.model_validate({"page_url": "https://desk.example", "page_listen": listen, **more})


def test_a_port_that_is_taken_gives_way_to_the_next() -> None:
    port = free_port()
    assert free_address(listening(f"{HOST}:{port}")) == f"{HOST}:{port}"
    with socket.socket() as taken:
        taken.bind((HOST, port))
        taken.listen()
        found = int(free_address(listening(f"{HOST}:{port}")).rpartition(":")[2])
    assert port < found < port + TRIED


@pytest.mark.parametrize("listen", ["192.0.2.1:4280", f"{HOST}:99999"])
def test_an_address_that_is_not_of_this_machine_is_refused(listen: str) -> None:
    with pytest.raises(Refused, match="MUBIAO_PAGE_LISTEN"):
        free_address(listening(listen, page_proxies="192.0.2.2"))


def test_other_machines_reach_the_page_only_by_tls_or_a_proxy(tmp_path: Path) -> None:
    listen, pair = f"{OPEN}:{free_port()}", made_certificate(tmp_path)
    with pytest.raises(Refused, match="口令和内容在网络上却不加密，没有启动。请设置证书 MUBIAO_PAGE_CERTIFICATE"):
        free_address(listening(listen))
    assert free_address(listening(listen, page_proxies="192.0.2.2")) == listen
    assert free_address(listening(listen, page_certificate=pair, page_key=pair)) == listen


def test_a_certificate_that_cannot_be_used_is_refused_before_the_start(tmp_path: Path) -> None:
    pair, listen = made_certificate(tmp_path), f"{HOST}:{free_port()}"
    (tmp_path / "no.pem").write_text("no certificate")
    for given, words in (
        ({"page_certificate": pair}, "要一起设置"),
        ({"page_key": pair}, "要一起设置"),
        ({"page_certificate": pair, "page_key": tmp_path / "no.pem"}, "应为成对的PEM文件"),
        ({"page_certificate": tmp_path / "nowhere.pem", "page_key": pair}, "应为成对的PEM文件"),
        ({"page_certificate": pair, "page_key": pair, "page_url": "http://desk.example"}, "请改 MUBIAO_PAGE_URL"),
    ):
        with pytest.raises(Refused, match=words):
            free_address(listening(listen, **given))


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


@pytest.mark.parametrize("secure", [True, False])
def test_check_asks_the_page_where_it_really_listens(desk: Desk, tmp_path: Path, *, secure: bool) -> None:
    pair = made_certificate(tmp_path) if secure else None
    url = f"http{'s' * secure}://desk.example"
    with served(desk, page_url=url, page_certificate=pair, page_key=pair) as site:
        chosen = settings().model_copy(update={"page_listen": f"{HOST}:1"})
        [away] = check_page(chosen)
        assert (away.ok, away.advice.partition("；")[0]) == (False, f"{HOST}:1没有应答")
        record_listener(tmp_path, site.url.partition("//")[2])
        [there] = check_page(chosen)
        assert (there.ok, there.advice) == (True, f"{url}，监听{site.url.partition('//')[2]}")


def test_the_page_is_started_by_up_which_gives_it_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.cache_clear()
    with pytest.raises(Refused, match="网页由 mubiao up 启动"):
        serve()
    settings.cache_clear()
