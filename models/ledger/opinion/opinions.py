"""公众意见: receive one, assign it to its department, record feedback, publish or dismiss it (1-3 g, 6.2.7)."""

from datetime import date

from sqlmodel import Session

from models.intake.opinion import OpinionAssigned, OpinionDismissed, OpinionFedBack, OpinionPublished, OpinionReceived
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deadlines import deadline_from
from models.ledger.duties import (
    OpenedDuty,
    discharge,
    due_of,
    entered_late,
    find_duty,
    open_duty_for,
    received_on,
    withdraw,
)
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.heirs import heirs
from models.ledger.lookup import department_named, numbered
from models.ledger.notices import agency_of, notify, notify_agency, notify_one
from models.ledger.transitions import lock, move, next_row, record_row
from models.records import Department, Obligation, Opinion, id_of
from models.rules.day_order import check_not_future
from models.rules.duties import Audience, Debtor, Duty
from models.rules.errors import Refused
from models.rules.opinion import (
    OPINION_FEEDBACK,
    OPINION_PUBLICATION,
    check_limit,
    check_published,
    quarter_end,
)
from models.rules.states import ObligationState, OpinionEvent, OpinionState


@act("record_opinion", "登记公众意见", clause="3-6.2.7", roles={Role.AGENCY})
def record_opinion(session: Session, data: OpinionReceived, ctx: Context) -> Summary:
    """6.2.7: insert a public opinion and open the duty to publish its remediation; with a limit, assign it at once."""
    department, received = responsible_department(session, ctx, data.department), data.received_on or ctx.date
    check_not_future(received, ctx.date, "收到日期")
    lock(session, "opinion")
    opinion = Opinion(
        **next_row(session, "opinion", jurisdiction_id=ctx.jurisdiction, year=received.year),
        department_id=id_of(department),
        channel=data.channel,
        content=data.content,
        received_on=received,
        recorded_on=ctx.date,
    )
    record_row(session, ctx, opinion, "received")
    publication = _open_duty(session, ctx, OPINION_PUBLICATION, opinion, quarter_end(received))
    notices = _assign_opinion(session, ctx, opinion, data.limit, publication) if data.limit else 0
    words = (
        f"已登记公众意见{opinion.key}，由“{department.name}”负责，整改情况应于{due_of(session, publication)}前公布。"
    )
    words += f"已交办，整改时限{data.limit}。" if data.limit else "明确整改时限后交办（assign_opinion）。"
    return Summary(words, {"recorded": 1, "notices": notices}, {"opinion": opinion.key})


@act("assign_opinion", "交办公众意见", clause="3-6.2.7", roles={Role.AGENCY})
def assign_opinion(session: Session, data: OpinionAssigned, ctx: Context) -> Summary:
    """6.2.7: notify the department of the opinion to remedy and of the limit for its feedback."""
    opinion = find_opinion(session, ctx, data.opinion)
    publication = find_duty(session, ctx, OPINION_PUBLICATION, subject=opinion.key)
    notices = _assign_opinion(session, ctx, opinion, data.limit, publication)
    return Summary(f"公众意见{opinion.key}已交办，整改时限{data.limit}。", {"assigned": 1, "notices": notices})


@act("feed_back_opinion", "反馈公众意见整改情况", clause="3-6.2.7", roles={Role.OFFICE, Role.AGENCY})
def feed_back_opinion(session: Session, data: OpinionFedBack, ctx: Context) -> Summary:
    """6.2.7: record the department's feedback on the remediation; late feedback is marked, not refused."""
    opinion = find_opinion(session, ctx, data.opinion)
    department = department_named(session, ctx, session.get_one(Department, opinion.department_id).code)
    duty = find_duty(session, ctx, OPINION_FEEDBACK, subject=opinion.key)
    day = received_on(session, ctx, duty) if duty else ctx.date
    sets = {"fed_back_on": day, "feedback": data.feedback}
    move(session, ctx, "opinion", [id_of(opinion)], OpinionEvent.FEED_BACK, sets=sets)
    files = attach_exhibits(session, ctx, "opinion", id_of(opinion), data.evidence)
    late = _discharge_unless_waived(session, ctx, duty, day)
    payload = {"department": department.name, "opinion": opinion.key, "feedback": data.feedback, "late": late}
    if entered_late(session, ctx):
        payload["entered_late"] = True
    notices = notify_agency(session, ctx, "opinion_fed_back", opinion.key, payload=payload)
    counts = {"late": int(late), "evidence": files, "notices": notices}
    return Summary(f"已反馈公众意见{opinion.key}的整改情况{'（逾期）' if late else ''}。", counts)


