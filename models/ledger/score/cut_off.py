"""考评截止日 of a year: the last day whose entries count in its score sheets (1-8, A53)."""

from datetime import date

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.policies import value_on
from models.rules.appraisal_settings import CUT_OFF
from models.rules.score.cut_off import check_reform_day, cut_off_of


def cut_off_day(session: Session, year: int) -> date | None:
    """A53: return the cut-off day of a year by the setting of its 31 December; None if it is 未设定."""
    stored = value_on(session, home(session), CUT_OFF, date(year, 12, 31))
    return cut_off_of(stored, year) if stored else None


def check_not_cut_off(session: Session, effective_on: date, day: date) -> None:
    """A53: raise Refused for a reform in a year whose cut-off day has passed: it would move entries and sheets."""
    check_reform_day(effective_on, cut_off_day(session, effective_on.year), day)
