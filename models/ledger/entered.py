"""代录: what an act entered or changed in the name of an office, gathered in its transaction for the notice (A84)."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import Session

from models.statements import transaction

if TYPE_CHECKING:
    from models.ledger.acts import Context, Summary

LATENESS = "lateness"
# What its head is told too: a lateness that was moved, a signed reading or consent, an entry, an adjustment.
FOR_HEADS = frozenset({LATENESS, "acknowledgement", "adjustment", "negative_entry", "remediation"})


@dataclass(frozen=True, slots=True)
class EnteredAct:
    """One act in the name of an office: its title, its result in words, and in which context it was done."""

    office: int
    title: str
    words: str
    ctx: "Context"
    for_head: bool


def entering(
    session: Session, ctx: "Context", office: int | None, title: str, body: "Callable[[], Summary]"
) -> "Summary":
    """Run the body of an act; keep it for the notice to `office` if somebody else entered it and it changed anything.

    An act that is done within another one is part of that.
    """
    state = transaction(session)
    if office is None or not ctx.actor.is_entered or state.entering is not None:
        return body()
    state.entering = set()
    try:
        done = body()
        moved, about = state.entering, state.about
    finally:
        state.entering, state.about = None, ""
    if moved:
        keep_entered(session, ctx, office, title, about + done.words, moved)
    return done


def keep_entered(
    session: Session, ctx: "Context", office: int, title: str, words: str, moved: Set[str] = frozenset()
) -> None:
    """Keep for the notice to an office what was done in its name, or with what it gave; `moved` are nouns."""
    for_head = not FOR_HEADS.isdisjoint(moved)
    transaction(session).entered.append(EnteredAct(office, title, words, ctx, for_head))
