"""暂存: what an office has typed for a duty, or an account for an act, and not sent; outside the chain (3-7.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session

from models.block import canonical
from models.ledger.transitions import lock
from models.rules.account import KNOWN_FOR, LATE_FORM
from models.statements import run

KEPT = timedelta(days=30)  # after its last change
LATE_MARK = "late"  # in what was typed: the session of its form had ended
KEY = "(obligation_id, department_id, account_id, act)"
IS_IT = (
    f"{KEY} IS NOT DISTINCT FROM (CAST(:duty AS int), CAST(:office AS int), CAST(:account AS int), CAST(:act AS text))"
)
FIND = f"""
SELECT p.id, p.version, p.saved_by, p.saved_at, p.content, p.faults, (
    SELECT coalesce(jsonb_agg(jsonb_build_array(f.id, f.field, f.name, f.sha256, f.size) ORDER BY f.id), '[]')
    FROM page_draft_file f WHERE f.draft_id = p.id) AS files
FROM page_draft p WHERE {IS_IT}
"""  # noqa: S608 - constants only
# A save on an older version changes nothing.
SAVE = f"""
INSERT INTO page_draft AS p
    (obligation_id, department_id, account_id, act, version, saved_by, saved_at, content, faults)
SELECT CAST(:duty AS int), CAST(:office AS int), CAST(:account AS int), CAST(:act AS text), :stamp, :by, :at,
    CAST(:content AS jsonb), '{{}}'
WHERE :version = 0 OR EXISTS (SELECT FROM page_draft WHERE {IS_IT} AND version = :version)
ON CONFLICT {KEY} DO UPDATE SET version = p.version + 1, saved_by = excluded.saved_by,
    saved_at = excluded.saved_at, content = excluded.content, faults = '{{}}' WHERE p.version = :version
RETURNING p.id, p.version
"""  # noqa: S608 - constants only
ADD = "INSERT INTO page_draft_file (draft_id, field, name, sha256, size) VALUES (:draft, :field, :name, :sha256, :size)"
REMOVE = f"""
DELETE FROM page_draft_file f USING page_draft p WHERE p.id = f.draft_id AND f.id = :file AND {IS_IT}
"""  # noqa: S608 - constants only
OF_VERSION = f"{IS_IT} AND version = :version"
DROP = f"DELETE FROM page_draft WHERE {OF_VERSION}"  # noqa: S608 - constants only
FAULTS = f"UPDATE page_draft SET faults = CAST(:faults AS jsonb) WHERE {OF_VERSION}"  # noqa: S608 - constants only
FORGET = f"DELETE FROM page_draft WHERE saved_at < :before OR (content ? '{LATE_MARK}' AND saved_at < :late)"  # noqa: S608
# A session of before says in which browser its account is known.
FORGET_LONG_AGO = (
    "DELETE FROM page_session WHERE begun_at < :unknown",
    "DELETE FROM sign_in_tries WHERE NOT EXISTS (SELECT FROM unnest(tries) x WHERE x > :day_before)",
    "DELETE FROM sign_in_code WHERE sent_at < :day_before",
)
NEEDED = "SELECT DISTINCT sha256 FROM page_draft_file"
OF_OFFICE = """
SELECT obligation_id, saved_by, saved_at FROM page_draft WHERE department_id = :office AND account_id IS NULL
"""
MOVE_FILE = f"""
UPDATE page_draft_file SET name = :name, draft_id = (SELECT id FROM page_draft WHERE {IS_IT}) WHERE id = :file
"""  # noqa: S608 - constants only


class DraftKey(NamedTuple):
    """What a draft is of: a duty and the office that owes it, or an account and an act.

    A duty, its office and an account name a person's own copy: what was typed on an older version than the office's.
    """

    duty: int | None = None
    office: int | None = None
    account: int | None = None
    act: str = ""

    def copy_of(self, account: int) -> "DraftKey | None":
        """Return what the person's own copy is of; None for a draft that is of an account alone."""
        return None if self.account else self._replace(account=account)


