"""All cases in order: those that the command names, each as small as the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployments.bench.everything import CASES, Bench, everything
from deployments.commands.bench import GROUPS

if TYPE_CHECKING:
    from deployments.bench.databases import BenchServer
from deployments.bench.everything import calibrating
from deployments.bench.measurements import MACHINE


def test_the_command_names_the_cases_in_their_order() -> None:
    assert tuple(CASES) == GROUPS


def test_a_small_run_is_small_in_all_and_a_large_one_keeps_the_fixed_sizes(bench: BenchServer) -> None:
    parts = [Bench(bench, departments, 30, print).part(100) for departments in (1, 500, 1000, 10_000)]
    assert parts == [2, 50, 100, 100]


def test_only_the_named_cases_are_measured_with_the_machine(bench: BenchServer) -> None:
    found = [figure.case for figure in everything(Bench(bench, 3, 2, print), ["workday"])]
    assert found == ["machine", "workday", "workday_proof"]


def test_the_machine_is_measured_by_a_loop_of_its_own() -> None:
    [figure] = calibrating()
    assert (figure.case, figure.target, figure.bound) == (MACHINE, None, None)
    assert figure.value > 0
