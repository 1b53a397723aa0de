"""Measures a host: what a cell costs to add and in each run, and computes from it the figures of a province."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from math import ceil
from secrets import token_hex
from urllib.request import urlopen

from sqlalchemy import make_url

from deployments import embedded
from deployments.bench.databases import CROWD, GO_LIVE, BenchServer
from deployments.bench.flow_process import peak_memory
from deployments.bench.footprint import EARLY
from deployments.bench.measurements import MEGABYTES, BenchFigure, Say, seconds_of
from deployments.environment import environment
from deployments.host import registry
from deployments.host.adding import add_cell, read_words
from deployments.host.options import Options
from deployments.host.place import MOST
from deployments.server import HOST, free_port
from models.database import begin
from models.rules.cycle import Routine
from models.rules.cycles import DAILY_SWEEP, DELIVER, MONTHLY_CHECK, ROUTINES
from models.rules.errors import Unavailable
from models.statements import run
from tasks.cell import bound_to, find_settings

CELLS, OFFICES, TARGETS_EACH = 20, 80, 30
PROVINCE, CORES, LETTERS_A_SECOND = 98, 2, 20
GROUPS = ceil(PROVINCE / MOST)
PAGES = "from deployments.cli import run; run(['host', 'pages'])"
PATIENCE, PAUSE, OK = 60.0, 0.2, 200
START = 4.0  # CPU seconds of a run's process with what it asks of Prefect's servers (measured with Prefect 3.8.8)
FOUNDING = {"name": "测速市", "go_live": GO_LIVE, "rehearsal": True}
LOCAL = ("local all all reject", "local all all scram-sha-256")


def cells(server: BenchServer, say: Say, number: int) -> Iterator[BenchFigure]:
    """Measure so many cells of a host with 80 offices and 30 targets each, and compute a province of 98."""
    say(f"建立{number}个单元，各{OFFICES}个部门×{TARGETS_EACH}项目标……")
    with _host(server) as host:
        keys = [f"c{each:02}" for each in range(number)]
        words = [
            read_words(key, FOUNDING, None, None, Options({"page_url": f"http://{HOST}/{key}"}, {})) for key in keys
        ]
        adding = seconds_of(lambda: [add_cell(host, each) for each in words])
        for key in keys:
            _fill(key)
        yield BenchFigure("cells_add", f"建立{number}个单元", OFFICES, TARGETS_EACH, adding, target=60)
        opening = _run(MONTHLY_CHECK.key, f"{EARLY:%Y-%m}", keys)["first"] / number
        _run(DAILY_SWEEP.key, "-", keys)
        sweeping, one = _run(DAILY_SWEEP.key, "-", keys), _run(DAILY_SWEEP.key, "-", keys[:1])
        idle = _run(DELIVER.key, "-", keys)["seconds"]
        pages = _visit_pages(keys)
    size = (OFFICES, TARGETS_EACH)
    yield BenchFigure("cells_open", "每个单元开启月度检查", *size, opening)
    yield BenchFigure("cells_sweep", f"{number}个单元无事的巡检", *size, sweeping["seconds"], target=5)
    yield BenchFigure("cells_idle", f"{number}个单元无事的投递", *size, idle, target=1)
    memory, few = sweeping["megabytes"], one["megabytes"]
    yield BenchFigure("cells_memory", f"运行进程的内存，{number}个单元比1个", *size, memory, few, 1.1, unit=MEGABYTES)
    yield BenchFigure("cells_pages", f"网页进程的内存，{number}个单元", *size, pages, target=400, unit=MEGABYTES)
    yield from _province(opening, sweeping["seconds"] / number, idle / number)


def _province(opening: float, sweeping: float, idle: float) -> Iterator[BenchFigure]:
    """Compute the figures of a province from the cost of a cell in seconds."""
    runs = GROUPS * runs_a_day()
    often = runs_a_day(each for each in ROUTINES if each.often)
    busy = runs * START + PROVINCE * (sweeping + often * idle)
    note = f"推算：{PROVINCE}个单元，{GROUPS}组，{CORES}核"
    yield BenchFigure("province_day", f"一省一天{runs}次运行的处理器用时", 0, 0, busy, note=note)
    opened = PROVINCE * (opening + sweeping) / min(CORES, GROUPS)
    yield BenchFigure("province_open", "一省7:30起至各单元开启完", 0, 0, opened, note=note)
    letters = PROVINCE * OFFICES / LETTERS_A_SECOND
    relay = f"{note}，邮件服务器每秒收{LETTERS_A_SECOND}封"
    yield BenchFigure("province_letters", "一省8:30起至各单元发完", 0, 0, letters, note=relay)


def runs_a_day(routines: Iterable[Routine] = ROUTINES) -> int:
    """Returns how many runs of a group the schedules start on a working day on which no period opens."""
    return sum(_times(cron) for each in routines for cron in each.crons)


def _times(cron: str) -> int:
    """Returns how often a schedule starts on a day; one that does not hold each day counts as none."""
    minute, hour, *days = cron.split()
    return _values(minute, 60) * _values(hour, 24) if days == ["*"] * 3 else 0


def _values(field: str, size: int) -> int:
    """Returns how many values a field of a schedule has: `30`, `8-17` and `*/10` are 1, 10 and a tenth."""
    if field.startswith("*/"):
        return size // int(field[2:])
    first, _, last = field.partition("-")
    return int(last or first) - int(first) + 1


@contextmanager
def _host(server: BenchServer) -> Iterator[registry.Host]:
    """Make the server a host; its roles come with passwords."""
    rules = embedded.data_of(server.home) / "pg_hba.conf"
    rules.write_text(rules.read_text(encoding="utf-8").replace(*LOCAL), encoding="utf-8")
    server.administer("SELECT pg_reload_conf()")
    admin = make_url(server.url).set(drivername="postgresql")
    own = admin.set(username="bench_host", password=token_hex(), database="bench_registry")
    told = {
        "MUBIAO_HOST_ADMIN_URL": admin.render_as_string(hide_password=False),
        "MUBIAO_HOST_URL": own.render_as_string(hide_password=False),
        "MUBIAO_HOST_KEY": str(server.home / "host.key"),
    }
    with environment(told):
        registry.make(registry.plan())
        with registry.changing() as host:
            yield host


def _fill(key: str) -> None:
    with bound_to(find_settings(key)[1]), begin() as session:
        run(session, CROWD, departments=OFFICES, targets=TARGETS_EACH)


def _visit_pages(keys: list[str]) -> float:
    """Returns the peak memory in megabytes of the process that serves all pages, after a visit of each.

    Raises Unavailable if one does not answer within a minute.
    """
    port = free_port()
    told = os.environ | {"MUBIAO_PAGE_LISTEN": f"{HOST}:{port}"}
    command = [sys.executable, "-P", "-c", PAGES]
    with subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - fixed
        try:
            until = time.monotonic() + PATIENCE
            for key in keys:
                while not _answers(f"http://{HOST}:{port}/{key}/in"):
                    if time.monotonic() > until:
                        raise Unavailable("测速中止：单元的网页没有应答。")
                    time.sleep(PAUSE)
            return peak_memory(str(process.pid))
        finally:
            process.kill()


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - of this machine
            return bool(answer.status == OK)
    except OSError:
        return False


def _run(flow: str, period: str, keys: list[str]) -> Mapping[str, float]:
    """Returns the figures that the process of a run printed. Raises Unavailable if it fails."""
    command = [sys.executable, "-P", "-m", "deployments.bench.cells_process", flow, period, *keys]
    told = os.environ | {"MUBIAO_CLOCK": EARLY.isoformat()}
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)  # noqa: S603 - fixed
    if done.returncode:
        raise Unavailable(f"单元的运行未能完成：{done.stderr.strip().splitlines()[-1:]}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
