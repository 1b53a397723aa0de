"""The decisions on ties of a year, the newest first (1-2.19, A45)."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.records import TieDecision
from models.rules.score.standing import DecidedTie


def tie_decisions(session: Session, jurisdiction: int, year: int) -> Sequence[DecidedTie]:
    """A45: return every decision of a year, also those that are of no tie any more."""
    decisions = select(TieDecision).where(TieDecision.jurisdiction_id == jurisdiction, TieDecision.year == year)
    return [
        DecidedTie(each.unit_class, each.value, each.grades, f"{each.reason}（{each.paper_number}，{each.paper_date}）")
        for each in session.exec(decisions.order_by(col(TieDecision.serial).desc()))
    ]
