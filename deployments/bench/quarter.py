"""Measures a quarter of external control against the same rows in plain SQL, and the draw of a big sample (7)."""

from collections.abc import Iterator
from dataclasses import replace

import psycopg

from deployments.bench.cases import GROWTH, ROUNDS, USUAL
from deployments.bench.databases import BenchServer, on
from deployments.bench.measurements import BenchFigure, Say, best_of, in_turns, seconds_of
from deployments.bench.ours import DUE, run_on
from deployments.bench.plain import Plain, open_all
from models.database import begin
from models.intake.shipped import shipped_calendar
from models.rules.cloud import CLOUD_MONITORING
from models.rules.covert import COVERT_VISIT
from models.rules.errors import Refused
from models.rules.opinion import PUBLIC_OPINION
from models.rules.periods import parse_period
from models.rules.quality import QUALITY_REPORT
from models.rules.review import ONLINE_REVIEW
from models.rules.sampling import Population, Stratum, draw
from models.rules.self_check import SELF_CHECK
from models.rules.visit import FIELD_INSPECTION
from models.statements import run
from tasks.flow_steps import opening_step

QUARTER, MONTH = "2026Q2", "2026-06"
CYCLES = tuple(
    (cycle, period, opening_step(cycle))
    for period, cycles in (
        (QUARTER, (FIELD_INSPECTION, COVERT_VISIT, SELF_CHECK, PUBLIC_OPINION, ONLINE_REVIEW, QUALITY_REPORT)),
        (MONTH, (CLOUD_MONITORING,)),
    )
    for cycle in cycles
)
OF_AGENCY = 4  # duties of the agency: the covert visit, the online review, the opinions, the report
OF_PROJECTS = ["field_inspection", "cloud_monitoring"]
PROJECTS = "UPDATE target SET key_project = true WHERE id % 10 = 0"
# A duty of the bound, with its project.
TABLE = """
CREATE TABLE project_duty (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cycle_id int NOT NULL REFERENCES cycle,
    department_id int NOT NULL REFERENCES public.department, target_id int NOT NULL REFERENCES public.target,
    due date NOT NULL, state text NOT NULL, UNIQUE (cycle_id, department_id, target_id))
"""
INSERT_CYCLES = "INSERT INTO cycle (cycle, period) SELECT each, '' FROM unnest(CAST(%(cycles)s AS text[])) each"
FOR_PROJECTS = """
WITH made AS (INSERT INTO project_duty (cycle_id, department_id, target_id, due, state)
    SELECT c.id, (SELECT id FROM public.department WHERE is_agency), t.id, %(due)s, 'open'
    FROM public.target t CROSS JOIN cycle c WHERE t.key_project AND c.cycle = ANY(%(cycles)s)
    RETURNING cycle_id, target_id)
INSERT INTO audit (record, event, at) SELECT concat_ws('|', m.cycle_id, t.code), 'opened', now()
FROM made m JOIN public.target t ON t.id = m.target_id
"""
SEED = "6d7562" + "00" * 29
POPULATION, DRAWN = 300_000, 10_000


def opening_a_quarter(server: BenchServer, departments: int, targets: int, say: Say) -> Iterator[BenchFigure]:
    """Open self-checks of all departments, visits and uploads for a tenth of all targets, and the agency's duties."""
    say(f"开启一个季度的外部管控，{departments}个部门×{targets}项目标，其中十分之一为重点项目……")
    best = best_of(_round(server, departments, targets, number) for number in range(ROUNDS))
    big = departments >= GROWTH * USUAL  # below this size the constant cost of seven acts dominates
    yield BenchFigure(
        "quarter", "开启一个季度的外部管控", departments, targets, best["ours"], best["bound"], 2 if big else None
    )


def drawing(say: Say, *, population: int = POPULATION, take: int = DRAWN) -> Iterator[BenchFigure]:
    """Measure the draw of a sample from one stratum (4.4)."""
    say(f"抽样，从{population}项中抽取{take}项……")
    everything = Population((Stratum("全部目标", tuple(f"2026/{n:06d}" for n in range(population)), take),))
    seconds = min(seconds_of(lambda: draw(SEED, everything)) for _ in range(ROUNDS))
    yield BenchFigure("draw", "抽取样本", 0, 0, seconds, target=1, note=f"从{population}项中抽取{take}项")


def _round(server: BenchServer, departments: int, targets: int, number: int) -> dict[str, float]:
    opened: dict[str, int] = {}
    with server.fresh(departments, targets) as url, Plain(url).connect() as connection:
        connection.execute(TABLE)
        with begin() as session:
            run(session, PROJECTS)
        plainly = "bound", lambda: opened.update(bound=_open_plainly(connection) + OF_AGENCY)
        seconds = in_turns(number, [plainly, ("ours", lambda: opened.update(ours=_open_ours()))])
    check_same(opened)
    return seconds


def check_same(opened: dict[str, int]) -> None:
    """Raises Refused if the two sides opened different numbers of duties."""
    if opened["bound"] != opened["ours"]:
        raise Refused(f"测速中止：开启了{opened['ours']}项，SQL下限开启了{opened['bound']}项，两者不可比。")


def _open_plainly(connection: psycopg.Connection) -> int:
    with connection.transaction():
        opened = open_all(connection, DUE)
        connection.execute(INSERT_CYCLES, {"cycles": OF_PROJECTS})
        return opened + connection.execute(FOR_PROJECTS, {"due": DUE, "cycles": OF_PROJECTS}).rowcount


def _open_ours() -> int:
    opened = 0
    for cycle, period, step in CYCLES:
        day = on(cycle.opens_on(parse_period(period), shipped_calendar()))
        opened += run_on((step,), replace(day, period=period))["opened"]
    return opened
