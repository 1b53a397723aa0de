"""A check that is one statement: each of its rows is told in its sentence, which may name parameters too."""

from __future__ import annotations

import pytest

from deployments.simulation.invariants.statement_checks import run_checks
from models.database import begin

BELOW = ("SELECT n FROM generate_series(1, :last) n WHERE n < :limit ORDER BY n", "{n}小于{limit}。")
NONE = ("SELECT 1 AS n WHERE false", "{n}")


@pytest.mark.usefixtures("founded")
def test_each_row_of_a_statement_is_told_in_its_sentence() -> None:
    with begin() as session:
        assert list(run_checks(session, (BELOW, NONE), last=5, limit=3)) == ["1小于3。", "2小于3。"]
