"""The console of a run that has no reader any more: the run goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.process
RUN = """
import logging, sys
from tasks.console import Console
logging.basicConfig(handlers=[Console(stream=sys.stderr)])
for _ in range(2):
    logging.warning("a line")
open(sys.argv[1], "w").write("done")
"""


def test_a_run_whose_worker_has_died_goes_on(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-P", "-c", RUN, str(tmp_path / "done")]
    done = subprocess.run(command, check=False, stdout=write, stderr=write, timeout=60)  # noqa: S603 - our own
    os.close(write)
    assert (done.returncode, (tmp_path / "done").read_text()) == (0, "done")
