"""更正现场核查登记: set right what was typed wrongly of a visit to a project (7.3)."""

from sqlmodel import Session, col, select

from models.intake.visit import FieldVisitCorrected
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.corrections import correct_record
from models.ledger.inspection.visits import find_visitors, notify_visit
from models.ledger.lookup import lead_of, target_of
from models.records import FieldVisit, Target
from models.rules.errors import Refused


@act("correct_field_visit", "更正每季核查登记", clause="3-7.3", roles={Role.AGENCY})
def correct_field_visit(session: Session, data: FieldVisitCorrected, ctx: Context) -> Summary:
    """7.3: correct place, visitors, problems or help of a recorded visit; the office is notified of the new text.

    The day stays, because it decides whether the visit was late: a visit on another day is recorded by itself. Raises
    Refused if no visit of that day is recorded, or if there are several and `number` does not say which.
    """
    target = target_of(session, ctx, data)
    visit = _find_visit(session, target, data)
    lead = lead_of(session, ctx, target)
    changes = {"place": data.place, "problems": data.problems, "help": data.assistance}
    visitors = find_visitors(session, ctx, data.visitors, lead, visit.visited_on) if data.visitors else None
    former = correct_record(session, ctx, visit, changes | {"visitors": visitors}, data.reason)
    if not former:
        return Summary("与已登记的内容相同，未作改动。", {"corrected": 0, "notices": 0})
    notices = notify_visit(session, ctx, lead, target, visit, occasion=str(ctx.act_id))
    return Summary(f"已更正“{target.name}”{visit.visited_on}现场核查的登记。", {"corrected": 1, "notices": notices})


def _find_visit(session: Session, target: Target, data: FieldVisitCorrected) -> FieldVisit:
    visits = select(FieldVisit).where(FieldVisit.target_id == target.id, FieldVisit.visited_on == data.visited_on)
    if data.number is not None:
        visits = visits.where(FieldVisit.serial == data.number)
    found = session.exec(visits.order_by(col(FieldVisit.serial))).all()
    if not found:
        raise Refused(f"目标{target.code}没有登记{data.visited_on}的现场核查，请核对日期和序号。")
    if len(found) > 1:
        serials = "、".join(str(visit.serial) for visit in found)
        raise Refused(
            f"目标{target.code}在{data.visited_on}登记了{len(found)}次现场核查，请写明是本季第几次（--number）：{serials}。"
        )
    return found[0]
