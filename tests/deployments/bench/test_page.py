"""The page's process is measured by what people do there: nothing is lost, and a wrong answer is no figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.bench.measurements import MEGABYTES
from deployments.bench.page import FILE_SIZE, OFFICES, Size, _send_and_see, page, size_of
from deployments.bench.page_client import Client
from deployments.bench.page_world import MONTH, duties, live_a_year, page_process
from models.rules.errors import Refused

if TYPE_CHECKING:
    from deployments.bench.databases import BenchServer
    from tests.conftest import Sql

pytestmark = pytest.mark.process

SHOWN = ("page_desk", "page_form", "page_board", "page_answer")
CASES = [name for each in SHOWN for name in (each, f"{each}_cpu")]
CASES += ["page_memory", "page_size", "page_receipts", "page_lost", "page_twice", "page_sign_ins", "page_peak"]


def test_a_year_of_two_offices_is_seen_and_answered_and_nothing_is_lost(bench: BenchServer) -> None:
    said: list[str] = []
    figures = {each.case: each for each in page(bench, said.append, Size(2, 2, 0, 1))}
    assert list(figures) == CASES
    assert said == ["网页，2个部门×2项目标，一年的应办事项……"]
    assert (figures["page_lost"].value, figures["page_twice"].value) == (0, 0)
    assert all(each.target is not None and each.value >= 0 for each in figures.values())
    assert 0.005 < figures["page_size"].value < 0.25
    assert figures["page_peak"].value >= 60
    assert {figures[name].unit for name in ("page_memory", "page_size", "page_peak")} == {MEGABYTES}


def test_the_big_board_is_only_in_a_run_of_the_usual_size() -> None:
    assert size_of(OFFICES, 30, FILE_SIZE) == Size()
    assert size_of(10, 30, 5) == Size(10, 30, 0, 5)


@pytest.mark.exhaustive
def test_what_is_answered_otherwise_is_no_figure(bench: BenchServer, sql: Sql) -> None:
    with bench.fresh(2, 2) as url:
        live_a_year(0)
        assert sql.value("SELECT count(*) FROM obligation WHERE state = 'open'") == 2
        (first, path), (_, other) = duties(MONTH).items()
        with page_process(bench, url) as process:
            assert process.processor_seconds() > 0
            own = Client(process.port, first)
            form = own.opened(path, {"progress": "many"}) | {"do": "send"}
            for work in (
                lambda: own.get(other),
                lambda: own.send(other, {}),
                lambda: _send_and_see(first, path, (own, form), 0),
            ):
                with pytest.raises(Refused, match="测速中止"):
                    work()
