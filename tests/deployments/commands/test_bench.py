"""`mubiao bench`: what keeps it from starting, a small run, and the format of its figures."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from deployments.bench import committed
from deployments.bench.measurements import BenchFigure
from deployments.commands.bench import format_figures
from tests.conftest import made_folder
from tests.deployments.conftest import MUBIAO

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao

FIGURES = [
    BenchFigure("open", "开启月度检查", 1000, 30, 0.4, 0.25, 2),
    BenchFigure("prefect", "Prefect自身：一次空运行", 0, 0, 0.1),
]


# All but the year and the server of Prefect, which have tests elsewhere and take most of the time.
SMALL = ("sweep", "quarter", "scores", "recompute", "submissions", "answers", "papers", "picture", "draw", "breakdown")
SMALL_RUN = ["bench", "--departments", "3", "--targets", "2", *(word for each in SMALL for word in ("--only", each))]


@pytest.mark.exhaustive
@pytest.mark.process
def test_a_small_run_measures_its_cases_to_the_end() -> None:
    home = made_folder()
    found = {"PATH": os.defpath, "HOME": str(home), "LANG": "C.UTF-8", "MUBIAO_HOME": str(home)}
    done = subprocess.run(  # noqa: S603 - our own program
        [MUBIAO, *SMALL_RUN, "--json"], env=found, cwd=home, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    cases = [each["case"] for each in json.loads(done.stdout)]
    assert cases[:5] == ["machine", "open", "rerun", "sweep_due", "sweep_idle"]
    assert cases[-1] == "breakdown"
    assert list(home.iterdir()) == []
    home.rmdir()


def test_an_unusable_home_is_reported(mubiao: Mubiao) -> None:
    mubiao.home.write_text("a file", encoding="utf-8")
    assert "无法使用数据目录" in mubiao.refused("bench", code=3)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("--departments", "0"), "--departments 填写有误，应为1到10000的整数"),
        (("--departments", "20000"), "--departments 填写有误，应为1到10000的整数"),
        (("--targets", "很多"), "--targets 填写有误，应为1到200的整数"),
        (("--only", "很多"), "--only 填写有误"),
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


def test_the_table_names_what_got_worse(monkeypatch: pytest.MonkeyPatch) -> None:
    for before, named in ((1.5, False), (1.1, True)):
        monkeypatch.setattr(committed, "committed", lambda before=before: {("open", 1000, 30, "ratio"): before})
        text = "\n".join(format_figures(FIGURES, 0.1))
        assert ("差三分之一以上的：开启月度检查：1.1 → 1.6。" in text) is named
