"""Files of the page about what is marked now, and the workbooks that it returned: removed with the marking (3-4.7)."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from models.database import begin
from models.ledger.account.drafts import needed_files
from models.ledger.acts import Act
from models.ledger.evidence.store import evidence_store
from models.ledger.secrecy.markings import mark_secret
from models.rules.errors import Unavailable

SENT = ".sent"  # of a file that holds a digest only


@contextmanager
def removing_marked(act: Act[Any]) -> Iterator[None]:
    """Remove the files that a marking takes out of the drafts.

    What the page told of workbooks that were sent, and those that it returned, may name what is marked: all of it goes.
    """
    before = _needed() if act is mark_secret else set[str]()
    yield
    with suppress(Unavailable):  # the act is done: while the store is away the hourly sweep removes them
        _remove(act, before)


def _remove(act: Act[Any], before: set[str]) -> None:
    if act is mark_secret:
        drafts, gone = evidence_store().drafts(), before - _needed()
        told = {name for name, _ in drafts.entries() if "." in name and not name.endswith(SENT)}
        for name in gone | told:
            drafts.delete(name)


def _needed() -> set[str]:
    with begin() as session:
        return needed_files(session)
