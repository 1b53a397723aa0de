"""季度分析会 and 半年讲评: record a meeting and discharge its duty (1-7.2, 6.1.2, 6.1.3)."""

from datetime import date

from sqlmodel import Session

from models.intake.meeting import MeetingHeld, ReviewHeld
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import discharge
from models.ledger.lookup import department_named, obligation_of
from models.ledger.report.reports import notify_result
from models.ledger.stated_receipts import check_received_after
from models.ledger.transitions import record
from models.records import Department, Meeting, Obligation, id_of
from models.rules.cycles import MID_YEAR_REVIEW, QUARTERLY_MEETING
from models.rules.errors import FieldRefused, Refused
from models.rules.periods import Period, Span
from models.rules.states import ObligationState


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
    session.add(meeting)
    session.flush()
    record(session, ctx, "meeting", [id_of(meeting)], "recorded")
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
