"""A ground for the bench on the cluster of the tests, so that only what is small is measured and nothing is started."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.bench.databases import BenchServer
from tasks.clock import pretend_no_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Databases


@pytest.fixture(scope="session")
def benches(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> BenchServer:
    """The ground of all tests: a database of some size is made once."""
    return BenchServer(databases.url, tmp_path_factory.mktemp("bench"))


@pytest.fixture
def bench(benches: BenchServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[BenchServer]:
    """That ground, with the machine's clock again afterwards."""
    monkeypatch.setenv("MUBIAO_HOME", str(benches.home))
    yield benches
    pretend_no_more()
