"""Where the page listens, and who may reach it."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from deployments.page_address import TRIED, free_address, page_at
from deployments.server import HOST, free_port
from models.rules.errors import Refused
from tasks.settings import Settings
from tests.certificates import made_certificate

if TYPE_CHECKING:
    from pathlib import Path

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


def test_without_an_address_that_people_type_the_page_serves_this_machine_only(tmp_path: Path) -> None:
    pair, port = made_certificate(tmp_path), free_port()
    chosen = Settings.model_validate({"page_listen": f"{HOST}:{port}"})
    assert free_address(chosen) == f"{HOST}:{port}"
    assert page_at(chosen, f"{HOST}:{port}").startswith(f"http://{HOST}:{port}（只供本机")
    for more in ({"page_proxies": "192.0.2.2"}, {"page_certificate": pair, "page_key": pair}):
        with pytest.raises(Refused, match=r"请.*MUBIAO_PAGE_URL"):
            free_address(listening(f"{OPEN}:{port}", **more, page_url=""))
