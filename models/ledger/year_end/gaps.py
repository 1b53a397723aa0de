"""缺项: a gap of the comparison, since when its office knows of it, and how a ruling strikes it (3.3, 4.3 a)."""

from datetime import date

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.nouns.duty import OBLIGATION_KEY
from models.ledger.transitions import record
from models.ledger.year_end.completeness import COMPARED, compared_targets, discharge_if_complete, is_gap
from models.records import Obligation, Target, id_of
from models.rules.cycles import YEAR_END_REVERIFICATION
from models.rules.year_end import named_in
from models.statements import run

# An own item of the re-verification is told when it is recorded, the gaps of the comparison with their list.
TOLD = f"""
SELECT coalesce((SELECT min(n.created_on) FROM obligation v JOIN department w ON w.id = v.department_id
        JOIN notice n ON n.jurisdiction_id = v.jurisdiction_id AND n.kind = 'missing'
            AND n.subject = {OBLIGATION_KEY.format(o="v", d="w")} AND n.payload -> 'recorded' ? :target
        WHERE v.kind = '{YEAR_END_REVERIFICATION.key}' AND {COMPARED.format(o="v", f="o")}),
    (SELECT min(n.created_on) FROM notice n WHERE n.jurisdiction_id = o.jurisdiction_id AND n.kind = 'missing'
        AND n.subject = {OBLIGATION_KEY.format(o="o", d="d")}))
FROM obligation o JOIN department d ON d.id = o.department_id WHERE o.id = :obligation
"""  # noqa: S608 - constants only
RECORDED = f"""
SELECT r.id, r.missing, r.beyond FROM obligation f JOIN obligation o ON {COMPARED.format(o="o", f="f")}
    JOIN reverification r ON r.obligation_id = o.id
WHERE f.id = :obligation
"""  # noqa: S608 - constants only
NOTE = "UPDATE reverification SET missing = :missing WHERE id = :id"


def is_missing(session: Session, ctx: Context, obligation: Obligation, target: Target) -> bool:
    """Return whether a target of a year-end check lacks its line or its evidence, or the re-verification says so."""
    rows = {row.target: row for row in compared_targets(session, ctx, obligation.period, id_of(obligation))}
    if target.code not in rows or rows[target.code].struck:
        return False
    recorded = run(session, RECORDED, obligation=obligation.id).all()
    own = any(row.beyond and named_in(row.missing, {target.code}) for row in recorded)
    return own or is_gap(rows[target.code])


def told_of_gaps(session: Session, obligation: int, target: str) -> date | None:
    """Return the day on which the office was told that this target lacks something; None before the comparison."""
    day: date | None = run(session, TOLD, obligation=obligation, target=target).scalar_one()
    return day


def strike_gap(session: Session, ctx: Context, obligation: Obligation, target: Target, reason: str) -> None:
    """4.3 a: strike a gap by a ruling that is on record: the comparison leaves it out from now on.

    The re-verification, if it is recorded already, gets a note and keeps its words. The last gap discharges the check.
    """
    detail = {"target": target.code, "reason": reason}
    moved = (obligation.state.value, obligation.state.value)
    record(session, ctx, "obligation", [id_of(obligation)], "struck", moved=moved, detail=detail)
    for each in run(session, RECORDED, obligation=obligation.id).all():
        change = {"from": each.missing, "to": f"{each.missing}（{ctx.date}裁定撤销目标{target.code}的缺项）"}
        run(session, NOTE, missing=change["to"], id=each.id)
        record(session, ctx, "reverification", [each.id], "struck", detail=change | {"reason": reason})
    discharge_if_complete(session, ctx, obligation)
