"""`mubiao bench`: what keeps it from starting, and the format of its figures (the measurement takes minutes)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.bench.measurements import Figure
from deployments.commands.bench import format_figures

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao

FIGURES = [
    Figure("open", "开启月度检查", 1000, 30, 0.4, 0.25, 2),
    Figure("prefect", "Prefect自身：一次空运行", 0, 0, 0.1),
]


def test_an_unusable_home_is_reported(mubiao: Mubiao) -> None:
    mubiao.home.write_text("a file", encoding="utf-8")
    assert "无法使用数据目录" in mubiao.refused("bench", code=3)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("--departments", "0"), "--departments 填写有误，应为1到10000的整数"),
        (("--departments", "20000"), "--departments 填写有误，应为1到10000的整数"),
        (("--targets", "很多"), "--targets 填写有误，应为1到200的整数"),
    ],
)
def test_a_size_out_of_reach_is_a_wrong_usage(mubiao: Mubiao, words: tuple[str, ...], text: str) -> None:
    assert text in mubiao.refused("bench", *words, code=2)


def test_the_table_names_machine_and_day_and_warns_of_a_busy_machine() -> None:
    quiet, busy = "\n".join(format_figures(FIGURES, 0.1)), "\n".join(format_figures(FIGURES, 3.2))
    assert "开启月度检查" in quiet
    assert "1.60倍" in quiet
    assert "0.049秒、0.39秒、5.3秒" in quiet
    assert "并不空闲" not in quiet
    assert "负载3.20" in busy
    assert "机器并不空闲，用时偏大" in busy
