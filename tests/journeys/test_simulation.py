"""A small year from first to last day, undisturbed and with kills, under different hash seeds: the same state."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.conftest import made_folder

MUBIAO = Path(sys.executable).with_name("mubiao")
SMALL = ("simulate", "--year", "2025", "--departments", "3", "--targets", "2", "--seed", "11", "--json")
PATIENCE = 3600
STEP = 19_200  # some 6 kills: a year has 110,000 points, and the day chooses others
EVENTS = (
    "outage=mail@2025-03-03..2025-03-07,drop=daily_sweep@2025-04-10,drop=monthly_check@2025-05-01,"
    "founding@2025-05-06,calendar@2025-06-10,merger@2025-08-05"
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """The folder for the homes of the simulations; the server's user can traverse it."""
    made = made_folder("simulated")
    yield made
    shutil.rmtree(made)


def simulate(folder: Path, *words: str, hash_seed: str = "0", cores: int = 2) -> dict[str, Any]:
    """Returns the JSON of `mubiao simulate … --json`, which must leave stderr empty, on as many cores at most."""
    pinned = ["taskset", "--cpu-list", ",".join(map(str, sorted(os.sched_getaffinity(0))[:cores]))]
    known = {"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8", "TMPDIR": str(folder)}
    done = subprocess.run(  # noqa: S603 - our own program
        [*pinned, MUBIAO, *SMALL, *words],
        env=known | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def year(folder: Path) -> dict[str, Any]:
    """Returns the JSON of the undisturbed year."""
    return simulate(folder, hash_seed="1")


def test_every_period_of_the_year_was_opened_without_violations(year: dict[str, Any]) -> None:
    # One department of three drafts its list, which is issued in March: it reports from April on.
    counts = {"monthly_check": 33, "quarterly_meeting": 12, "mid_year_review": 3, "year_end_check": 3}
    counts |= {"self_check": 12, "cloud_monitoring": 12, "field_inspection": 4}  # one target is a key project
    assert {kind: year["obligations"][kind] for kind in counts} == counts
    assert year["obligations"]["year_end_reverification"] == 3
    assert (year["violations"], year["duplicates"]) == ([], 0)
    # A list without answer at the submission is waived, and so is a score sheet whose department says nothing.
    ended = year["discharged"] + year["lists_without_answer"] + year["sheets_unanswered"]
    assert ended + year["open"] == sum(year["obligations"].values())
    assert year["messages"] > 100
    assert (year["sheets_drafted"], year["sheets_approved"], year["sheets_corrected"]) == (3, 3, 1)
    assert year["obligations"]["appraisal_objection"] == 3 + year["score_objections_accepted"]
    # One for each target in the filing of the year and in the last self-check, and those of own dates.
    assert year["evidence"] == 21


def test_a_year_survives_kills_at_points_across_it(
    year: dict[str, Any], folder: Path, pytestconfig: pytest.Config
) -> None:
    """The process has another hash seed than that of the undisturbed year, and the same digest."""
    step = pytestconfig.getoption("--every") or STEP + Random(pytestconfig.option.drawn_by).randrange(100)  # noqa: S311
    # Each core would live the year twice to share the trials; another test uses the other one meanwhile.
    tried = simulate(folder, "--faults", f"every/{step}", hash_seed="2", cores=1)
    assert (tried["violations"], len(tried["digest"])) == ([], 64)
    assert tried["digest"] == year["digest"]
    assert tried["points"] > 100_000
    assert sum(tried["trials"].values()) == tried["points"] // step * (2 if step == 1 else 1)
    assert all(tried["trials"].values())


def test_a_year_with_events_and_kills_ends_like_one_with_the_events_alone(folder: Path) -> None:
    """`reference` is the year with the same events but without kills and doubled runs."""
    lived = simulate(folder, "--faults", f"{EVENTS},process@2000,database@4001,process@11000,database@20005")
    assert (lived["violations"], lived["reference"]) == ([], lived["digest"])


def test_no_folder_of_a_simulation_is_left(year: dict[str, Any], folder: Path) -> None:
    assert year
    assert [path.name for path in folder.iterdir() if path.name.startswith("mubiao-simulation")] == []
