"""总体评价: a mid-term or year-end inspection says of each department how it did as a whole (3.3, 6.2.1)."""

from sqlmodel import Session, col, select

from models.intake.evaluations import DepartmentEvaluated
from models.ledger.acting import Context, Role, Summary, act
from models.ledger.finding import find_department
from models.ledger.planning import inspection_named
from models.ledger.recording import record
from models.records import Evaluation, id_of
from models.rules.errors import Refused
from models.rules.inspections import EVALUATES, InspectionKind
from models.rules.states import InspectionState


@act("evaluate_department", "登记总体评价", clause="3-3.3", roles={Role.AGENCY})
def evaluate_department(session: Session, said: DepartmentEvaluated, ctx: Context) -> Summary:
    """3.3: the overall evaluation of a department by an inspection under way; the same words again change nothing."""
    inspection = inspection_named(session, ctx, said.inspection)
    department = find_department(session, ctx.jurisdiction, said.department)
    if inspection.kind not in EVALUATES:
        kinds = "、".join(kind.label for kind in InspectionKind if kind in EVALUATES)
        raise Refused(f"核查{inspection.key}是{inspection.kind.label}，总体评价只在{kinds}中登记。")
    if inspection.state is not InspectionState.ISSUED:
        raise Refused(f"核查{inspection.key}{inspection.state.label}，方案下达后、结束前才能登记总体评价。")
    if inspection.departments and department.code not in inspection.departments:
        raise Refused(f"“{department.name}”不在核查{inspection.key}的受核查部门之内。")
    asked = select(Evaluation).where(
        Evaluation.inspection_id == inspection.id, Evaluation.department_id == department.id
    )
    last = session.exec(asked.order_by(col(Evaluation.serial).desc())).first()
    if last and (last.overall, last.made_good) == (said.overall, said.made_good):
        return Summary(f"“{department.name}”的总体评价此前已登记，未作改动。", {"evaluated": 0})
    made = Evaluation(
        inspection_id=id_of(inspection),
        department_id=id_of(department),
        serial=last.serial + 1 if last else 1,
        overall=said.overall,
        made_good=said.made_good,
        evaluated_on=ctx.date,
    )
    session.add(made)
    session.flush()
    record(session, ctx, "evaluation", [id_of(made)], "evaluated")
    instead = f"，取代{last.evaluated_on}登记的第{last.serial}次" if last else ""
    return Summary(f"已登记“{department.name}”在核查{inspection.key}中的总体评价{instead}。", {"evaluated": 1})
