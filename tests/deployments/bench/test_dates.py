"""Measured due dates: the fifteenth working day, and ten open obligations per department on a calendar change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.bench.dates import NEXT, _import_notice, recomputing, workdays
from models.rules.errors import Refused

if TYPE_CHECKING:
    from deployments.bench.databases import BenchServer


def test_a_working_day_is_measured_bare_and_with_its_proof() -> None:
    bare, proof = workdays()
    assert 0 < bare.value < proof.value
    assert bare.target == pytest.approx(1e-6)
    assert proof.target == pytest.approx(50e-6)


def test_two_of_ten_obligations_move_with_the_first_notice_and_all_with_the_second(bench: BenchServer) -> None:
    figures = list(recomputing(bench, 3, print))
    assert [(figure.case, figure.note) for figure in figures] == [
        ("recompute", "30项在办，其中6项改期"),
        ("recompute_all", "30项在办，其中30项改期"),
    ]


def test_a_notice_that_moves_an_unexpected_number_is_refused(bench: BenchServer) -> None:
    with bench.fresh(1, 0), pytest.raises(Refused, match="应有2项改期，实有0项"):
        _import_notice(bench, NEXT, 2)
