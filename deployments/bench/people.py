"""People: a hundred offices hand in their thirty lines at once, over the pool of connections of one process."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import perf_counter

from deployments.bench import ours
from deployments.bench.databases import Ground, on
from deployments.bench.measurements import Figure, Say, percentile, shown
from deployments.bench.ours import IDLE
from models.database import begin, run
from models.ledger.perform import perform
from models.ledger.report.reports import submit_report

OFFICES, CONNECTIONS, SHARE = 100, 10, 0.95
KEPT = """
SELECT count(*) FROM obligation o WHERE o.state = 'discharged'
    AND :lines = (SELECT count(*) FROM report_line l WHERE l.obligation_id = o.id AND l.version = 1)
"""


def submissions(ground: Ground, targets: int, say: Say) -> Iterator[Figure]:
    """All reports at once: how long the slowest twentieth takes, and whether each is there afterwards."""
    say(f"{OFFICES}份填报同时提交，每份{targets}行……")
    with ground.fresh(OFFICES + CONNECTIONS, targets):
        ours.open_check()
        everybody = Barrier(CONNECTIONS)
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            # Each connection has done its first submission, as in a process that has been up for a while.
            list(pool.map(lambda number: _submit(number, targets, everybody), range(1, CONNECTIONS + 1)))
            began = perf_counter()
            done = list(pool.map(lambda number: _submit(CONNECTIONS + number, targets), range(1, OFFICES + 1)))
        with begin() as session:
            lost = OFFICES + CONNECTIONS - int(run(session, KEPT, lines=targets).scalar_one())
    waited = percentile([end - began for _, end in done], SHARE)
    note = f"{CONNECTIONS}个连接，丢失{lost}份；从同时按下起计，P95为{shown(waited)}"
    took = percentile([end - start for start, end in done], SHARE)
    yield Figure("submissions", f"{OFFICES}份填报同时提交，P95", OFFICES, targets, took, target=0.2, note=note)
    yield Figure("lost", "同时提交后丢失的填报", OFFICES, targets, lost, target=0, unit="份")


def _submit(number: int, targets: int, together: Barrier | None = None) -> tuple[float, float]:
    code = f"D{number:06d}"
    lines = [
        {"target": f"{code}-{k}", "progress": 50, "status": "进行中", "remark": "按计划推进"}
        for k in range(1, targets + 1)
    ]
    start = perf_counter()
    with begin() as session:
        if together:
            run(session, "SELECT 1")
            together.wait(60)
        perform(session, submit_report, {"department": code, "period": "2026-03", "lines": lines}, on(IDLE))
    return start, perf_counter()
