"""A bench on the PostgreSQL cluster of the tests: only small cases run, and no server is started."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.bench.databases import BenchServer
from tasks.clock import clear_virtual_instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Databases


@pytest.fixture(scope="session")
def bench_of_session(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> BenchServer:
    """The server of all tests: a template database of one size is created once."""
    return BenchServer(databases.url, tmp_path_factory.mktemp("bench"))


@pytest.fixture
def bench(bench_of_session: BenchServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[BenchServer]:
    """The server, with the machine's clock restored afterwards."""
    monkeypatch.setenv("MUBIAO_HOME", str(bench_of_session.home))
    yield bench_of_session
    clear_virtual_instant()