@act("publish_opinion", "公布公众意见整改情况", clause="3-6.2.7", roles={Role.AGENCY})
def publish_opinion(session: Session, data: OpinionPublished, ctx: Context) -> Summary:
    """6.2.7: record where and when the remediation was published; that day decides whether it is late."""
    opinion, day = find_opinion(session, ctx, data.opinion), data.published_on or ctx.date
    if opinion.state is OpinionState.FED_BACK:
        check_published(day, opinion.fed_back_on or day, ctx.date)
    sets = {"published_on": day, "published_in": data.published_in}
    if not move(session, ctx, "opinion", [id_of(opinion)], OpinionEvent.PUBLISH, sets=sets):
        return Summary(f"公众意见{opinion.key}的整改情况此前已公布，未作改动。", {"published": 0})
    files = attach_exhibits(session, ctx, "opinion", id_of(opinion), data.evidence)
    late = _discharge_unless_waived(
        session, ctx, find_duty(session, ctx, OPINION_PUBLICATION, subject=opinion.key), day
    )
    words = f"公众意见{opinion.key}的整改情况已于{day}在{data.published_in}公布{'（逾期）' if late else ''}。"
    return Summary(words, {"published": 1, "late": int(late), "evidence": files})


@act("dismiss_opinion", "不予办理公众意见", clause="3-6.2.7", roles={Role.AGENCY})
def dismiss_opinion(session: Session, data: OpinionDismissed, ctx: Context) -> Summary:
    """6.2.7: dismiss the opinion with a reason; if it was assigned, its department is notified."""
    opinion = find_opinion(session, ctx, data.opinion)
    sets, detail = {"dismissed_on": ctx.date, "reason": data.reason}, {"reason": data.reason}
    assigned = opinion.state is OpinionState.REMEDYING
    if not move(session, ctx, "opinion", [id_of(opinion)], OpinionEvent.DISMISS, sets=sets, detail=detail):
        return Summary(f"公众意见{opinion.key}此前已不予办理，未作改动。", {"dismissed": 0})
    duties = (OPINION_FEEDBACK, OPINION_PUBLICATION)
    open_duties = [duty for each in duties if (duty := find_duty(session, ctx, each, subject=opinion.key))]
    withdraw(session, ctx, open_duties, data.reason)
    notices = 0
    if assigned:
        to = heirs(session).get(opinion.department_id, opinion.department_id), Audience.OFFICE
        payload = {"opinion": opinion.key, "content": opinion.content, "reason": data.reason}
        notices = notify_one(session, ctx, "opinion_dismissed", opinion.key, to, payload=payload)
    return Summary(f"公众意见{opinion.key}不予办理：{data.reason}。", {"dismissed": 1, "notices": notices})


def find_opinion(session: Session, ctx: Context, key: str) -> Opinion:
    """Return the opinion with this number, such as 2026-3; raises Refused if it does not exist."""
    return numbered(session, ctx.jurisdiction, Opinion, key, "公众意见，编号的格式如2026-3。")


def responsible_department(session: Session, ctx: Context, text: str) -> Department:
    """Return the department responsible for an opinion, or its successor.

    Raises Refused if that is the agency or if the department was dissolved.
    """
    predecessor = department_named(session, ctx, text)
    department = session.get_one(Department, heirs(session).get(id_of(predecessor), id_of(predecessor)))
    if department.is_agency:
        raise Refused(f"“{department.name}”不是纳入管理的部门，请写明负责整改的部门。")
    if department.valid_to and department.valid_to < ctx.date:
        raise Refused(f"“{department.name}”已于{department.valid_to}终止，请写明现在负责的部门。")
    return department


def _assign_opinion(
    session: Session, ctx: Context, opinion: Opinion, limit: date, publication: Obligation | None
) -> int:
    """Open the department's duty to feed back by `limit` and notify it; returns how many notices are new."""
    if publication and opinion.state is OpinionState.RECEIVED:
        check_limit(limit, due_of(session, publication), ctx.date)
    sets = {"limit": limit, "assigned_on": ctx.date}
    move(session, ctx, "opinion", [id_of(opinion)], OpinionEvent.ASSIGN, sets=sets)
    feedback = _open_duty(session, ctx, OPINION_FEEDBACK, opinion, limit)
    payload = {"opinion": opinion.key, "content": opinion.content, "channel": opinion.channel}
    received = {"received_on": opinion.received_on.isoformat()}
    return notify(session, ctx, "opinion_received", [id_of(feedback)], [Audience.OFFICE], payload=payload | received)


def _open_duty(session: Session, ctx: Context, duty: Duty, opinion: Opinion, anchor: date) -> Obligation:
    deadline, _ = deadline_from(session, ctx, duty.due, anchor)
    department = heirs(session).get(opinion.department_id, opinion.department_id)
    owed_by = agency_of(session, ctx.jurisdiction) if duty.debtor is Debtor.AGENCY else department
    identity: OpenedDuty = {"period": str(opinion.year), "subject": opinion.key, "round": opinion.number}
    debtors: OpenedDuty = {"department_id": owed_by, "owed_by": owed_by}
    return open_duty_for(session, ctx, duty, deadline, **(identity | debtors))


def _discharge_unless_waived(session: Session, ctx: Context, duty: Obligation | None, counted_on: date) -> bool:
    """Discharge a duty; returns whether it is late, False if the agency waived it."""
    assert duty is not None  # noqa: S101 - the move before made sure of it
    return duty.state is not ObligationState.WAIVED and discharge(session, ctx, duty, counted_on)
