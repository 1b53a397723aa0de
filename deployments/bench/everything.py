"""All cases of a run, in order."""

from collections.abc import Iterator

from deployments.bench.answers import answers
from deployments.bench.breakdown import adding_up
from deployments.bench.cases import engines, side_by_side
from deployments.bench.databases import BenchServer
from deployments.bench.dates import recomputing, workdays
from deployments.bench.footprint import footprint
from deployments.bench.measurements import Figure, Say
from deployments.bench.papers import writing
from deployments.bench.people import submissions
from deployments.bench.quarter import drawing, opening_a_quarter
from deployments.bench.scores import scoring
from deployments.bench.sheets import reading
from deployments.bench.uploads import comparing
from deployments.bench.year import verifying

MOST_RECOMPUTED = 10_000


def everything(server: BenchServer, departments: int, targets: int, say: Say) -> Iterator[Figure]:
    """Run all cases: side by side first, then cases without a bound, the overhead of Prefect, and the other engines."""
    yield from side_by_side(server, departments, targets, say)
    yield from opening_a_quarter(server, departments, targets, say)
    yield from scoring(server, departments, targets, say)
    yield from recomputing(server, min(10 * departments, MOST_RECOMPUTED), say)
    yield from workdays()
    yield from submissions(server, targets, say)
    yield from answers(server, say)
    yield from writing(server, say)
    yield from comparing(server, say)
    yield from drawing(say)
    yield from adding_up(say)
    yield from reading(say)
    yield from footprint(server, departments, targets, say)
    yield from engines(server, departments, targets, say)
    yield from verifying(departments, targets, say)
