"""Prefect's server: the second UI is neither offered nor served, and a locked file fails a request soon."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from deployments.server import call_api, free_port, is_own, prefect_environment
from tests.databases import prefect_server
from tests.deployments.browser import CHROMIUM, Page, browser

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.process

PAGES = ("/", "/dashboard", "/runs", "/deployments", "/v2", "/v2/", "/v2/dashboard", "/v2/runs")
CHOSEN_BEFORE = "document.cookie = 'prefect_ui_version=v2; path=/'; localStorage.setItem('prefect-ui-version', 'v2')"
NAMES_OF_V2 = "[...document.querySelectorAll('script, link')].map(e => e.src || e.href).join(' ')"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, prefect_tables: Path) -> Iterator[dict[str, str]]:
    """The environment of a Prefect server as `mubiao up` starts it."""
    home = tmp_path_factory.mktemp("served")
    environment = prefect_environment(home, free_port())
    with prefect_server(environment, prefect_tables):
        yield environment


def test_a_request_fails_after_seconds_while_the_file_is_locked_and_succeeds_afterwards(served: dict[str, str]) -> None:
    """Prefect's own limit is a minute: a run waited as long when two of its writers blocked each other."""
    with closing(sqlite3.connect(Path(served["PREFECT_HOME"]) / "prefect.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        asked = Request(f"{served['PREFECT_API_URL']}/flows/", b'{"name": "x"}', {"Content-Type": "application/json"})  # noqa: S310 - loopback
        with pytest.raises(HTTPError, match="503"):
            urlopen(asked, timeout=40)  # noqa: S310 - loopback
        writer.execute("ROLLBACK")
    assert call_api(served, "/flows/", {"name": "季度分析会"})["name"] == "季度分析会"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """A tab of the browser, if there is one."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt install chromium")
    with browser(tmp_path / "browser") as opened:
        yield opened


def root_of(environment: dict[str, str]) -> str:
    return environment["PREFECT_API_URL"].removesuffix("/api")


def test_the_server_offers_the_first_ui_only(served: dict[str, str]) -> None:
    with urlopen(f"{root_of(served)}/ui-settings") as answer:  # noqa: S310 - our own server
        found = json.load(answer)
    assert (found["available_uis"], found["default_ui"], found["v2_base_url"]) == (["v1"], "v1", None)


def test_a_server_belongs_to_the_installation_with_its_folder(served: dict[str, str], tmp_path: Path) -> None:
    assert is_own(served)
    assert not is_own(served | {"PREFECT_HOME": str(tmp_path / "prefect")})
    assert not is_own(served | {"PREFECT_API_URL": f"http://127.0.0.1:{free_port()}/api"})


@pytest.mark.exhaustive
def test_every_page_is_the_first_uis_and_asks_only_this_machine(served: dict[str, str], page: Page) -> None:
    root = root_of(served)
    for place in PAGES:
        ended = page.open(root + place)
        assert urlsplit(ended).path.split("/")[1] != "v2"
        assert "V2 UI" not in page.run("document.body.innerText")
        assert "/v2/" not in page.run(NAMES_OF_V2)
        page.run(CHOSEN_BEFORE)  # as a browser remembers it that used the second UI before
    asked = {urlsplit(address).netloc for address in page.asked if not address.startswith(("data:", "blob:"))}
    assert asked == {urlsplit(root).netloc}
    assert len(page.asked) > 20
