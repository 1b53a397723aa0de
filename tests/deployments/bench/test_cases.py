"""Side by side: the ledger and the bound do the same work; different content is not compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.bench import ours
from deployments.bench.cases import _check_same, side_by_side
from deployments.bench.ours import DUE, IDLE
from deployments.bench.plain import Plain, open_all, remind_all
from models.rules.errors import Refused

if TYPE_CHECKING:
    from deployments.bench.databases import BenchServer
    from tests.conftest import Sql


def test_ours_and_the_bound_give_the_same_digest_at_every_step(bench: BenchServer, sql: Sql) -> None:
    with bench.fresh(3, 2) as url, (plain := Plain(url)).connect() as connection:
        open_all(connection, DUE)
        assert ours.open_check()["opened"] == 3
        assert ours.digest_of_ours(plain) == plain.digest()
        before = ours.digest_of_ours(plain), sql.value("SELECT count(*) FROM block")
        assert ours.open_check() == {"opened": 0, "already_open": 3, "notices": 0}
        assert ours.digest_of_ours(plain) == before[0]
        ours.sweep(IDLE)
        assert ours.sweep(IDLE)["notices"] == 0
        assert ours.digest_of_ours(plain) == plain.digest()
        remind_all(connection, DUE)
        assert ours.sweep(DUE)["notices"] == 3 + 1  # and the head of the ledger
        assert ours.digest_of_ours(plain) == plain.digest()


def test_every_case_is_measured_on_fresh_databases_with_its_bound_and_its_target(bench: BenchServer) -> None:
    text: list[str] = []
    figures = {figure.case: figure for figure in side_by_side(bench, 10, 2, text.append)}
    assert list(figures) == ["open", "growth", "rerun", "sweep_due", "sweep_idle"]
    assert {case for case, figure in figures.items() if figure.bound} == {"open", "growth", "sweep_due"}
    assert figures["open"].target is None, "a ratio says nothing where there is no work to do"
    assert (figures["growth"].target, figures["rerun"].target, figures["sweep_idle"].target) == (20, 0.05, 0.02)
    assert len(text) == 2


def test_few_departments_have_no_tenth_to_grow_from(bench: BenchServer) -> None:
    assert "growth" not in [figure.case for figure in side_by_side(bench, 3, 2, print)]


def test_different_content_is_not_compared(bench: BenchServer) -> None:
    with bench.fresh(3, 2) as url, (plain := Plain(url)).connect() as connection:
        open_all(connection, DUE)
        with pytest.raises(Refused, match="开启之后与SQL下限的内容不同（0项与15项）"):
            _check_same(plain, "开启")
