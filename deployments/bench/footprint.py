"""What the engine adds: Prefect's own time for a run, and the memory of a flow's process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, time

from deployments.bench.databases import Ground
from deployments.bench.measurements import MEGABYTES, Figure, Say
from deployments.bench.ours import OPENED
from deployments.child_processes import Children
from deployments.server import start_server, wait_for_server
from models.rules.business_day import SHANGHAI
from models.rules.errors import Unavailable

GROWTH = 10
EARLY = datetime.combine(OPENED, time(7, 30), SHANGHAI)  # before office hours: nothing is sent


def footprint(ground: Ground, departments: int, targets: int, say: Say) -> Iterator[Figure]:
    """An empty run through a Prefect server, and the monthly check of few and of many departments."""
    say("启动Prefect服务，量取空运行用时和流程进程的内存……")
    environment = dict(os.environ)
    with Children(ground.home / "logs") as children:
        start_server(children, environment)
        wait_for_server(children, environment)
        empty = _process(environment, "empty")
        few, many = (_check(ground, n, targets) for n in (max(1, departments // GROWTH), departments))
    size = (departments, targets)
    yield Figure("prefect", "Prefect自身：一次空运行", 0, 0, empty["seconds"])
    yield Figure("flow", "月度检查流程，含Prefect与结果表", *size, many["seconds"])
    yield Figure("memory", "流程进程的内存", *size, many["megabytes"], target=300, unit=MEGABYTES)
    title = f"部门数为{GROWTH}倍时的进程内存"
    yield Figure("memory_growth", title, *size, many["megabytes"], few["megabytes"], 1.05, unit=MEGABYTES)


def _check(ground: Ground, departments: int, targets: int) -> dict[str, float]:
    with ground.fresh(departments, targets) as url:
        there = os.environ | {"DATABASE_URL": url, "MUBIAO_CLOCK": EARLY.isoformat()}
        return _process(there, OPENED.isoformat(), f"{OPENED:%Y-%m}")


def _process(environment: dict[str, str], *words: str) -> dict[str, float]:
    command = [sys.executable, "-P", "-m", "deployments.bench.flow_process", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise Unavailable(f"流程进程未能完成：{done.stderr.strip().splitlines()[-1:]}")
    said: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return said
