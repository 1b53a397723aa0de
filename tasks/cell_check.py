"""Checks whether this program may work with its database at all, before it writes anything there."""

from sqlmodel import Session

from models.database import begin
from models.ledger.evidence.identity import claim_store, foreign_store
from models.ledger.evidence.store import evidence_store
from models.migrations.standing import require_own_tables
from models.rules.errors import Refused
from tasks.clock_check import require_common_clock


def check_cell(session: Session, *, enters: bool = False) -> None:
    """Raise Refused, or Unavailable, unless tables, evidence store, clock and role are those of this work.

    It is asked before anything is written. The tables must be of this program's version, the role one that may write,
    the clocks of program and database the same, and the store that of the database. A run `enters`: it makes its store
    that of a database without one.
    """
    require_common_clock(require_own_tables(session))
    if enters:
        claim_store(session, evidence_store())
    elif fault := foreign_store(session, evidence_store()):
        raise Refused(fault)


def enter_cell() -> None:
    """Check the bound database at the start of a run. Raises Unavailable too, if it or the store cannot be reached."""
    with begin() as session:
        check_cell(session, enters=True)
