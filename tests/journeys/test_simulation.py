"""A small year from first to last day, in two processes with different hash seeds: no violations, same state."""

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
PATIENCE = 3600
STEP = 250
EVENTS = (
    "outage=mail@2025-03-03..2025-03-07,drop=daily_sweep@2025-04-10,drop=monthly_check@2025-05-01,"
    "calendar@2025-06-10,merger@2025-08-05"
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """The folder for the homes of the simulations; the server's user can traverse it."""
    places = (Path("/dev/shm"), Path("/tmp"))  # noqa: S108 - a new folder in the first writable one
    place = next(each for each in places if os.access(each, os.W_OK))
    made = Path(tempfile.mkdtemp(prefix="mubiao-simulated-", dir=place))
    made.chmod(0o755)
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
def years(folder: Path) -> list[dict[str, Any]]:
    """Returns the JSON of two processes for the same year."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda seed: simulate(folder, hash_seed=seed), ("1", "2")))


def test_two_runs_whose_hashes_differ_end_in_the_same_state(years: list[dict[str, Any]]) -> None:
    one, other = ({name: value for name, value in year.items() if not name.startswith("seconds")} for year in years)
    assert one == other
    assert len(one["digest"]) == 64


def test_every_period_of_the_year_was_opened_without_violations(years: list[dict[str, Any]]) -> None:
    year = years[0]
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
    years: list[dict[str, Any]], folder: Path, pytestconfig: pytest.Config
) -> None:
    step = pytestconfig.getoption("--every") or STEP
    # Each core would live the year twice to share the trials; another test uses the other one meanwhile.
    tried = simulate(folder, "--faults", f"every/{step}", cores=1)
    assert tried["violations"] == []
    assert tried["digest"] == years[0]["digest"]
    assert tried["points"] > 20_000
    assert sum(tried["trials"].values()) == tried["points"] // step * (2 if step == 1 else 1)
    assert all(tried["trials"].values())


def test_a_year_with_events_and_kills_ends_like_one_with_the_events_alone(folder: Path) -> None:
    """`reference` is the year with the same events but without kills and doubled runs."""
    lived = simulate(folder, "--faults", f"{EVENTS},process@2000,database@4001,process@11000,database@20005")
    assert (lived["violations"], lived["reference"]) == ([], lived["digest"])


def test_no_folder_of_a_simulation_is_left(years: list[dict[str, Any]], folder: Path) -> None:
    assert years
    assert [path.name for path in folder.iterdir() if path.name.startswith("mubiao-simulation")] == []
