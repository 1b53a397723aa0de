"""A small year from its first day to its last, in two processes whose hashes differ: sound, and the same."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

MUBIAO = Path(sys.executable).with_name("mubiao")
SMALL = ("simulate", "--year", "2025", "--departments", "3", "--targets", "2", "--seed", "11", "--json")
PATIENCE = 300


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where the simulations make their homes; the server's own user can enter it."""
    made = Path(tempfile.mkdtemp(prefix="mubiao-simulated-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def years(folder: Path) -> list[dict[str, Any]]:
    """What two processes say about the same year."""

    def simulate(hash_seed: str) -> dict[str, Any]:
        known = {"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8", "TMPDIR": str(folder)}
        done = subprocess.run(  # noqa: S603 - our own program
            [MUBIAO, *SMALL],
            env=known | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(simulate, ("1", "2")))


def test_two_runs_whose_hashes_differ_end_in_the_same_state(years: list[dict[str, Any]]) -> None:
    one, other = ({name: value for name, value in year.items() if name != "seconds"} for year in years)
    assert one == other
    assert len(one["digest"]) == 64


def test_every_period_of_the_year_was_opened_and_nothing_was_wrong(years: list[dict[str, Any]]) -> None:
    year = years[0]
    counts = {"monthly_check": 36, "quarterly_meeting": 12, "mid_year_review": 3, "year_end_check": 3}
    assert {kind: year["obligations"][kind] for kind in counts} == counts
    assert year["obligations"]["year_end_reverification"] == 3
    assert (year["violations"], year["duplicates"]) == ([], 0)
    assert year["discharged"] + year["open"] == sum(year["obligations"].values())
    assert year["messages"] > 100
    assert year["evidence"] == 6


def test_nothing_of_it_is_left_behind(years: list[dict[str, Any]], folder: Path) -> None:
    assert years
    assert [path.name for path in folder.iterdir() if path.name.startswith("mubiao-simulation")] == []
