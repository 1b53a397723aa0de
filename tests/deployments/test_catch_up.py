"""The process that catches up: on a real Prefect server every missed period is a run of its cycle."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from deployments.server import free_port, prefect_environment
from models import database
from tasks.prefect_api import call_api
from tests.conftest import rehearse
from tests.databases import prefect_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from deployments.child_processes import Children
    from tests.conftest import Acting, Sql, Violations

pytestmark = pytest.mark.process

OPENED = """
SELECT act FROM block WHERE act IN ('open_cycle', 'record_sweep') ORDER BY height DESC LIMIT 4
"""


@contextmanager
def at(home: Path, clock: str, prefect_tables: Path) -> Iterator[tuple[Children, dict[str, str]]]:
    """A Prefect server and the environment of its flows, whose clock stands."""
    environment = prefect_environment(home, free_port()) | {
        "DATABASE_URL": database.engine().url.render_as_string(hide_password=False),
        "MUBIAO_HOME": str(home),
        "MUBIAO_CLOCK": clock,
    }
    with prefect_server(environment, prefect_tables) as children:
        yield children, environment


def catch_up(children: Children, environment: dict[str, str]) -> list[dict[str, Any]]:
    """Run the process to its end. Returns the runs of the server in the order of their start."""
    children.start_once("catch-up", ["deployments.catch_up"], environment)
    children._running["catch-up"].wait(120)
    found: list[dict[str, Any]] = call_api(environment, "/flow_runs/filter", {"sort": "START_TIME_ASC"})
    return found


@pytest.mark.usefixtures("march")
def test_each_missed_period_is_a_run_and_the_sweep_is_the_last(
    march: Acting, tmp_path: Path, sql: Sql, violations: Violations, prefect_tables: Path
) -> None:
    march.on("2026-04-01").system.do("reconcile")
    rehearse()
    known = sql.value("SELECT count(*) FROM cycle_run")
    with at(tmp_path, "2026-05-01T09:00:00+08:00", prefect_tables) as (children, environment):
        runs = catch_up(children, environment)
        again = catch_up(children, environment)
    assert [run["name"] for run in runs] == [
        "在线复核 2026Q1",
        "目标云监测 2026-05",
        "月度检查 2026-05",
        "每日巡检 2026-05-01",
    ]
    assert {run["state_type"] for run in runs} == {"COMPLETED"}
    assert all("补开" in run["tags"] for run in runs)
    assert [run["id"] for run in again] == [run["id"] for run in runs]
    assert sql.value("SELECT count(*) FROM cycle_run") == known + 3
    acts = sql.column(OPENED)
    assert acts == ["record_sweep", "open_cycle", "open_cycle", "open_cycle"]
    assert violations() == []
