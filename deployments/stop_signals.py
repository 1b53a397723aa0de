"""Stop signals: turned into KeyboardInterrupt, repeated until handled, deferred during short steps."""

import logging
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

PAUSE = 0.5
RETRY_AFTER = 0.2
_received: list[int] = []
_deferrals: list[None] = []


def handle_termination() -> None:
    """Handle SIGTERM and SIGHUP like Ctrl-C, so that everything started is stopped."""
    signal.signal(signal.SIGINT, _interrupt)  # a shell sets background processes to ignore it
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    signal.signal(signal.SIGALRM, _raise_until_handled)
    sys.unraisablehook = _report_dropped


def was_interrupted() -> bool:
    """Returns whether a stop signal arrived: a library may have turned the interrupt into another error."""
    return bool(_received)


@contextmanager
def defer_interrupts() -> Iterator[None]:
    """Defer interrupts during a short step; they are raised right after it."""
    _deferrals.append(None)
    try:
        yield
    finally:
        _deferrals.pop()


def _interrupt(number: int, _frame: FrameType | None) -> None:
    _received.append(number)
    # A library interrupted while it holds the lock of its log deadlocks when it logs the interrupt.
    logging.disable(logging.CRITICAL)
    _raise_until_handled()


def _raise_until_handled(_number: int = signal.SIGALRM, _frame: FrameType | None = None) -> None:
    """Raise KeyboardInterrupt, and repeat until it is handled.

    Python drops exceptions raised inside callbacks of its import machinery and of its garbage collector, and some
    libraries suppress every exception of a call.
    """
    signal.setitimer(signal.ITIMER_REAL, RETRY_AFTER)
    if not (_deferrals or _is_handled()):
        raise KeyboardInterrupt


def _report_dropped(unraisable: "sys.UnraisableHookArgs") -> None:
    """Report an unraisable exception, except KeyboardInterrupt, which is raised again."""
    if not isinstance(unraisable.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)


def _is_handled() -> bool:
    """Returns whether the current code runs while a KeyboardInterrupt propagates and everything is being stopped."""
    error = sys.exception()
    while error and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def stop_repeating() -> None:
    """Stop repeating the interrupt: the caller goes on to stop everything."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def until_interrupted(*checks: Callable[[], None]) -> None:
    """Wait for Ctrl-C, and call the checks in the meantime.

    Ctrl-C is the normal way to stop: no error is raised, and the caller goes on to stop everything.
    """
    try:
        while True:
            for check in checks:
                check()
            time.sleep(PAUSE)
    except KeyboardInterrupt:
        stop_repeating()
