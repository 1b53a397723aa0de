"""The figures of a host: one of few cells is measured to the end, and a province is computed from them."""

from __future__ import annotations

import pytest

from deployments.bench import cells_process
from deployments.bench.cells import cells, runs_a_day
from deployments.bench.databases import bench_server
from models.rules.cycles import DAILY_SWEEP, DELIVER, RECEIVE
from models.rules.target_setting import TARGET_SETTING
from tests.conftest import made_folder


@pytest.mark.parametrize(
    ("routine", "runs"),
    [(DAILY_SWEEP, 1), (DELIVER, 60), (RECEIVE, 91), (TARGET_SETTING, 0)],
    ids=lambda each: str(each)[:9],
)
def test_the_runs_of_a_usual_day_are_counted_by_the_schedules(routine: object, runs: int) -> None:
    assert runs_a_day([routine]) == runs  # type: ignore[list-item]


@pytest.mark.process
@pytest.mark.exhaustive
def test_two_cells_are_measured_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    home = made_folder()
    monkeypatch.setenv("MUBIAO_HOME", str(home))
    said: list[str] = []
    with bench_server() as server:
        found = {each.case: each for each in cells(server, said.append, 2)}
    assert {name for name, each in found.items() if each.met is False} == set()
    assert [name for name, each in found.items() if each.met] == [
        *("cells_add", "cells_sweep", "cells_idle", "cells_memory", "cells_pages"),
    ]
    assert found["province_day"].title == f"一省一天{2 * runs_a_day()}次运行的处理器用时"
    assert cells_process.FLOWS["deliver"] is DELIVER
    assert list(home.iterdir()) == []
    home.rmdir()
