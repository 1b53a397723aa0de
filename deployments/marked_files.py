"""The bytes of files that were chosen at the page for what is marked now: removed with the marking (3-4.7)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from models.database import begin
from models.ledger.account.drafts import needed_files
from models.ledger.acts import Act
from models.ledger.secrecy.markings import mark_secret
from tasks.settings import settings


@contextmanager
def removing_marked(act: Act[Any]) -> Iterator[None]:
    """Remove from this machine the files that a marking takes out of the drafts; another one does so by its sweep."""
    before = _needed() if act is mark_secret else set[str]()
    yield
    for digest in before - _needed() if before else ():
        (settings().home / "page" / digest).unlink(missing_ok=True)


def _needed() -> set[str]:
    with begin() as session:
        return needed_files(session)
