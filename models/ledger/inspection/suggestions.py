"""奖惩建议: a team's suggestions about a department, and the agency's answers (1-3 h, 4.3 c)."""

from sqlmodel import Session, col, select

from models.intake.inspection import SuggestionAnswered, SuggestionMade
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.lookup import find_department, inspection_named
from models.ledger.transitions import record_row, record_rows
from models.records import Suggestion, id_of
from models.rules.errors import Refused
from models.rules.states import InspectionState

INSPECTED = {InspectionState.ISSUED, InspectionState.CONCLUDED}


@act("make_suggestion", "提出奖惩建议", clause="3-4.3", roles={Role.AGENCY})
def make_suggestion(session: Session, data: SuggestionMade, ctx: Context) -> Summary:
    """4.3 c: record a team's suggestion of a reward or penalty; an identical one changes nothing."""
    inspection = inspection_named(session, ctx, data.inspection)
    if inspection.state not in INSPECTED:
        raise Refused(f"核查{inspection.key}{inspection.state.label}，不能提出建议。")
    department = find_department(session, ctx.jurisdiction, data.department)
    existing = session.exec(
        select(Suggestion)
        .filter_by(inspection_id=inspection.id, department_id=department.id)
        .where(Suggestion.kind == data.kind, Suggestion.text == data.text)
    ).first()
    if existing:
        return Summary("该建议此前已提出，未作改动。", {"suggested": 0})
    suggestion = Suggestion(
        inspection_id=id_of(inspection),
        department_id=id_of(department),
        kind=data.kind,
        text=data.text,
        made_on=ctx.date,
    )
    record_row(session, ctx, suggestion, "made")
    return Summary(f"已对“{department.name}”提出{data.kind.label}建议。", {"suggested": 1})


@act("answer_suggestion", "答复奖惩建议", clause="3-4.3", roles={Role.AGENCY})
def answer_suggestion(session: Session, data: SuggestionAnswered, ctx: Context) -> Summary:
    """4.3 c: answer all open suggestions of an inspection about a department; raises Refused if there are none."""
    inspection = inspection_named(session, ctx, data.inspection)
    department = find_department(session, ctx.jurisdiction, data.department)
    waiting = session.exec(
        select(Suggestion)
        .filter_by(inspection_id=inspection.id, department_id=department.id)
        .where(col(Suggestion.answered_on).is_(None))
        .order_by(col(Suggestion.id))
    ).all()
    if not waiting:
        raise Refused(f"核查{inspection.key}没有对“{department.name}”待答复的建议。")
    for suggestion in waiting:
        suggestion.answer, suggestion.answered_on = data.answer, ctx.date
    record_rows(session, ctx, waiting, "answered")
    return Summary(f"已答复对“{department.name}”的{len(waiting)}项建议。", {"answered": len(waiting)})
