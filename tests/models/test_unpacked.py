"""拆开的来信: what a killed process left unpacked is removed, what a running one has stays."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from models.unpacked import remove_left_over, unpack_folder

if TYPE_CHECKING:
    from pathlib import Path

KILLED = """
import os, signal, sys
from pathlib import Path
from models.unpacked import unpack_folder
with unpack_folder(Path(sys.argv[1])) as folder:
    (Path(folder) / "0").mkdir()
    (Path(folder) / "0" / "a.pdf").write_bytes(b"x")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.process
def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)  # noqa: S603 - our own program
    assert len(list(tmp_path.rglob("a.pdf"))) == 1
    remove_left_over(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_a_running_process_has_and_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "inbox.json").write_text("{}", encoding="utf-8")
    (tmp_path / "inbox-x_1").mkdir()
    (tmp_path / f"inbox-{2**70}-a").mkdir()
    with unpack_folder(tmp_path) as own:
        remove_left_over(tmp_path)
        assert sorted(place.name for place in tmp_path.iterdir()) == sorted(["inbox.json", os.path.basename(own)])  # noqa: PTH119
        assert os.stat(own).st_mode & 0o77 == 0  # noqa: PTH116
