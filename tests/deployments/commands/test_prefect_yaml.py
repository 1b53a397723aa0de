"""`mubiao prefect-yaml`: every flow with its schedules, without a server and a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from deployments.prefect_schedules import planned_crons
from deployments.schedules import flow_of
from models.rules.cycles import CYCLES, IN_YEAR, ROUTINES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deployments.conftest import Mubiao


def test_each_flow_is_named_by_its_entrypoint_with_its_schedules(line: Mubiao) -> None:
    told = yaml.safe_load(line("prefect-yaml", "--pool", "各机器").out)
    made = {each["entrypoint"]: each for each in told["deployments"]}
    assert len(made) == len(IN_YEAR) == len((*CYCLES, *ROUTINES)) == 20
    assert told["pull"] == []
    for cycle in IN_YEAR:
        flow = flow_of(cycle)
        found = made[f"{flow.fn.__module__}.{flow.fn.__name__}"]
        assert found["work_pool"] == {"name": "各机器"}
        crons = [(each["slug"], each["cron"]) for each in found["schedules"]]
        assert crons == planned_crons(cycle)
        assert {each["timezone"] for each in found["schedules"]} == {"Asia/Shanghai"}


def test_it_is_written_to_a_file(line: Mubiao, tmp_path: Path) -> None:
    file = tmp_path / "prefect.yaml"
    assert line("prefect-yaml", "-o", str(file)).out == f"已写入 {file}：20个流程。\n"
    assert yaml.safe_load(file.read_text("utf-8"))["name"] == "mubiao"
