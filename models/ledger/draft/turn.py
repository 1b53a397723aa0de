"""The acts on papers of drafts take turns: each sees what the one before did (1-2.4 to 1-2.7)."""

from sqlmodel import Session

from models.statements import run

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('submission.paper', 0))"


def take_turn(session: Session) -> None:
    """Wait for the acts under way that give a paper a number or change its drafts."""
    run(session, ONE_AT_A_TIME)
