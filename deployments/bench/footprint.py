"""Measures what runs in separate processes: the overhead of Prefect, a simulated year and its verification."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, time
from time import perf_counter

from deployments.bench.databases import BenchServer
from deployments.bench.measurements import MEGABYTES, BenchFigure, Say, seconds_of
from deployments.bench.ours import OPENED
from deployments.child_processes import Children
from deployments.server import start_server, wait_for_server
from deployments.simulation.invariants.second_core import SecondCore
from deployments.simulation.plan import Plan
from deployments.simulation.world import world
from deployments.simulation.year import founded
from models.database import begin
from models.file_store.opening import open_store
from models.ledger.chain.verify import verify
from models.rules.errors import Refused, Unavailable
from models.rules.workdays import SHANGHAI

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


YEAR, DEPARTMENT_COUNT = 2025, 100


def verifying(departments: int, targets: int, say: Say) -> Iterator[BenchFigure]:
    """Simulate a year as `mubiao simulate` does, then verify all of it. Raises Refused if there is a violation."""
    plan = Plan(YEAR, min(departments, DEPARTMENT_COUNT), targets)
    say(f"推演{YEAR}年，{plan.departments}个部门×{plan.targets}项目标……")
    with world() as surroundings:
        year = founded(plan, surroundings)
        year.watch = SecondCore(year.watch, cores) if (cores := surroundings.spare_cores) else year.watch
        seconds = seconds_of(lambda: list(year.days()))
        year.watch.at_the_end(year.calendar)
        yield BenchFigure("year", "推演一年", plan.departments, plan.targets, seconds)
        began = perf_counter()
        with begin() as session:
            moves, violations = verify(session, open_store(surroundings.evidence))
        checked = perf_counter() - began
    if violations:
        raise Refused(f"测速中止：推演的一年核验不符，例如：{violations[0]}")
    note = f"{moves}条变动"
    yield BenchFigure("verify", "核验推演的一年", plan.departments, plan.targets, checked, target=10, note=note)
