"""Remediation notices are written one after the other, each a whole paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.bench.papers import _write, list_targets, writing
from models.database import begin
from models.rules.errors import Refused

if TYPE_CHECKING:
    from deployments.bench.databases import BenchServer


def test_the_notices_are_measured_by_the_clock_of_the_wall(bench: BenchServer) -> None:
    said: list[str] = []
    (figure,) = writing(bench, said.append, notices=3)
    assert said == ["整改通知，3份……"]
    assert (figure.case, figure.title, figure.departments) == ("remediation_notices", "生成3份整改通知", 3)
    assert (figure.target, figure.bound, figure.met) == (30, None, True)
    assert 0 < figure.value < 30


def test_a_target_without_a_limit_has_no_notice_and_stops_the_measurement(bench: BenchServer) -> None:
    with bench.fresh(1, 1):
        with begin() as session:
            [code] = list_targets(session)
        with pytest.raises(Refused, match="尚未明确整改时限"):
            _write([code])
