"""季度分析会 and 半年讲评: record a meeting and discharge its duty (1-7.2, 6.1.2, 6.1.3)."""

from datetime import date

from sqlmodel import Session, select

from models.intake.meeting import MeetingCorrected, MeetingHeld, ReviewHeld
from models.ledger.acts import LATENESS, Context, Role, Summary, act, keep_entered
from models.ledger.corrections import correct_record, count_again, note_correction
from models.ledger.duties import discharge
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import department_named, obligation_of
from models.ledger.report.reports import notify_result
from models.ledger.stated_receipts import check_received_after
from models.ledger.transitions import record_row
from models.records import Department, Meeting, Obligation, id_of
from models.rules.cycles import MID_YEAR_REVIEW, QUARTERLY_MEETING
from models.rules.errors import FieldRefused, Refused
from models.rules.kinds import Known
from models.rules.periods import Period, Span, parse_period
from models.rules.states import ObligationState
from models.statements import run


@act("record_meeting", "登记分析会", clause="3-6.1.2", roles={Role.OFFICE, Role.AGENCY})
def record_meeting(session: Session, data: MeetingHeld, ctx: Context) -> Summary:
    """6.1.2: record the quarterly analysis meeting; the day it was held decides whether it is late (A27)."""
    department = department_named(session, ctx, data.department)
    period = QUARTERLY_MEETING.period(data.period)
    return _save_meeting(session, ctx, department, QUARTERLY_MEETING.key, period, data)


@act("record_review", "登记半年讲评", clause="3-6.1.3", roles={Role.OFFICE, Role.AGENCY})
def record_review(session: Session, data: ReviewHeld, ctx: Context) -> Summary:
    """6.1.3: record the half-year review with all four parts; it may also count as the Q2 meeting (A6)."""
    department = department_named(session, ctx, data.department)
    period = MID_YEAR_REVIEW.period(data.period)
    summary = _save_meeting(session, ctx, department, MID_YEAR_REVIEW.key, period, data)
    if data.also_meeting:
        _save_meeting(session, ctx, department, QUARTERLY_MEETING.key, Period(Span.QUARTER, period.year, 2), data)
        return Summary(summary.words + "同时登记为第二季度分析会。", dict(summary.counts) | {"meetings": 2})
    return summary


def _save_meeting(
    session: Session, ctx: Context, department: Department, kind: str, period: Period, data: MeetingHeld | ReviewHeld
) -> Summary:
    obligation = _open_obligation(session, ctx, department, kind, period, data)
    meeting = Meeting(
        department_id=obligation.department_id,
        kind=kind,
        period=str(period),
        recorded_on=ctx.date,
        **data.model_dump(exclude={"department", "period", "also_meeting"}),
    )
    record_row(session, ctx, meeting, "recorded")
    late = discharge(session, ctx, obligation, data.held_on)
    notices = notify_result(session, ctx, obligation, 1, meeting_facts(data))
    words = f"已登记“{department.name}”{period.label}会议，召开日期{data.held_on}{'（逾期）' if late else ''}。"
    return Summary(words, {"meetings": 1, "late": int(late), "notices": notices})


def _open_obligation(
    session: Session, ctx: Context, department: Department, kind: str, period: Period, data: MeetingHeld | ReviewHeld
) -> Obligation:
    if data.held_on > ctx.date:
        raise FieldRefused(f"召开日期{data.held_on}在今天（{ctx.date}）之后，请在会议召开后登记。", "held_on")
    check_after(data.held_on, period)
    check_received_after(ctx, data.held_on, "held_on", "召开日期")
    obligation = obligation_of(session, department, kind, str(period))
    if obligation.state is not ObligationState.OPEN:
        raise Refused(f"“{department.name}”{period.label}的会议{obligation.state.label}，不能重复登记。")
    return obligation


def check_after(held_on: date, period: Period) -> None:
    """6.1.2, 6.1.3: raise Refused if a meeting was held before its period ended."""
    if held_on <= period.end:
        words = f"召开日期{held_on}不在{period.label}结束（{period.end}）以后，应在期末之后召开。"
        raise FieldRefused(words, "held_on")


def meeting_facts(data: MeetingHeld | ReviewHeld | Meeting) -> list[str]:
    """Return the content of a meeting as its result is told to the head (6.1.5)."""
    return [
        f"召开日期：{data.held_on.year}年{data.held_on.month}月{data.held_on.day}日",
        f"完成情况：{data.completion}",
        f"存在问题：{data.problems}",
        f"改进措施：{data.measures}",
    ]


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
    if ctx.actor.known is Known.OPERATOR:
        moved = {LATENESS} if "held_on" in former else set[str]()
        keep_entered(session, ctx, obligation.owed_by, correct_meeting.title, words, moved)
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
