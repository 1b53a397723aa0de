"""Files of the page about what is marked now, and the workbooks that it returned: removed with the marking (3-4.7)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from models.database import begin
from models.ledger.account.drafts import needed_files
from models.ledger.acts import Act
from models.ledger.secrecy.markings import mark_secret
from tasks.settings import settings

SENT = ".sent"  # of a file that holds a digest only


@contextmanager
def removing_marked(act: Act[Any]) -> Iterator[None]:
    """Remove from this machine the files that a marking takes out of the drafts; another one does so by its sweep.

    What the page told of workbooks that were sent, and those that it returned, may name what is marked: all of it goes.
    """
    before = _needed() if act is mark_secret else set[str]()
    yield
    for digest in before - _needed() if before else ():
        (settings().home / "page" / digest).unlink(missing_ok=True)
    for told in (settings().home / "page").glob("*.*") if act is mark_secret else ():
        if told.suffix != SENT:
            told.unlink(missing_ok=True)


def _needed() -> set[str]:
    with begin() as session:
        return needed_files(session)
