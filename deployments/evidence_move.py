"""Moves the files of evidence to another store, verified; killed anywhere, a second call goes on."""

import time
from collections.abc import Iterable
from io import BytesIO
from typing import NamedTuple

from sqlmodel import Session

from models.database import begin
from models.file_store.port import ChangedFile, FilesByDigest, FileStore, TimedFiles
from models.ledger.evidence.identity import STORE, adopt_store, foreign_store
from models.rules.errors import Refused, Unavailable
from models.statements import run

DIGESTS = "SELECT sha256 FROM evidence ORDER BY sha256"
LENGTH = 64  # characters of a SHA-256
OWN_NUMBER = "SELECT CAST(CAST(pg_current_xact_id() AS text) AS bigint)"
STILL_WRITING = "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) <= :number"
PATIENCE, PAUSE = 60, 0.2  # seconds
BUSY = "印证材料已移到新的位置，但移动之前开始的操作还没有结束。请稍后再执行一次 mubiao evidence move。"


class Moved(NamedTuple):
    """How many files of evidence and of strangers are in the new store, and the SHA-256 of those that are lost."""

    evidence: int
    strangers: int
    lost: tuple[str, ...]


def move_evidence(source: FileStore, target: FileStore) -> Moved:
    """Copy and verify every file, then name the new store in the database, then copy what came meanwhile.

    Raises Refused, with nothing changed, if the files are in neither store, or if the new one is another database's.
    """
    with begin() as session:
        _check(session, source, target)
        digests = set(run(session, DIGESTS).scalars())
    lost = _copy(source, target, sorted(digests))
    strangers = _copy_all(source.strangers(), target.strangers())
    _copy_all(source.drafts(), target.drafts())
    target.settle(sorted(digests - lost))
    with begin() as session:
        adopt_store(session, target)
        number = run(session, OWN_NUMBER).scalar_one()
    _wait_for_writers(number)
    with begin() as session:
        later = set(run(session, DIGESTS).scalars()) - digests
    lost |= _copy(source, target, sorted(later))
    return Moved(len(digests | later) - len(lost), strangers, tuple(sorted(lost)))


def _check(session: Session, source: FileStore, target: FileStore) -> None:
    """Raise Refused unless the files are in the first store, or were moved, and the second may have them.

    The new store gets the identity at once: then no other database can take it.
    """
    row = run(session, STORE).first()
    was_moved = row is not None and (row.address, row.key) == (target.address, source.read_key())
    if fault := "" if was_moved else foreign_store(session, source) or (row is None and foreign_store(session, target)):
        raise Refused(fault)
    if row is not None:
        if target.read_key() not in ("", row.key):
            raise Refused(target.explain_other(row.key, target.address))
        target.write_key(row.key)


def _copy_all(source: TimedFiles, target: TimedFiles) -> int:
    """Copy all that stands under its SHA-256. Returns how many there are."""
    found = [name for name, _ in source.entries() if len(name) == LENGTH]
    _copy(source, target, found)
    return len(found)


def _copy(source: FilesByDigest, target: FilesByDigest, digests: Iterable[str]) -> set[str]:
    """Copy the files that are not there yet, each read back; returns those that are lost or changed at the source."""
    lost = set()
    for digest in digests:
        try:
            if not _is_whole(target, digest):
                target.put(BytesIO(source.read(digest)), digest)
                _is_whole(target, digest)
        except (FileNotFoundError, ChangedFile):
            lost.add(digest)
    return lost


def _is_whole(target: FilesByDigest, digest: str) -> bool:
    """Return whether a file is there. Raises Refused if it has another content."""
    try:
        target.read(digest)
    except FileNotFoundError:
        return False
    except ChangedFile as change:
        raise Refused(f"新的位置中印证材料{digest[:12]}的内容不符，没有移动。请删除其中的这个对象后重试。") from change
    return True


def _wait_for_writers(number: int) -> None:
    """Wait until every transaction has ended that began before the new store was named."""
    until = time.monotonic() + PATIENCE
    while _is_writing(number):
        if time.monotonic() > until:
            raise Unavailable(BUSY)
        time.sleep(PAUSE)


def _is_writing(number: int) -> bool:
    with begin() as session:
        return bool(run(session, STILL_WRITING, number=number).scalar_one())
