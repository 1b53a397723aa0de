"""How long one cell of a group may take new letters and mails: the other cells wait for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from time import monotonic

LONGEST = 60  # seconds
_until: list[float] = []


@contextmanager
def limited() -> Iterator[None]:
    """Let this process take new letters and mails for so long, from now until the end of the block."""
    _until.append(monotonic() + LONGEST)
    try:
        yield
    finally:
        _until.pop()


def seconds_left() -> float:
    """Returns the rest of the time, not below zero; infinity for an installation that is alone."""
    return max(0.0, _until[-1] - monotonic()) if _until else inf


def is_over() -> bool:
    """Returns whether no new letter and no new mail is to be taken."""
    return seconds_left() == 0
