"""What a command loads: the heavy packages, and how many modules; each in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

HEAVY = {
    "sqlmodel",
    "sqlalchemy",
    "pydantic",
    "psycopg",
    "openpyxl",
    "docx",
    "PIL",
    "lxml",
    "prefect",
    "alembic",
    "cryptography",
    "apprise",
    "jinja2",
}
DATA = {"sqlmodel", "sqlalchemy", "pydantic", "psycopg"}  # what a command with data cannot do without
OF_A_HOST = ("deployments.host.", "deployments.chosen_cell.", "tasks.cell.", "models.cells.")
SCRIPT = """
import sys
from deployments.cli import main
sys.argv[0] = "mubiao"
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
# What each command may load of the heavy packages, and of our own modules at most. The home has no data.
BOUNDS: tuple[tuple[str, set[str], int], ...] = (
    ("--help", set(), 20),
    ("workday 2026-03-31 --plus 15", set(), 40),
    ("cycles", set(), 170),
    ("act --list", set(), 20),
    ("owed --help", set(), 20),
    ("owed", DATA, 190),
    ("messages", DATA, 170),
    ("evidence", DATA, 170),
    ("reviews", DATA, 230),
    ("account list", DATA, 260),
    ("check --settings", DATA, 300),
    ("act set_limit --help", DATA, 280),
    ("targets", DATA, 230),
    ("why T001", DATA, 310),
    ("template departments a.xlsx", DATA, 300),
)


@pytest.mark.parametrize(("line", "heavy", "most"), BOUNDS, ids=[line for line, _, _ in BOUNDS])
def test_a_command_loads_no_more_than_it_needs(
    line: str, heavy: set[str], most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    told = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", SCRIPT, *line.split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    loaded = told.stderr.splitlines()[-1].split()
    assert "deployments.cli" in loaded
    assert HEAVY.intersection(loaded) <= heavy
    assert [name for name in loaded if f"{name}.".startswith(OF_A_HOST)] == []
    own = [name for name in loaded if name.startswith(("models.", "tasks.", "notifications.", "deployments."))]
    assert len(own) <= most
