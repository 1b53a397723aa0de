"""The address at which the page listens."""

from __future__ import annotations

import socket

import pytest

from deployments.portal.serve import TRIED, free_address, serve
from deployments.server import HOST, free_port
from models.rules.errors import Refused
from tasks.settings import settings


def test_a_port_that_is_taken_gives_way_to_the_next() -> None:
    port = free_port()
    assert free_address(f"{HOST}:{port}") == f"{HOST}:{port}"
    with socket.socket() as taken:
        taken.bind((HOST, port))
        taken.listen()
        found = int(free_address(f"{HOST}:{port}").rpartition(":")[2])
    assert port < found < port + TRIED


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Refused, match="MUBIAO_PAGE_LISTEN"):
        free_address("192.0.2.1:4280")


def test_the_page_is_started_by_up_which_gives_it_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.cache_clear()
    with pytest.raises(Refused, match="网页由 mubiao up 启动"):
        serve()
    settings.cache_clear()