@dataclass(frozen=True, slots=True)
class TypedFile:
    """A file that is kept with a draft."""

    id: int
    field: str
    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: texts by field, the faults of the last sending, files; version 0 if nothing is kept."""

    version: int = 0
    saved_by: str = ""
    saved_at: datetime | None = None
    content: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[TypedFile] = ()

    def files_in(self, name: str) -> list[TypedFile]:
        """Return the files of a field."""
        return [each for each in self.files if each.field == name]


NOT_TYPED = Typed()


def draft_of(session: Session, key: DraftKey) -> Typed:
    """Return what was typed."""
    row = run(session, FIND, **key._asdict()).first()
    if row is None:
        return NOT_TYPED
    files = [TypedFile(*each) for each in row.files]
    return Typed(row.version, row.saved_by, row.saved_at, row.content, row.faults, files)


def save_draft(session: Session, key: DraftKey, draft: Typed, files: Sequence[tuple[str, str, str, int]] = ()) -> int:
    """Keep a draft on top of the version that it names, with more files (field, name, SHA-256, size).

    Returns its version; or 0, and changes nothing, if another one was kept since. The version of a new draft is that of
    no earlier one.
    """
    assert draft.saved_at  # noqa: S101 - what is kept has an instant
    given = {"by": draft.saved_by, "at": draft.saved_at, "version": draft.version}
    stamp = int(draft.saved_at.timestamp())
    content = canonical(dict(draft.content))
    kept = run(session, SAVE, **key._asdict(), content=content, stamp=stamp, **given).first()
    if kept is None:
        return 0
    for place, name, sha256, size in files:
        run(session, ADD, draft=kept.id, field=place, name=name, sha256=sha256, size=size)
    return int(kept.version)


def keep_copy(session: Session, key: DraftKey, draft: Typed, files: Sequence[tuple[str, str, str, int]]) -> int:
    """Keep what was typed on an older version as the person's own copy, on top of any; returns its version."""
    lock(session, "page_draft", key.account)  # another page of the same person waits
    return save_draft(session, key, replace(draft, version=draft_of(session, key).version), files)


def move_file(session: Session, key: DraftKey, file: int, name: str) -> None:
    """Give a file of another draft to this one, under a name that no other file of it has."""
    run(session, MOVE_FILE, **key._asdict(), file=file, name=name)


def keep_faults(session: Session, key: DraftKey, version: int, faults: Mapping[str, str]) -> None:
    """Keep why this version of a draft was not taken, by field."""
    run(session, FAULTS, **key._asdict(), version=version, faults=canonical(dict(faults)))


def remove_file(session: Session, key: DraftKey, file: int) -> None:
    """Take one file out of a draft."""
    run(session, REMOVE, **key._asdict(), file=file)


def drop_draft(session: Session, key: DraftKey, version: int) -> None:
    """Delete this version of a draft: it was sent."""
    run(session, DROP, **key._asdict(), version=version)


def forget_drafts(session: Session, now: datetime) -> set[str]:
    """Delete drafts of more than a month before, late forms of half a day before, and sessions that say nothing more.

    Returns the SHA-256 of each file that is still needed.
    """
    run(session, FORGET, before=now - KEPT, late=now - LATE_FORM)
    for each in FORGET_LONG_AGO:
        run(session, each, unknown=now - KNOWN_FOR, day_before=now - timedelta(days=1))
    return needed_files(session)


def needed_files(session: Session) -> set[str]:
    """Return the SHA-256 of each file of a draft."""
    return set(run(session, NEEDED).scalars())


def drafts_of_office(session: Session, office: int) -> dict[int, Any]:
    """Return who saved the draft of each duty of an office, and when."""
    return {row.obligation_id: row for row in run(session, OF_OFFICE, office=office)}
