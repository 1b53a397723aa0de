"""总体评价: the overall evaluation of each department by a mid-term or year-end inspection (1-7.4, 3.3, 6.2.1)."""

from sqlmodel import Session, col, select

from models.intake.evaluation import DepartmentEvaluated
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.heirs import HEIRS, heirs
from models.ledger.inspection.inspected import check_inspected, check_made_good
from models.ledger.inspection.told import tell_evaluation
from models.ledger.lookup import find_department, inspection_named
from models.ledger.transitions import record
from models.records import Evaluation, Inspection, id_of
from models.rules.errors import Refused
from models.rules.inspection import EVALUATES, InspectionKind, year_covered
from models.rules.states import InspectionState
from models.statements import run

CONDUCTED = frozenset({InspectionState.ISSUED, InspectionState.CONCLUDED})
# The inspections among :inspections that cover or have evaluated a department, with its newest evaluation by each.
ABOUT = f"""
SELECT i.year, i.number, i.state, v.id AS evaluation FROM inspection i LEFT JOIN LATERAL (
    SELECT e.id FROM evaluation e LEFT JOIN {HEIRS} h ON h.department_id = e.department_id
    WHERE e.inspection_id = i.id AND coalesce(h.heir, e.department_id) = :heir
    ORDER BY e.department_id = :department DESC, e.id DESC LIMIT 1) v ON true
WHERE i.id = ANY(:inspections) AND (v.id IS NOT NULL OR jsonb_array_length(i.departments) = 0 OR EXISTS (
    SELECT 1 FROM department d LEFT JOIN {HEIRS} h ON h.department_id = d.id
    WHERE d.jurisdiction_id = i.jurisdiction_id AND jsonb_exists(i.departments, d.code)
        AND coalesce(h.heir, d.id) = :heir))
ORDER BY i.year, i.number
"""  # noqa: S608 - constants only


@act("evaluate_department", "登记总体评价", clause="3-3.3", roles={Role.AGENCY})
def evaluate_department(session: Session, data: DepartmentEvaluated, ctx: Context) -> Summary:
    """3.3: record the evaluation of a department by an inspection under way; an identical one changes nothing.

    Raises Refused if the inspection does not evaluate departments, is not under way or does not cover this one, if
    nothing of the department was inspected, or if it has entries and nothing is said of making them good.
    """
    inspection = inspection_named(session, ctx, data.inspection)
    department = find_department(session, ctx.jurisdiction, data.department)
    if inspection.kind not in EVALUATES:
        kinds = "、".join(kind.label for kind in InspectionKind if kind in EVALUATES)
        raise Refused(f"核查{inspection.key}是{inspection.kind.label}，总体评价只在{kinds}中登记。")
    if inspection.state is not InspectionState.ISSUED:
        raise Refused(f"核查{inspection.key}{inspection.state.label}，方案下达后、结束前才能登记总体评价。")
    if inspection.departments and department.code not in inspection.departments:
        raise Refused(f"“{department.name}”不在核查{inspection.key}的受核查部门之内。")
    check_inspected(session, inspection, department, ctx.date)
    check_made_good(session, inspection, department, data.made_good, ctx.date)
    evaluations = select(Evaluation).where(
        Evaluation.inspection_id == inspection.id, Evaluation.department_id == department.id
    )
    last = session.exec(evaluations.order_by(col(Evaluation.serial).desc())).first()
    if last and (last.overall, last.made_good) == (data.overall, data.made_good):
        return Summary(f"“{department.name}”的总体评价此前已登记，未作改动。", {"evaluated": 0})
    evaluation = Evaluation(
        inspection_id=id_of(inspection),
        department_id=id_of(department),
        serial=last.serial + 1 if last else 1,
        overall=data.overall,
        made_good=data.made_good,
        evaluated_on=ctx.date,
    )
    session.add(evaluation)
    session.flush()
    record(session, ctx, "evaluation", [id_of(evaluation)], "evaluated")
    tell_evaluation(session, ctx, inspection, department, evaluation)
    replaced = f"，取代{last.evaluated_on}登记的第{last.serial}次" if last else ""
    return Summary(f"已登记“{department.name}”在核查{inspection.key}中的总体评价{replaced}。", {"evaluated": 1})


def evaluation_at_year_end(session: Session, ctx: Context, department: int, year: int) -> int | None:
    """3.3: return the id of a department's newest evaluation by a year-end inspection of this year, or None.

    Raises Refused if such an inspection is under way and has not evaluated the department yet.
    """
    annual = select(Inspection).where(
        Inspection.jurisdiction_id == ctx.jurisdiction,
        Inspection.kind == InspectionKind.ANNUAL,
        col(Inspection.state).in_(CONDUCTED),
    )
    of_year = [
        id_of(each)
        for each in session.exec(annual).all()
        if year_covered(each.kind, each.period, each.begins_on or each.drafted_on) == year
    ]
    heir = heirs(session).get(department, department)
    rows = run(session, ABOUT, inspections=of_year, department=department, heir=heir).all()
    evaluations = [row.evaluation for row in rows if row.evaluation]
    under_way = [f"{row.year}-{row.number}" for row in rows if row.state == InspectionState.ISSUED.value]
    if under_way and not evaluations:
        raise Refused(
            f"年度核查{'、'.join(under_way)}正在进行，对该部门还没有总体评价，请先登记（evaluate_department），再登记年终复核。"
        )
    return evaluations[-1] if evaluations else None
