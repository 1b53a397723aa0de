"""All cases of a run, in order, each with the speed of the machine, so that rows of two machines can be compared."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from deployments.bench import answers, breakdown, cells, page, papers, people, quarter, sheets, uploads
from deployments.bench.cases import USUAL, side_by_side
from deployments.bench.databases import BenchServer
from deployments.bench.dates import recomputing, workdays
from deployments.bench.footprint import footprint, verifying
from deployments.bench.measurements import MACHINE, TURNS, BenchFigure, Say, turn
from deployments.bench.scores import scoring

ROUNDS = 5


def calibrating() -> Iterator[BenchFigure]:
    """Measure the loop, the best of several rounds."""
    seconds = min(turn() for _ in range(ROUNDS))
    yield BenchFigure(MACHINE, f"本机：{TURNS}次加法", 0, 0, seconds)


MOST_RECOMPUTED = 10_000


@dataclass(frozen=True, slots=True)
class Bench:
    """What every case is given: the server, the size of the run, and where its progress is told."""

    server: BenchServer
    departments: int
    targets: int
    say: Say

    def part(self, number: int) -> int:
        """Returns a number of a case of fixed size; a run of less than the usual size takes as small a part of it."""
        return max(2, number * min(self.departments, USUAL) // USUAL)


Case = Callable[[Bench], Iterator[BenchFigure]]
CASES: Mapping[str, Case] = {
    "machine": lambda _: calibrating(),
    "sweep": lambda b: side_by_side(b.server, b.departments, b.targets, b.say),
    "quarter": lambda b: quarter.opening_a_quarter(b.server, b.departments, b.targets, b.say),
    "scores": lambda b: scoring(b.server, b.departments, b.targets, b.say),
    "recompute": lambda b: recomputing(b.server, min(10 * b.departments, MOST_RECOMPUTED), b.say),
    "workday": lambda _: workdays(),
    "submissions": lambda b: people.submissions(b.server, b.targets, b.say, offices=b.part(people.OFFICES)),
    "answers": lambda b: answers.answers(b.server, b.say, offices=b.part(answers.OFFICES)),
    "page": lambda b: page.page(b.server, b.say, page.size_of(b.part(page.OFFICES), b.targets, b.part(page.FILE_SIZE))),
    "papers": lambda b: papers.writing(b.server, b.say, notices=b.part(papers.NOTICES)),
    "picture": lambda b: uploads.comparing(b.server, b.say, pictures=b.part(uploads.PICTURES)),
    "draw": lambda b: quarter.drawing(b.say, population=b.part(quarter.POPULATION), take=b.part(quarter.DRAWN)),
    "breakdown": lambda b: breakdown.adding_up(b.say, targets=b.part(breakdown.TARGETS_WRITTEN)),
    "sheets": lambda b: sheets.reading(b.say, rows=b.part(sheets.ROWS)),
    "cells": lambda b: cells.cells(b.server, b.say, b.part(cells.CELLS)),
    "footprint": lambda b: footprint(b.server, b.departments, b.targets, b.say),
    "year": lambda b: verifying(b.departments, b.targets, b.say),
}


def everything(bench: Bench, cases: Sequence[str] = ()) -> Iterator[BenchFigure]:
    """Run the named cases, or all of them, in the order above; the machine's loop is measured before and after each."""
    for name, case in CASES.items():
        if not cases or name in {"machine", *cases}:
            before = turn()
            for figure in case(bench):
                yield replace(figure, turn=(before + turn()) / 2)
