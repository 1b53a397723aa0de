"""更正会议登记: set right what was typed wrongly of an analysis meeting or a half-year review (6.1.2, 6.1.3)."""

from sqlmodel import Session, select

from models.intake.meeting import MeetingCorrected
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.corrections import correct_record, count_again, note_correction
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import department_named, obligation_of
from models.ledger.report.meetings import check_after, meeting_facts
from models.ledger.report.reports import notify_result
from models.records import Meeting, Obligation, id_of
from models.rules.cycles import MID_YEAR_REVIEW, QUARTERLY_MEETING
from models.rules.errors import Refused
from models.rules.periods import Period, Span, parse_period
from models.statements import run

CYCLES = {Span.QUARTER: QUARTERLY_MEETING, Span.HALF: MID_YEAR_REVIEW}
TOLD = "SELECT count(*) FROM notice WHERE kind = 'result' AND obligation_id = :obligation"


@act("correct_meeting", "更正会议登记", clause="3-6.1.2", roles={Role.OFFICE, Role.AGENCY}, own=True)
def correct_meeting(session: Session, data: MeetingCorrected, ctx: Context) -> Summary:
    """6.1.2, 6.1.3: correct the minutes that were recorded; the head gets the corrected result.

    Raises Refused if no meeting is recorded. Another day on which it was held decides again whether it was late (A27):
    only the agency corrects it, with the minutes as evidence, and never to a day after the meeting was recorded.
    """
    department = department_named(session, ctx, data.department)
    period = parse_period(data.period)
    if period.span not in CYCLES:
        raise Refused(f"“{period.label}”不是季度或半年，没有可更正的会议。")
    kind = CYCLES[period.span].key
    obligation = obligation_of(session, department, kind, str(period))
    recorded = {"department_id": obligation.department_id, "kind": kind, "period": str(period)}
    meeting = session.exec(select(Meeting).filter_by(**recorded)).first()
    if meeting is None:
        raise Refused(f"“{department.name}”{period.label}的会议还没有登记。")
    if data.held_on and data.held_on != meeting.held_on:
        _check_day(data, meeting, period, ctx)
    changes = data.model_dump(exclude={"department", "period", "reason", "evidence"})
    former = correct_record(session, ctx, meeting, changes, data.reason)
    files = attach_exhibits(session, ctx, "meeting", id_of(meeting), data.evidence)
    if not former:
        return Summary("与已登记的内容相同，未作改动。", {"corrected": 0, "evidence": files, "late": 0, "notices": 0})
    late = _judge(session, ctx, obligation, meeting, former, data.reason)
    version = int(run(session, TOLD, obligation=obligation.id).scalar_one()) + 1
    notices = notify_result(session, ctx, obligation, version, meeting_facts(meeting))
    words = f"已更正“{department.name}”{period.label}会议的登记{'，按更正后的召开日期逾期' if late else ''}。"
    return Summary(words, {"corrected": 1, "evidence": files, "late": int(late), "notices": notices})


def _check_day(data: MeetingCorrected, meeting: Meeting, period: Period, ctx: Context) -> None:
    """Raise Refused unless the agency gives evidence for a day after the period that is not after the record."""
    held_on = data.held_on or meeting.held_on
    if ctx.actor.role is not Role.AGENCY:
        raise Refused("召开日期决定是否逾期，由管理机构更正，并附会议记录（--evidence）。")
    if not data.evidence:
        raise Refused("更正召开日期，须附会议记录、签到表等印证材料（--evidence）。")
    if held_on > meeting.recorded_on:
        raise Refused(f"召开日期{held_on}在登记日期（{meeting.recorded_on}）之后，会议在召开以后才登记，请核对。")
    check_after(held_on, period)


def _judge(
    session: Session, ctx: Context, obligation: Obligation, meeting: Meeting, former: dict[str, object], reason: str
) -> bool:
    """Note the correction in the history of the duty; return whether another day makes it late."""
    if "held_on" in former:
        return count_again(session, ctx, obligation, meeting.held_on, reason)
    note_correction(session, ctx, obligation, {"reason": reason})
    return False
