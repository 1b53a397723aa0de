"""A hundred submissions at once: none is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployments.bench.people import submissions

if TYPE_CHECKING:
    from deployments.bench.databases import BenchServer


def test_a_hundred_parallel_submissions_are_all_saved(bench: BenchServer) -> None:
    took, lost = submissions(bench, 2, print)
    assert (took.case, took.departments, took.targets, took.target) == ("submissions", 100, 2, 0.2)
    assert (lost.value, lost.met) == (0, True)
    assert "丢失0份" in took.note
