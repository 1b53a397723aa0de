"""Since when the inbox does not answer, and what it withholds: a row of the database, which every machine reads."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from models.rules.workdays import SHANGHAI
from models.statements import run

IS_FAILING = "EXISTS (SELECT FROM inbox_state WHERE failing_since IS NOT NULL OR withheld <> '[]')"
STATE = "SELECT failing_since, words, withheld FROM inbox_state"
# The first failure after a reading stays the beginning; a row that says the same is not written again.
NOTE = """
INSERT INTO inbox_state AS s (id, failing_since, words, withheld) VALUES (1, :since, :words, CAST(:withheld AS jsonb))
ON CONFLICT (id) DO UPDATE SET words = excluded.words, withheld = excluded.withheld,
    failing_since = CASE WHEN excluded.failing_since IS NOT NULL
        THEN coalesce(s.failing_since, excluded.failing_since) END
WHERE (s.failing_since IS NULL, s.words, s.withheld)
    IS DISTINCT FROM (excluded.failing_since IS NULL, excluded.words, excluded.withheld)
"""


class InboxFailure(NamedTuple):
    """Since when the inbox does not answer, and the newest reason."""

    since: datetime
    words: str


def note_read(session: Session, withheld: Iterable[str] = ()) -> None:
    """Note that the inbox was read, or is set no more, and the keys of the mails that it listed and did not give."""
    _note(session, None, "", withheld)


def note_failure(session: Session, at: datetime, words: str, withheld: Iterable[str] = ()) -> None:
    """Note that the inbox did not answer; the first failure after a reading stays the beginning."""
    _note(session, at, words, withheld)


def withheld_mails(session: Session) -> frozenset[str]:
    """Return the keys of the mails that the last run did not get."""
    row = run(session, STATE).first()
    return frozenset(row.withheld) if row else frozenset()


def inbox_failure(session: Session) -> InboxFailure | None:
    """Return since when the inbox does not answer; None if it was read, or never tried."""
    row = run(session, STATE).first()
    return InboxFailure(row.failing_since.astimezone(SHANGHAI), row.words) if row and row.failing_since else None


def _note(session: Session, since: datetime | None, words: str, withheld: Iterable[str]) -> None:
    run(session, NOTE, since=since, words=words, withheld=json.dumps([*withheld], ensure_ascii=False))
