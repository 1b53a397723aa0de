"""Side by side: the ledger and the bound do the same work; different content is not compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.bench import ours
from deployments.bench.cases import _check_engine, _check_same, engines, side_by_side
from deployments.bench.engines import CONTENDERS, Contender
from deployments.bench.ours import DUE, IDLE
from deployments.bench.plain import Plain, open_all, remind_all
from models.rules.errors import Refused

if TYPE_CHECKING:
    from deployments.bench.databases import BenchServer
    from tests.conftest import Sql

ABSENT = Contender("无此引擎", "no-such-distribution")


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
        (other := Plain(url, "other")).create()
        with pytest.raises(Refused, match="无此引擎 做出的内容与SQL下限不同"):
            _check_engine(ABSENT, other, plain)


def test_an_engine_that_is_not_installed_is_left_out_with_a_sentence(bench: BenchServer) -> None:
    text: list[str] = []
    assert list(engines(bench, 3, 2, text.append, contenders=(ABSENT,))) == []
    assert text == ["未安装 无此引擎，略去。如需对比：pip install -c deployments/constraints.txt -e '.[bench]'"]


@pytest.mark.parametrize("contender", CONTENDERS, ids=lambda contender: contender.key)
def test_an_engine_does_the_same_work_once(bench: BenchServer, contender: Contender) -> None:
    if contender.version is None:
        pytest.skip("the extra bench is not there")
    with bench.fresh(3, 2) as url:
        bound, own = Plain(url), Plain(url, contender.key)
        own.create()
        with bound.connect() as connection, contender.running()(own) as engine:
            open_all(connection, DUE)
            engine.open(DUE)
            assert own.digest() == bound.digest()
            engine.open(DUE)
            engine.sweep(IDLE)
            assert own.digest() == bound.digest()
            engine.time_passes()
            remind_all(connection, DUE)
            engine.sweep(DUE)
            engine.sweep(DUE)
            assert own.digest() == bound.digest()
