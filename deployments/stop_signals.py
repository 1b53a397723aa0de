"""Waiting until a person or the system says stop."""

import logging
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

PAUSE = 0.5
AGAIN = 0.2
_asked: list[int] = []
_unbroken: list[None] = []


def heed_termination() -> None:
    """Let SIGTERM stop this process as Ctrl-C does: everything started is stopped."""
    signal.signal(signal.SIGINT, _interrupt)  # a shell may have told background processes to ignore it
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    signal.signal(signal.SIGALRM, _insist)
    sys.unraisablehook = _tell_dropped


def was_interrupted() -> bool:
    """Whether somebody asked to stop: a library in the middle of a call may have made another error of it."""
    return bool(_asked)


@contextmanager
def unbroken() -> Iterator[None]:
    """Do something short to its end: who asks to stop meanwhile is heeded right afterwards."""
    _unbroken.append(None)
    try:
        yield
    finally:
        _unbroken.pop()


def _interrupt(number: int, _frame: FrameType | None) -> None:
    _asked.append(number)
    # A library that is broken off while it holds a lock of its log waits for itself when it logs that it was.
    logging.disable(logging.CRITICAL)
    _insist()


def _insist(_number: int = signal.SIGALRM, _frame: FrameType | None = None) -> None:
    """Raise it, and again until it was heard.

    Python drops what is raised inside the callbacks of its import machinery and of its garbage collection, and some
    libraries drop everything that is raised while they try something.
    """
    signal.setitimer(signal.ITIMER_REAL, AGAIN)
    if not (_unbroken or _is_heard()):
        raise KeyboardInterrupt


def _tell_dropped(dropped: "sys.UnraisableHookArgs") -> None:
    """What was raised where nothing can be: not told when it is ours, since it comes again."""
    if not isinstance(dropped.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(dropped)


def _is_heard() -> bool:
    """Whether what runs now runs because of it: it is being passed on, and everything is stopped on the way."""
    handled = sys.exception()
    while handled and not isinstance(handled, KeyboardInterrupt):
        handled = handled.__cause__ or handled.__context__
    return handled is not None


def heard() -> None:
    """Do not raise it again: whoever calls this goes on to stop everything."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def until_interrupted(*looks: Callable[[], None]) -> None:
    """Wait for Ctrl-C, looking after things meanwhile.

    Ctrl-C is how one stops what is meant to run on: it is no error, and the caller goes on to stop everything.
    """
    try:
        while True:
            for look in looks:
                look()
            time.sleep(PAUSE)
    except KeyboardInterrupt:
        heard()
