"""Measures the overhead of Prefect: its time for one run, and the memory of a flow process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, time

from deployments.bench.databases import BenchServer
from deployments.bench.measurements import MEGABYTES, BenchFigure, Say
from deployments.bench.ours import OPENED
from deployments.child_processes import Children
from deployments.server import start_server, wait_for_server
from models.rules.business_day import SHANGHAI
from models.rules.errors import Unavailable

GROWTH = 10
EARLY = datetime.combine(OPENED, time(7, 30), SHANGHAI)  # before office hours: nothing is sent


def footprint(server: BenchServer, departments: int, targets: int, say: Say) -> Iterator[BenchFigure]:
    """Measure an empty run through a Prefect server, and the monthly check of few and of many departments."""
    say("启动Prefect服务，量取空运行用时和流程进程的内存……")
    environment = dict(os.environ)
    with Children(server.home / "logs") as children:
        start_server(children, environment)
        wait_for_server(children, environment)
        empty = _run_process(environment, "empty")
        few, many = (_measure_check(server, n, targets) for n in (max(1, departments // GROWTH), departments))
    size = (departments, targets)
    yield BenchFigure("prefect", "Prefect自身：一次空运行", 0, 0, empty["seconds"])
    yield BenchFigure("flow", "月度检查流程，含Prefect与结果表", *size, many["seconds"])
    yield BenchFigure("memory", "流程进程的内存", *size, many["megabytes"], target=300, unit=MEGABYTES)
    title = f"部门数为{GROWTH}倍时的进程内存"
    yield BenchFigure("memory_growth", title, *size, many["megabytes"], few["megabytes"], 1.05, unit=MEGABYTES)


def _measure_check(server: BenchServer, departments: int, targets: int) -> dict[str, float]:
    with server.fresh(departments, targets) as url:
        environment = os.environ | {"DATABASE_URL": url, "MUBIAO_CLOCK": EARLY.isoformat()}
        return _run_process(environment, f"{OPENED:%Y-%m}")


def _run_process(environment: dict[str, str], *arguments: str) -> dict[str, float]:
    """Returns the figures that a flow process printed. Raises Unavailable if it fails."""
    command = [sys.executable, "-P", "-m", "deployments.bench.flow_process", *arguments]
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - fixed
    if finished.returncode:
        raise Unavailable(f"流程进程未能完成：{finished.stderr.strip().splitlines()[-1:]}")
    figures: dict[str, float] = json.loads(finished.stdout.splitlines()[-1])
    return figures
