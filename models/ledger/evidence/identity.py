"""The identity of the evidence store: one database belongs to one store, and a second home on it is found out."""

from uuid import uuid4

from sqlmodel import Session

from models.file_store.port import FileStore
from models.rules.errors import Refused
from models.statements import ResultRow, run

STORE = "SELECT key, address FROM evidence_store"
INSERT = "INSERT INTO evidence_store (id, key, address) VALUES (1, :key, :address) ON CONFLICT DO NOTHING"
MOVE = "UPDATE evidence_store SET address = :address WHERE address <> :address"
FIRST_BLOCK = "SELECT md5(hash) FROM block ORDER BY height LIMIT 1"


def claim_store(session: Session, store: FileStore) -> None:
    """Bind database and store to each other if the database has no store yet.

    Raises Refused if the database has another store, Unavailable if the store cannot be written.
    """
    if not (store.closed or has_store(session, store)):
        run(session, INSERT, key=_new_key(session, store), address=store.address)
        row = run(session, STORE).one()
        if row.address != store.address:  # another process was first
            raise Refused(store.explain_other(row.key, row.address))
        store.write_key(row.key)


def has_store(session: Session, store: FileStore) -> bool:
    """Return whether this store is the one of the database; raises Refused if the database has another one."""
    row = run(session, STORE).first()
    if fault := _fault_of(session, store, row):
        raise Refused(fault)
    return row is not None


def adopt_store(session: Session, store: FileStore) -> None:
    """Make this store the one of the database, as after a restore. Raises Unavailable if it cannot be written.

    Raises Refused if the store is in a bucket and belongs to another database.
    """
    run(session, INSERT, key=_new_key(session, store), address=store.address)
    store.write_key(run(session, STORE).one().key)
    run(session, MOVE, address=store.address)


def foreign_store(session: Session, store: FileStore) -> str:
    """Return why this store is not the one of the database; empty if it is, or if the database has none yet."""
    return _fault_of(session, store, run(session, STORE).first())


def lost_identity(session: Session, store: FileStore) -> bool:
    """Return whether the database holds files and no identity of their store, while the store has one."""
    is_lost = "SELECT EXISTS (SELECT FROM evidence) AND NOT EXISTS (SELECT FROM evidence_store)"
    return bool(run(session, is_lost).scalar_one() and store.read_key())


def _fault_of(session: Session, store: FileStore, row: ResultRow) -> str:
    if store.closed:
        return ""
    if row is None:
        is_free = not store.address or store.read_key() in ("", _new_key(session, store))
        return "" if is_free else store.explain_other("", store.address)
    is_own = row.address == store.address and row.key == store.read_key()
    return "" if is_own else store.explain_other(row.key, row.address)


def _new_key(session: Session, store: FileStore) -> str:
    """Return a key; for a bucket that of the ledger, so that a process that was killed can claim it again."""
    return (store.address and run(session, FIRST_BLOCK).scalar()) or uuid4().hex
