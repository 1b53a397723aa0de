"""The identity of the evidence store: one database belongs to one store, and a second home on it is found out."""

from uuid import uuid4

from sqlmodel import Session

from models.file_store.port import FileStore
from models.rules.errors import Refused
from models.statements import run

KEY = "SELECT key FROM evidence_store"
INSERT = "INSERT INTO evidence_store (id, key) VALUES (1, :key) ON CONFLICT DO NOTHING"


def claim_store(session: Session, store: FileStore) -> None:
    """Bind database and store to each other if the database has no store yet.

    Raises Refused if the database has another store, Unavailable if the store cannot be written.
    """
    if not has_store(session, store):
        adopt_store(session, store)


def has_store(session: Session, store: FileStore) -> bool:
    """Return whether this store is the one of the database; raises Refused if the database has another one."""
    key = run(session, KEY).scalar()
    if fault := _fault_of(store, key):
        raise Refused(fault)
    return key is not None


def adopt_store(session: Session, store: FileStore) -> None:
    """Make this store the one of the database, as after a restore. Raises Unavailable if it cannot be written."""
    run(session, INSERT, key=uuid4().hex)
    store.write_key(run(session, KEY).scalar_one())


def foreign_store(session: Session, store: FileStore) -> str:
    """Return why this store is not the one of the database; empty if it is, or if the database has none yet."""
    return _fault_of(store, run(session, KEY).scalar())


def lost_identity(session: Session, store: FileStore) -> bool:
    """Return whether the database holds files and no identity of their store, while the store has one."""
    is_lost = "SELECT EXISTS (SELECT FROM evidence) AND NOT EXISTS (SELECT FROM evidence_store)"
    return bool(run(session, is_lost).scalar_one() and store.read_key())


def _fault_of(store: FileStore, key: str | None) -> str:
    return "" if key in (None, store.read_key()) else store.explain_other(str(key), "")
