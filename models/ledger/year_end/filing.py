"""年终检查备查 and 年终复核: the year's filing with its evidence, and the agency's re-verification (6.1.4, 3.3)."""

from sqlmodel import Session, select

from models.intake.evidence import EvidenceGiven, Proof
from models.intake.report import YearFiled
from models.intake.year_end import ReverificationFound
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import discharge
from models.ledger.evidence.store import attach_to_obligation
from models.ledger.inspection.evaluation import evaluation_at_year_end
from models.ledger.lookup import department_named, obligation_of
from models.ledger.report.reports import last_version, notify_result, read_lines, report_lines, summarise, write_version
from models.ledger.transitions import record
from models.ledger.year_end.completeness import describe_gap, discharge_if_complete, missing_of, was_returned
from models.records import Obligation, Reverification, id_of
from models.rules.cycles import MONTHLY_CHECK, YEAR_END_CHECK, YEAR_END_REVERIFICATION
from models.rules.errors import Refused
from models.rules.periods import Span, parse_period
from models.rules.self_check import SELF_CHECK
from models.rules.states import ObligationState


@act("file_year_end_check", "年终检查备查", clause="3-6.1.4", roles={Role.OFFICE, Role.AGENCY})
def file_year_end_check(session: Session, data: YearFiled, ctx: Context) -> Summary:
    """6.1.4: file the year-end check by target, with evidence; the last missing item discharges it."""
    department = department_named(session, ctx, data.department)
    period = YEAR_END_CHECK.period(data.period)
    obligation = obligation_of(session, department, YEAR_END_CHECK.key, str(period))
    last = last_version(session, obligation)
    before = report_lines(session, obligation, last)
    lines = before | read_lines(session, obligation, data.lines)
    attached = attach_to_obligation(session, ctx, obligation, data.evidence)
    again = was_returned(session, obligation) and obligation.state is ObligationState.OPEN
    if lines == before and not attached and not again:
        return Summary("与已备查内容相同，未作改动。", {"reports": 0, "same": 1})
    if lines != before or again:
        write_version(session, ctx, obligation, lines, last + 1, data.reason)
        notify_result(session, ctx, obligation, last + 1, summarise(lines))
    return discharge_if_complete(session, ctx, obligation)


@act("record_reverification", "登记年终复核", clause="3-3.3", roles={Role.AGENCY})
def record_reverification(session: Session, data: ReverificationFound, ctx: Context) -> Summary:
    """3.3: record the re-verification of a department: complete, or the missing targets and evidence.

    It refers to the overall evaluation of the year-end inspection. Raises Refused if there is neither an evaluation nor
    a reason why the department was not inspected, or if it says complete while the comparison finds something missing.
    """
    department = department_named(session, ctx, data.department)
    period = YEAR_END_REVERIFICATION.period(data.period)
    obligation = obligation_of(session, department, YEAR_END_REVERIFICATION.key, str(period))
    if session.exec(select(Reverification).where(Reverification.obligation_id == obligation.id)).first():
        raise Refused(f"“{department.name}”{period.label}的年终复核已登记。")
    if data.complete:
        _check_nothing_missing(session, ctx, obligation)
    uninspected = data.uninspected.strip()
    evaluation = evaluation_at_year_end(session, ctx, obligation.department_id, period.year)
    if evaluation and uninspected:
        raise Refused(f"年终现场核查对“{department.name}”已有总体评价，请去掉未现场核查的原因。")
    if not evaluation and not uninspected:
        raise Refused(
            f"“{department.name}”{period.label}没有年度核查作出的总体评价（3.3）。请先进行年度核查（draft_inspection）"
            "并登记总体评价（evaluate_department）；确未进行的，须写明未现场核查的原因（uninspected）。"
        )
    reverification = Reverification(
        obligation_id=id_of(obligation),
        complete=data.complete,
        missing=data.missing.strip(),
        recorded_on=ctx.date,
        evaluation_id=evaluation,
        uninspected=uninspected,
    )
    session.add(reverification)
    session.flush()
    record(session, ctx, "reverification", [id_of(reverification)], "recorded")
    late = discharge(session, ctx, obligation, ctx.date)
    return Summary(f"已登记“{department.name}”年终复核：{'完备' if data.complete else '有缺项'}。", {"late": int(late)})


def _check_nothing_missing(session: Session, ctx: Context, obligation: Obligation) -> None:
    """3.3: raise Refused if a target of the department's year-end check lacks its line or its evidence."""
    check = {"kind": YEAR_END_CHECK.key, "period": obligation.period, "department_id": obligation.department_id}
    for number in session.exec(select(Obligation.id).filter_by(**check)).all():
        if missing := missing_of(session, ctx, obligation.period, number):
            gaps = "；".join(describe_gap(row) for row in missing)
            raise Refused(f"年终材料比对还缺{len(missing)}项，不能登记为完备：{gaps}。")


# What an office answers target by target for a period of this length.
CYCLE_OF_SPAN = {Span.YEAR: YEAR_END_CHECK, Span.QUARTER: SELF_CHECK}


@act("attach_evidence", "提交印证材料", clause="3-4.5", roles={Role.OFFICE, Role.AGENCY})
def attach_evidence(session: Session, data: EvidenceGiven, ctx: Context) -> Summary:
    """Store a file by its SHA-256 and attach it; attaching the last one missing completes a year-end check."""
    department = department_named(session, ctx, data.department)
    period = parse_period(data.period)
    cycle = CYCLE_OF_SPAN.get(period.span, MONTHLY_CHECK)
    obligation = obligation_of(session, department, cycle.key, str(cycle.period(data.period)))
    proof = Proof(target=data.target, file=data.file, about=data.about, made_on=data.made_on)
    if not attach_to_obligation(session, ctx, obligation, [proof]):
        return Summary("该文件此前已提交，未作改动。", {"evidence": 0, "same": 1})
    if cycle.ends_with_evidence:
        return discharge_if_complete(session, ctx, obligation)
    return Summary(f"已提交印证材料“{data.file.name}”。", {"evidence": 1})
