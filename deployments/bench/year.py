"""Measures a simulated year and its verification."""

from collections.abc import Iterator

from deployments.bench.measurements import BenchFigure, Say, seconds_of
from deployments.simulation.outside_world import Outside
from deployments.simulation.plan import Plan
from deployments.simulation.world import world
from deployments.simulation.year import Year
from models.database import begin
from models.ledger.chain.verify import verify
from models.rules.errors import Refused

YEAR, DEPARTMENT_COUNT = 2025, 100


def verifying(departments: int, targets: int, say: Say) -> Iterator[BenchFigure]:
    """Simulate a year as `mubiao simulate` does, then verify all of it. Raises Refused if there is a violation."""
    plan = Plan(YEAR, min(departments, DEPARTMENT_COUNT), targets)
    say(f"推演{YEAR}年，{plan.departments}个部门×{plan.targets}项目标……")
    with world() as surroundings:
        outside = Outside(plan)
        outside.connect()
        year = Year(plan, surroundings, outside)
        year.found()
        seconds = seconds_of(lambda: list(year.days()))
        yield BenchFigure("year", "推演一年", plan.departments, plan.targets, seconds)
        results: list[tuple[int, list[str]]] = []
        checked = seconds_of(lambda: results.append(_verify(surroundings.evidence)))
    moves, violations = results[0]
    if violations:
        raise Refused(f"测速中止：推演的一年核验不符，例如：{violations[0]}")
    note = f"{moves}条变动"
    yield BenchFigure("verify", "核验推演的一年", plan.departments, plan.targets, checked, target=10, note=note)


def _verify(evidence: object) -> tuple[int, list[str]]:
    with begin() as session:
        return verify(session, evidence)  # type: ignore[arg-type]
