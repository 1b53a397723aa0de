"""The openings of a quarter are measured against the bound only if both opened the same number; a sample is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.bench.quarter import OF_AGENCY, PROJECTS, _open_ours, check_same, drawing, opening_a_quarter
from models.database import begin
from models.rules.errors import Refused
from models.statements import run

if TYPE_CHECKING:
    from deployments.bench.databases import BenchServer
    from tests.conftest import Sql


def test_a_quarter_is_measured_against_its_bound(bench: BenchServer) -> None:
    (figure,) = opening_a_quarter(bench, 10, 2, print)
    assert (figure.case, figure.departments, figure.target) == ("quarter", 10, None)
    assert figure.bound is not None
    assert 0 < figure.bound < figure.value


def test_every_cycle_of_external_control_is_opened_and_again_none(bench: BenchServer, sql: Sql) -> None:
    with bench.fresh(10, 2):
        with begin() as session:
            run(session, PROJECTS)
        assert _open_ours() == 10 + 2 * 2 + OF_AGENCY
        assert sql.value("SELECT count(DISTINCT cycle) FROM cycle_run") == 7
        assert _open_ours() == 0


def test_works_that_opened_different_numbers_are_not_compared() -> None:
    check_same({"ours": 18, "bound": 18})
    with pytest.raises(Refused, match="开启了17项，SQL下限开启了18项"):
        check_same({"ours": 17, "bound": 18})


def test_a_sample_is_drawn_from_a_population_of_that_size() -> None:
    (figure,) = drawing(print, population=300, take=10)
    assert (figure.case, figure.note, figure.target) == ("draw", "从300项中抽取10项", 1)
    assert 0 < figure.value < 1
