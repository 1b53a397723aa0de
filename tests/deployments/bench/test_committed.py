"""Committed rows: ratios and turns of the machine's loop, and the figures that got worse by more than a third."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from deployments.bench import committed
from deployments.bench.committed import commit, read_figures, worse
from deployments.bench.measurements import MACHINE, MEGABYTES, BenchFigure

if TYPE_CHECKING:
    from pathlib import Path


def figures(ratio: float, seconds: float, megabytes: float) -> list[BenchFigure]:
    return [
        BenchFigure(MACHINE, "本机", 0, 0, 0.25),
        BenchFigure("open", "开启月度检查", 1000, 30, 0.25 * ratio, 0.25),
        BenchFigure("rerun", "重复开启", 1000, 30, seconds, turn=0.25),
        BenchFigure("lost", "丢失", 100, 30, 0, unit="份"),
        BenchFigure("memory", "内存", 1000, 30, megabytes, unit=MEGABYTES),
    ]


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of rows for these figures, as one run committed them."""
    place = tmp_path / "bench.csv"
    place.write_text("case,departments,targets,measure,value\nopen,10,30,ratio,1.5\n", encoding="utf-8")
    monkeypatch.setattr(committed, "ROWS", place)
    commit(figures(1.5, 0.5, 170))
    return place


def test_a_figure_is_kept_as_a_ratio_as_turns_of_the_machine_or_as_megabytes(rows: Path) -> None:
    assert rows.read_text(encoding="utf-8").splitlines() == [
        "case,departments,targets,measure,value",
        "memory,1000,30,MB,170",
        "open,10,30,ratio,1.5",
        "open,1000,30,ratio,1.5",
        "rerun,1000,30,turns,2",
    ]


@pytest.mark.usefixtures("rows")
def test_what_is_worse_by_more_than_a_third_is_named_with_both_values() -> None:
    assert list(worse(figures(1.9, 0.6, 200))) == []
    assert list(worse(figures(2.1, 0.7, 250))) == [
        "开启月度检查：1.5 → 2.1",
        "重复开启：2 → 2.8",
        "内存：170 → 250",
    ]


@pytest.mark.usefixtures("rows")
def test_a_slower_machine_is_not_a_slower_product() -> None:
    slower = [BenchFigure("rerun", "重复开启", 1000, 30, 1.0, turn=0.5)]
    assert list(worse(slower)) == []


def test_the_rows_are_made_of_what_the_bench_prints() -> None:
    printed = json.loads(json.dumps([each.as_json() for each in figures(1.5, 0.5, 170)]))
    assert [(each.case, each.ratio, each.turns, each.unit) for each in read_figures(printed)] == [
        (MACHINE, None, None, "s"),
        ("open", 1.5, None, "s"),
        ("rerun", None, 2, "s"),
        ("lost", None, None, ""),
        ("memory", None, None, "MB"),
    ]


def test_every_committed_row_is_of_a_size_that_someone_measures() -> None:
    assert {key[3] for key in committed.committed()} <= {"ratio", "turns", "MB"}
