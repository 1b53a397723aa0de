"""Prefect's server: the second UI is neither offered nor served, and a locked file fails a request soon, and the tables
are kept current."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from deployments import upkeep
from deployments.server import free_port, is_own, prefect_environment
from deployments.upkeep import Caretaker
from models.database import begin
from models.ledger.acts import Summary
from models.ledger.chain.export import chain_head
from models.mailbox_turn import TRY
from models.rules.cycles import DELIVER
from models.rules.workdays import SHANGHAI, BusinessDay
from tasks.clock import clear_virtual_instant, set_virtual_instant
from tasks.prefect_api import call_api
from tasks.tables import TURN, VERSIONS, publish_table, renew_tables
from tests.databases import prefect_server
from tests.deployments.browser import CHROMIUM, Page, browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Acting

pytestmark = [pytest.mark.process, pytest.mark.exhaustive]  # its server takes 9 CPU seconds

DAY = BusinessDay(date(2026, 3, 31), datetime(2026, 3, 31, 9, tzinfo=SHANGHAI))
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


# The tables


def versions(served: dict[str, str], key: str) -> list[dict[str, Any]]:
    """The versions of a table, the newest first."""
    wanted = {"artifacts": {"key": {"any_": [key]}}, "sort": "CREATED_DESC"}
    found: list[dict[str, Any]] = call_api(served, "/artifacts/filter", wanted)
    return found


def count(served: dict[str, str]) -> int:
    return int(call_api(served, "/artifacts/count", {}))


@pytest.fixture
def caretaker(served: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Caretaker]:
    """That of `up`, on the last day of March, which looks whenever it is asked."""
    monkeypatch.setattr(upkeep, "EVERY", 0.0)
    monkeypatch.setattr(upkeep, "SOON", 0.0)
    set_virtual_instant(DAY.at)
    yield Caretaker(served, lambda: None, lambda _: None)
    clear_virtual_instant()


def states_of(version: dict[str, Any]) -> list[str]:
    return [f"{row['部门']} {row['状态']}" for row in json.loads(version["data"])]


def test_the_tables_that_changed_are_published_when_something_was_recorded(
    served: dict[str, str], caretaker: Caretaker, march: Acting
) -> None:
    caretaker.look()
    before, (monthly, *_) = count(served), versions(served, "monthly-check")
    assert states_of(monthly) == ["第001厅 ! 将到期", "第002厅 ! 将到期"]
    caretaker.look()
    assert count(served) == before
    march.on("2026-03-31").office("D001").report("D001", "2026-03", "T001", "T002")
    caretaker.look()
    with begin() as session:
        height = chain_head(session)["height"]
    newest = versions(served, "monthly-check")[0]
    assert states_of(newest) == ["第002厅 ! 将到期", "第001厅 已办结"]
    assert newest["description"].splitlines() == [
        "月度检查 2026-03：2个部门，已办1，未办1（逾期0）",
        "",
        f"截至2026-03-31 09:00，台账第{height}块。",
    ]
    assert count(served) == before + 2  # 月度检查 and 每日巡检


def test_a_new_day_renews_the_days_left_and_the_late_come_first(
    served: dict[str, str], caretaker: Caretaker, march: Acting
) -> None:
    march.on("2026-03-31").office("D001").report("D001", "2026-03", "T001", "T002")
    caretaker.look()
    set_virtual_instant(datetime(2026, 4, 1, 0, 1, tzinfo=SHANGHAI))
    caretaker.look()
    assert states_of(versions(served, "monthly-check")[0]) == ["第002厅 ✕ 逾期未办", "第001厅 已办结"]


def test_something_recorded_that_no_table_shows_publishes_nothing(
    served: dict[str, str], caretaker: Caretaker, march: Acting
) -> None:
    caretaker.look()
    before = count(served)
    march.system.on("2026-03-31").do("record_sweep", "record_sweep|2026-03-31")
    caretaker.look()
    assert count(served) == before


@pytest.mark.usefixtures("march")
def test_of_each_table_the_newest_fifty_versions_are_kept(served: dict[str, str]) -> None:
    for number in range(VERSIONS + 3):
        publish_table(partial(call_api, served), DELIVER, DAY, Summary(f"已发{number}封。"), None)
    kept = [json.loads(each["data"])[0]["说明"] for each in versions(served, "deliver")]
    assert kept == [f"已发{number}封。" for number in range(VERSIONS + 2, 2, -1)]


@pytest.mark.usefixtures("march")
def test_one_process_at_a_time_reads_and_publishes(served: dict[str, str]) -> None:
    """Two at once would publish the older rows last."""
    others: list[bool] = []

    def call(*asked: Any) -> Any:
        with begin() as session:
            others.append(session.execute(TRY, {"name": TURN}).scalar_one())
        return call_api(served, *asked)

    renew_tables(call, DAY)
    assert others
    assert not any(others)


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
