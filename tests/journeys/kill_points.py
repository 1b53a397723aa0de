"""Points at which a process is killed: just before a statement or a commit, or where a test passes one itself."""

from __future__ import annotations

import os
import signal
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import Engine, event

if TYPE_CHECKING:
    from collections.abc import Callable


def kill_at(point: int) -> tuple[Callable[..., None], Callable[[], int]]:
    """Kill this process at a point, counted from 1; none if it is 0; returns what passes one, and how many it were."""
    passed, reached = count(1), [0]

    def pass_point(*_: object) -> None:
        reached[0] = next(passed)
        if reached[0] == point:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, pass_point)
    return pass_point, lambda: reached[0]
