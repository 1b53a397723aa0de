"""申报目标到期完成: an office answers the duty of an own date itself, with evidence (1-2.9, A47)."""

from sqlmodel import Session, col, select

from models.intake.evidence import Proof
from models.intake.report import DateDeclared
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import check_not_ended, due_of, received_on
from models.ledger.evidence.store import attach_proofs, check_dates
from models.ledger.lookup import lead_of, project_key, target_of
from models.ledger.target.declared_dates import MOVED_LATE, discharge_own_dates
from models.records import Obligation, Target, id_of
from models.rules.errors import Refused
from models.rules.states import ObligationState
from models.rules.target.due import LEAF, TARGET_DUE
from models.statements import run

WAS_LATE = f"SELECT {MOVED_LATE} FROM obligation o WHERE o.id = :id"  # noqa: S608 - constants only


@act("declare_target_due", "申报目标到期完成", clause="1-2.9", roles={Role.OFFICE, Role.AGENCY})
def declare_target_due(session: Session, data: DateDeclared, ctx: Context) -> Summary:
    """2.9, A47: declare a target or leaf complete for its own date, with evidence; late after its day, not refused.

    The progress itself is in the next report; one that says otherwise takes the declaration back. Raises Refused if
    the date is not open, waived or void, or if a file is not taken.
    """
    target = target_of(session, ctx, data)
    lead_of(session, ctx, target)
    duty, name = _duty_of(session, ctx, target, data.indicator), _name_of(target, data.indicator)
    check_not_ended(duty, f"{name}的目标到期", "无需申报")
    check_dates(data.evidence, ctx.date)
    proofs = [Proof(target=target.code, indicator=data.indicator, **piece.model_dump()) for piece in data.evidence]
    attached = attach_proofs(session, ctx, duty, proofs, {target.code: id_of(target)})
    if duty.state is ObligationState.DISCHARGED:
        words = f"{name}此前已申报完成，" + (f"补交印证材料{attached}份。" if attached else "材料相同，未作改动。")
        return Summary(words, {"declared": 0, "evidence": attached})
    day = received_on(session, ctx, duty)
    late = day > due_of(session, duty) or run(session, WAS_LATE, id=duty.id).scalar_one()
    discharge_own_dates(session, ctx, [id_of(duty)], {id_of(target)}, day, late=late)
    words = f"已申报{name}完成{'（逾期）' if late else ''}，印证材料{attached}份。"
    return Summary(words, {"declared": 1, "late": int(late), "evidence": attached})


def _duty_of(session: Session, ctx: Context, target: Target, leaf: str) -> Obligation:
    key = f"{project_key(target)}{LEAF}{leaf}" if leaf else project_key(target)
    asked = select(Obligation).where(
        Obligation.jurisdiction_id == ctx.jurisdiction, Obligation.kind == TARGET_DUE.key, Obligation.subject == key
    )
    found = session.exec(asked.order_by(col(Obligation.round).desc())).first()  # an earlier round was waived
    if found is None:
        raise Refused(
            f"{_name_of(target, leaf)}没有已开启的目标到期。完成时限在12月1日以前的，期限前10个工作日开启；"
            f"有指标的，写明指标编号（indicator）。查看：mubiao owed。"
        )
    return found


def _name_of(target: Target, leaf: str) -> str:
    return f"“{target.name}”" + (f"指标{leaf}" if leaf else "")
