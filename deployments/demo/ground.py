"""The home of a demonstration with its database, which is made while the rest of the program is loaded."""

import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from deployments import embedded
from deployments.child_processes import Children
from deployments.home_locks import share_server, sole_run
from tasks.home import home_folder


class DemoGround(NamedTuple):
    """The empty home, the processes that end with it, and the database, which may not have started yet."""

    home: Path
    children: Children
    database: "Future[str]"


@contextmanager
def ground() -> Iterator[DemoGround]:
    """Empty the home and begin to make its database; all of it stops at the end, also after an interrupt."""
    base = home_folder()
    home = base / "demo"
    with sole_run(base / "demo-lock"):
        embedded.stop(home)
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        with Children(home / "logs") as children, share_server(home), ThreadPoolExecutor(1) as pool:
            yield DemoGround(home, children, pool.submit(embedded.start, home))
