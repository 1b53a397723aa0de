"""考评截止日 of a year: the last day whose entries count in its score sheets (1-8, A53)."""

from datetime import date

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.policies import cut_off_on
from models.rules.score.cut_off import check_reform_day


def cut_off_day(session: Session, year: int) -> date | None:
    """A53: return the cut-off day of a year by the setting of its 31 December; None if it is 未设定."""
    cut_off = cut_off_on(session, home(session), year)
    return cut_off.day if cut_off else None


def check_not_cut_off(session: Session, effective_on: date, day: date) -> None:
    """A53: raise Refused for a reform in a year whose cut-off day has passed: it would move entries and sheets."""
    check_reform_day(effective_on, cut_off_day(session, effective_on.year), day)
