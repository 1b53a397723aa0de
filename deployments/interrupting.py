"""Waiting until a person or the system says stop."""

import logging
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

PAUSE = 0.5
_asked: list[int] = []


def heed_termination() -> None:
    """Let SIGTERM stop this process as Ctrl-C does: everything started is stopped."""
    signal.signal(signal.SIGINT, _interrupt)  # a shell may have told background processes to ignore it
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)


def was_interrupted() -> bool:
    """Whether somebody asked to stop: a library in the middle of a call may have made another error of it."""
    return bool(_asked)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    _asked.append(number)
    # A library that is broken off while it holds a lock of its log waits for itself when it logs that it was.
    logging.disable(logging.CRITICAL)
    raise KeyboardInterrupt


def until_interrupted(*looks: Callable[[], None]) -> None:
    """Wait for Ctrl-C, looking after things meanwhile.

    Ctrl-C is how one stops what is meant to run on: it is no error, and the caller goes on to stop everything.
    """
    with suppress(KeyboardInterrupt):
        while True:
            for look in looks:
                look()
            time.sleep(PAUSE)
