"""告知: the offices are told whose material an online review found lacking (7.2, 4.3 a)."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from models.ledger.acts import Context
from models.ledger.lookup import project_key
from models.ledger.notices import tell_results
from models.records import Target
from models.rules.appeal import TITLES, Notified, SubjectKind
from models.rules.periods import Period


def tell_lacking(session: Session, ctx: Context, period: Period, lacking: Mapping[int, tuple[str, int]]) -> None:
    """7.2, 4.3 a: tell the lead of each target what its material lacks; it may complete it or contest the result.

    `lacking` gives the note and the serial of the review, by the id of the target.
    """
    kind, results, ids = SubjectKind.LACKING, list[Notified](), list(lacking)
    targets = {each.id: each for each in session.exec(select(Target).where(col(Target.id).in_(ids)))}
    for number, (note, serial) in lacking.items():
        target, place = targets[number], project_key(targets[number])
        title = TITLES[kind].format(period.label, target.name)
        results.append(Notified(kind, f"{period}/{place}", title, note, serial, place, target.name))
    tell_results(session, ctx, results, targets=ids)
