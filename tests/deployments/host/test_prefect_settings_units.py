"""The units of systemd: each starts a command that there is, and the worker is stopped so that its runs finish."""

from __future__ import annotations

import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

import deployments
from deployments.host.prefect_settings import COMMANDS

pytestmark = pytest.mark.process
FOLDER = Path(deployments.__file__).parent / "production"
UNITS = sorted(FOLDER.glob("*.service"))


def read(unit: Path) -> RawConfigParser:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(unit, encoding="utf-8")
    return parser


def test_each_process_of_a_host_has_its_unit() -> None:
    started = {unit.stem: read(unit)["Service"]["ExecStart"] for unit in UNITS}
    assert started == {f"mubiao-{name}": f"/opt/mubiao/bin/mubiao host {name}" for name in (*COMMANDS, "pages")}


def test_only_the_worker_is_killed_alone() -> None:
    stops = {
        unit.stem: (read(unit)["Service"].get("KillMode"), read(unit)["Service"].get("KillSignal")) for unit in UNITS
    }
    assert stops.pop("mubiao-worker") == ("process", "SIGKILL")
    assert set(stops.values()) == {(None, None)}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_no_mistake_in_a_unit(unit: Path, tmp_path: Path) -> None:
    """Its output is read: it ends with code 0 also where it names mistakes. The program is not installed here."""
    if not (program := shutil.which("systemd-analyze")):
        pytest.skip("systemd-analyze is not installed")
    written = tmp_path / unit.name
    written.write_text(
        unit.read_text(encoding="utf-8").replace("/opt/mubiao/bin/mubiao", "/bin/true"), encoding="utf-8"
    )
    done = subprocess.run([program, "verify", str(written)], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert [
        line for line in (done.stdout + done.stderr).splitlines() if unit.name in line or str(tmp_path) in line
    ] == []
