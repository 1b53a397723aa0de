"""Measures a simulated year and its verification."""

from collections.abc import Iterator
from time import perf_counter

from deployments.bench.measurements import BenchFigure, Say, seconds_of
from deployments.simulation.invariants.second_core import SecondCore
from deployments.simulation.plan import Plan
from deployments.simulation.world import world
from deployments.simulation.year import founded
from models.database import begin
from models.ledger.chain.verify import verify
from models.rules.errors import Refused

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
            moves, violations = verify(session, surroundings.evidence)
        checked = perf_counter() - began
    if violations:
        raise Refused(f"测速中止：推演的一年核验不符，例如：{violations[0]}")
    note = f"{moves}条变动"
    yield BenchFigure("verify", "核验推演的一年", plan.departments, plan.targets, checked, target=10, note=note)
