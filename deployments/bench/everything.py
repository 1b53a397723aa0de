"""All cases of a run, in their order."""

from collections.abc import Iterator

from deployments.bench.cases import engines, side_by_side
from deployments.bench.databases import Ground
from deployments.bench.dates import recomputing, workdays
from deployments.bench.footprint import footprint
from deployments.bench.measurements import Figure, Say
from deployments.bench.people import submissions
from deployments.bench.quarter import drawing, opening_a_quarter
from deployments.bench.uploads import comparing
from deployments.bench.year import verifying

MOST_RECOMPUTED = 10_000


def everything(ground: Ground, departments: int, targets: int, say: Say) -> Iterator[Figure]:
    """Side by side first, then what has no bound, the engine's own part and the other engines last."""
    yield from side_by_side(ground, departments, targets, say)
    yield from opening_a_quarter(ground, departments, targets, say)
    yield from recomputing(ground, min(10 * departments, MOST_RECOMPUTED), say)
    yield from workdays()
    yield from submissions(ground, targets, say)
    yield from comparing(ground, say)
    yield from drawing(say)
    yield from footprint(ground, departments, targets, say)
    yield from engines(ground, departments, targets, say)
    yield from verifying(departments, targets, say)
