"""拆开的来信: what a killed process left unpacked is removed, what a running one has stays; it lies in the evidence."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from models.ledger.evidence.store import configure_store
from models.ledger.evidence.unpacked import remove_left_over, unpack_folder

if TYPE_CHECKING:
    from pathlib import Path

KILLED = """
import os, signal, sys
from pathlib import Path
from models.ledger.evidence.store import configure_store
from models.ledger.evidence.unpacked import unpack_folder
configure_store(Path(sys.argv[1]), 1)
with unpack_folder() as folder:
    (Path(folder) / "0").mkdir()
    (Path(folder) / "0" / "a.pdf").write_bytes(b"x")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """An evidence folder that does not exist yet."""
    configure_store(tmp_path / "evidence", 50, lasting=False)
    return tmp_path / "evidence"


@pytest.mark.process
def test_what_a_killed_process_left_is_removed(store: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(store)], check=False)  # noqa: S603 - our own program
    assert len(list(store.rglob("a.pdf"))) == 1
    remove_left_over()
    assert list(store.iterdir()) == []


def test_what_a_running_process_has_and_other_files_stay(store: Path) -> None:
    for name in ("inbox.json", "inbox-x_1", f"inbox-{2**70}-a"):
        (store / name).mkdir(parents=True)
    with unpack_folder() as own:
        remove_left_over()
        assert sorted(place.name for place in store.iterdir()) == sorted(["inbox.json", os.path.basename(own)])  # noqa: PTH119


def test_only_the_owner_may_enter_the_folder_in_which_it_lies(store: Path) -> None:
    with unpack_folder() as own:
        assert [stat.S_IMODE(os.stat(each).st_mode) for each in (store, own)] == [0o700, 0o700]  # noqa: PTH116
    assert list(store.iterdir()) == []
