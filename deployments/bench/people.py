"""Measures a hundred offices that submit thirty lines each at once, over one process's connection pool."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import perf_counter

from deployments.bench import ours
from deployments.bench.databases import BenchServer, on
from deployments.bench.measurements import BenchFigure, Say, format_value, percentile
from deployments.bench.ours import IDLE
from models.database import begin
from models.ledger.acts import OPERATOR
from models.ledger.perform import perform
from models.ledger.report.reports import submit_report
from models.statements import run

OFFICES, CONNECTIONS, SHARE = 100, 10, 0.95
COMPLETE_REPORTS = """
SELECT count(*) FROM obligation o WHERE o.state = 'discharged'
    AND :lines = (SELECT count(*) FROM report_line l WHERE l.obligation_id = o.id AND l.version = 1)
"""


def submissions(server: BenchServer, targets: int, say: Say, *, offices: int = OFFICES) -> Iterator[BenchFigure]:
    """Measure the 95th percentile of the duration, and count lost reports."""
    say(f"{offices}份填报同时提交，每份{targets}行……")
    with server.fresh(offices + CONNECTIONS, targets):
        ours.open_check()
        barrier = Barrier(CONNECTIONS)
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            # Warm up: each connection has one submission behind it.
            list(pool.map(lambda number: _submit(number, targets, barrier), range(1, CONNECTIONS + 1)))
            began = perf_counter()
            spans = list(pool.map(lambda number: _submit(CONNECTIONS + number, targets), range(1, offices + 1)))
        with begin() as session:
            lost = offices + CONNECTIONS - int(run(session, COMPLETE_REPORTS, lines=targets).scalar_one())
    waited = percentile([end - began for _, end in spans], SHARE)
    note = f"{CONNECTIONS}个连接，丢失{lost}份；从同时按下起计，P95为{format_value(waited)}"
    duration = percentile([end - start for start, end in spans], SHARE)
    yield BenchFigure("submissions", f"{offices}份填报同时提交，P95", offices, targets, duration, target=0.2, note=note)
    yield BenchFigure("lost", "同时提交后丢失的填报", offices, targets, lost, target=0, unit="份")


def _submit(number: int, targets: int, barrier: Barrier | None = None) -> tuple[float, float]:
    code = f"D{number:06d}"
    lines = [
        {"target": f"{code}-{k}", "progress": 50, "status": "进行中", "remark": "按计划推进"}
        for k in range(1, targets + 1)
    ]
    start = perf_counter()
    with begin() as session:
        if barrier:
            run(session, "SELECT 1")
            barrier.wait(60)
        perform(session, submit_report, {"department": code, "period": "2026-03", "lines": lines}, on(IDLE), OPERATOR)
    return start, perf_counter()
