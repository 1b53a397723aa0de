"""Measures the machine itself: a loop of Python, so that the rows of another machine can be compared with ours."""

from collections.abc import Iterator

from deployments.bench.measurements import MACHINE, BenchFigure, seconds_of

TURNS, ROUNDS = 3_000_000, 5


def calibrating() -> Iterator[BenchFigure]:
    """Measure the loop, the best of several rounds."""
    seconds = min(seconds_of(_add_up) for _ in range(ROUNDS))
    yield BenchFigure(MACHINE, f"本机：{TURNS}次加法", 0, 0, seconds)


def _add_up() -> None:
    total = 0
    for number in range(TURNS):
        total += number
