"""Figures: ratio and target, as a table row and as JSON."""

from __future__ import annotations

import pytest

from deployments.bench.measurements import MEGABYTES, TITLES, BenchFigure, best_of, format_value, percentile, seconds_of


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (5.3, "s", "5.30秒"),
        (0.39, "s", "390毫秒"),
        (0.0123, "s", "12.3毫秒"),
        (0.000_000_2, "s", "0.2微秒"),
        (212.4, "MB", "212MB"),
        (0.0904, "MB", "90kB"),
        (3, "份", "3份"),
    ],
)
def test_a_value_is_shown_in_the_unit_that_suits_it(value: float, unit: str, text: str) -> None:
    assert format_value(value, unit) == text


@pytest.mark.parametrize(
    ("value", "bound", "target", "ratio", "met"),
    [
        (0.6, 0.3, 2, 2.0, True),
        (0.61, 0.3, 2, 2.033, False),
        (0.6, 0.3, None, 2.0, None),
        (0.05, None, 0.05, None, True),
        (0.06, None, 0.05, None, False),
        (0, None, 0, None, True),
    ],
)
def test_a_target_is_for_the_ratio_where_there_is_a_bound_and_else_for_the_value(
    value: float, bound: float | None, target: float | None, ratio: float | None, *, met: bool | None
) -> None:
    figure = BenchFigure("open", "开启", 1000, 30, value, bound, target)
    assert figure.ratio == (pytest.approx(ratio, abs=0.001) if ratio else None)
    assert figure.met is met


def test_the_table_row_holds_size_target_and_result() -> None:
    row = BenchFigure("open", "开启月度检查", 1000, 30, 0.4, 0.25, 2, note="一次").as_row()
    assert row == ["开启月度检查", "1000×30", "400毫秒", "", "250毫秒", "1.60倍", "≤2倍", "达到", "一次"]
    assert len(row) == len(TITLES)
    assert BenchFigure("workday", "第15个工作日", 0, 0, 2e-6, target=1e-6, turn=0.46).as_row()[1:8] == [
        "", "2微秒", "460毫秒", "", "", "≤1微秒", "未达到",
    ]  # fmt: skip
    assert BenchFigure("prefect", "空运行", 0, 0, 0.1).as_row()[6:8] == ["", ""]


def test_the_data_has_the_fields_of_the_contract_and_never_memory_as_seconds() -> None:
    data = BenchFigure("open", "开启", 1000, 30, 0.5, 0.25, 2).as_json()
    contract = {"case", "departments", "targets", "seconds", "bound_seconds", "ratio"}
    assert contract <= set(data)
    assert {name: data[name] for name in contract | {"target", "met"}} == {
        "case": "open", "departments": 1000, "targets": 30, "seconds": 0.5, "bound_seconds": 0.25, "ratio": 2.0,
        "target": 2, "met": True,
    }  # fmt: skip
    memory = BenchFigure("memory", "内存", 1000, 30, 172, 170, 1.05, unit=MEGABYTES).as_json()
    assert (memory["seconds"], memory["bound_seconds"], memory["megabytes"]) == (None, None, 172)


def test_the_best_of_several_rounds_is_taken_per_name() -> None:
    assert best_of([{"a": 3, "b": 1}, {"a": 2, "b": 4}, {"a": 5}]) == {"a": 2, "b": 1}


@pytest.mark.parametrize(("share", "value"), [(0.95, 95), (0.5, 50), (0.01, 1), (1, 100)])
def test_a_percentile_is_not_exceeded_by_its_share_of_all_values(share: float, value: int) -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert percentile(values, share) == value
    assert percentile([7.0], share) == 7


def test_a_work_is_timed_by_doing_it_once() -> None:
    done: list[int] = []
    assert 0 <= seconds_of(lambda: done.append(1)) < 1
    assert done == [1]
