"""告知: the office is told whose material an online review found lacking (7.2, 4.3 a)."""

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.lookup import lead_now, project_key
from models.ledger.notices import tell_result
from models.records import Target
from models.rules.appeal import TITLES, Result, SubjectKind
from models.rules.periods import Period


def tell_lacking(session: Session, ctx: Context, period: Period, target: Target, note: str, serial: int) -> None:
    """7.2, 4.3 a: tell the lead of a target what its material lacks; it may complete it or contest the result."""
    kind, place = SubjectKind.LACKING, project_key(target)
    title = TITLES[kind].format(period.label, target.name)
    told = Result(kind, f"{period}/{place}", title, note, serial, place, target.name)
    tell_result(session, ctx, lead_now(session, target), told)
