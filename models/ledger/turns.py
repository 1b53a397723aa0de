"""Acts run next to each other, except those that may only be done while nothing else is: they run alone."""

from sqlmodel import Session

from models.statements import run

KEY = "hashtextextended('act.alone', 0)"
NEXT_TO_OTHERS = f"pg_advisory_xact_lock_shared({KEY})"  # every act takes it at its beginning


def work_alone(session: Session) -> None:
    """Wait for the acts under way; those that begin meanwhile wait until this transaction ends.

    What refers to a target or a department is then known completely, and nothing new refers to it before the commit.
    """
    run(session, f"SELECT pg_advisory_xact_lock({KEY})")
