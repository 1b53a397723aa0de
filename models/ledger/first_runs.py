"""首次运行: the day on which a duty or routine first ran in this installation."""

from datetime import date

from sqlmodel import Session, select

from models.ledger.acts import Context
from models.ledger.transitions import record_row
from models.records import CycleStart


def first_run(session: Session, ctx: Context, key: str) -> date:
    """Return the day on which this duty or routine first ran here; today is stored if it never did.

    What was over by then belongs to the time before it, and nothing is asked about it (A47).
    """
    if known := known_first_run(session, ctx.jurisdiction, key):
        return known
    start = CycleStart(jurisdiction_id=ctx.jurisdiction, cycle=key, first_run=ctx.date)
    record_row(session, ctx, start, "introduced")
    return ctx.date


def known_first_run(session: Session, jurisdiction: int, key: str) -> date | None:
    """Return the stored day on which this duty or routine first ran here; None if it never did."""
    here = (CycleStart.jurisdiction_id == jurisdiction) & (CycleStart.cycle == key)
    start = session.exec(select(CycleStart).where(here)).first()
    return start.first_run if start else None
