"""缺项: a gap of the comparison, since when its office knows of it, and how a ruling strikes it (3.3, 4.3 a)."""

from datetime import date

from sqlmodel import Session, select

from models.ledger.acts import Context
from models.ledger.nouns.duty import OBLIGATION_KEY
from models.ledger.transitions import record
from models.ledger.year_end.completeness import discharge_if_complete, missing_of
from models.records import Obligation, Reverification, Target, id_of
from models.statements import run

TOLD = f"""
SELECT min(n.created_on) FROM obligation o JOIN department d ON d.id = o.department_id
    JOIN notice n ON n.jurisdiction_id = o.jurisdiction_id AND n.kind = 'missing'
        AND n.subject = {OBLIGATION_KEY.format(o="o", d="d")}
WHERE o.id = :obligation
"""  # noqa: S608 - constants only
NOTE = "UPDATE reverification SET missing = :missing WHERE id = :id"


def is_missing(session: Session, ctx: Context, obligation: Obligation, target: Target) -> bool:
    """Return whether a target of a year-end check lacks its line or its evidence."""
    gaps = missing_of(session, ctx, obligation.period, id_of(obligation))
    return any(row.target == target.code for row in gaps)


def told_of_gaps(session: Session, obligation: int) -> date | None:
    """Return the day on which the office was sent its list of missing items; None before the comparison."""
    day: date | None = run(session, TOLD, obligation=obligation).scalar_one()
    return day


def strike_gap(session: Session, ctx: Context, obligation: Obligation, target: Target, reason: str) -> None:
    """4.3 a: strike a gap by a ruling that is on record: the comparison leaves it out from now on.

    The re-verification, if it is recorded already, gets a note and keeps its words. The last gap discharges the check.
    """
    detail = {"target": target.code, "reason": reason}
    moved = (obligation.state.value, obligation.state.value)
    record(session, ctx, "obligation", [id_of(obligation)], "struck", moved=moved, detail=detail)
    found = (
        select(Reverification)
        .join(Obligation)
        .where(
            Obligation.period == obligation.period,
            Obligation.department_id == obligation.department_id,
        )
    )
    for each in session.exec(found).all():
        change = {"from": each.missing, "to": f"{each.missing}（{ctx.date}裁定撤销目标{target.code}的缺项）"}
        run(session, NOTE, missing=change["to"], id=each.id)
        record(session, ctx, "reverification", [id_of(each)], "struck", detail=change | {"reason": reason})
    discharge_if_complete(session, ctx, obligation)
