"""Programs run as the database's own OS user."""

import sys
from pathlib import Path

from deployments.owner import ENVIRONMENT, run_as


def test_a_program_that_went_well_complains_of_nothing(tmp_path: Path) -> None:
    assert run_as(None, [sys.executable, "-c", "pass"], tmp_path) == ""


def test_a_program_that_failed_says_why(tmp_path: Path) -> None:
    assert "kaputt" in run_as(None, [sys.executable, "-c", "raise SystemExit('kaputt')"], tmp_path)


def test_a_program_that_failed_without_a_word_gives_its_exit_code(tmp_path: Path) -> None:
    assert run_as(None, [sys.executable, "-c", "raise SystemExit(3)"], tmp_path) == "exit 3"


def test_a_program_sees_nothing_of_our_environment(tmp_path: Path) -> None:
    seen = "import os; raise SystemExit(','.join(sorted(os.environ)))"
    assert set(run_as(None, [sys.executable, "-c", seen], tmp_path).strip().split(",")) <= {*ENVIRONMENT, "LC_CTYPE"}
