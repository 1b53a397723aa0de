"""现场复核通知: the notice that requests the year-end check, possibly by an earlier date (6.1.4, A29)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, select

from models.intake.year_end import YearEndNoticeGiven
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deadlines import deadline_from, save_deadline
from models.ledger.jurisdiction import calendar_of, go_live
from models.ledger.notices import notify
from models.ledger.paper_numbers import also_used
from models.ledger.transitions import lock, record, record_row
from models.records import YearEndNotice
from models.rules.cycle import Cycle
from models.rules.cycles import YEAR_END_CHECK, by_notice
from models.rules.day_order import check_not_before
from models.rules.deadlines import DueDate, compute_deadline
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.periods import Period
from models.rules.states import ObligationState
from models.statements import run

# Serializes opening the year's checks and registering a notice.
MOVE = """
UPDATE obligation o SET deadline_id = :deadline,
    due_version = o.due_version + CASE WHEN x.due = :due THEN 0 ELSE 1 END,
    reminded = CASE WHEN x.due = :due THEN o.reminded END
FROM deadline x
WHERE x.id = o.deadline_id AND o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = :period
    AND o.state IN ('open', 'waived')
RETURNING o.id, o.state, x.due AS was
"""


@act("register_year_end_notice", "登记现场复核通知", clause="3-6.1.4", roles={Role.AGENCY})
def register_year_end_notice(session: Session, data: YearEndNoticeGiven, ctx: Context) -> Summary:
    """6.1.4, A29: register a notice: the year's open checks get its due date, and each office is notified once.

    Waived checks get it too, for the day on which a waiver may be taken back; their offices are told then. A later
    notice replaces it. Checks that open later get the due date of the notice in force. Raises Refused if the due date
    is after 10 January, in the past, or if the number is already used with other content.
    """
    period = YEAR_END_CHECK.period(f"{data.year:04d}")
    content = (data.requirements, _check_due(session, ctx, period, data.due))
    lock(session, "year_end_notice")
    current = notice_of(session, ctx, period)
    same_number = _find_by_number(session, ctx, data)
    if same_number and same_number is current and (same_number.requirements, same_number.due) == content:
        counts_of_none = {"registered": 0, "moved": 0, "notices": 0}
        return Summary(f"现场复核通知（{data.number}）此前已登记，未作改动。", counts_of_none)
    if same_number:
        raise Refused(_reason_for_refusal(same_number, current))
    also = also_used(session, ctx.jurisdiction, data.number)
    notice = _insert_notice(session, ctx, data, content)
    moved, waived, notices = _apply_notice(session, ctx, notice, period)
    words = f"已登记{period.label}现场复核通知（{notice.number}），完成期限{notice.due}。"
    if moved:
        words += f"{moved}个部门在办的年终检查按此办理，通知{notices}个部门。"
    elif YEAR_END_CHECK.opens_from(period) > ctx.date:
        words += f"年终检查{YEAR_END_CHECK.opens_from(period)}开启时适用。"
    words += f"{waived}个部门的年终检查已豁免，撤回豁免时按此办理。" if waived else ""
    counts = {"registered": 1, "moved": moved, "notices": notices}
    return Summary(words + also, counts, {"number": notice.number, "due": notice.due.isoformat()})


def notice_of(session: Session, ctx: Context, period: Period) -> YearEndNotice | None:
    """Return the newest notice of a year, which is in force; None if it does not exist."""
    notices = select(YearEndNotice).where(YearEndNotice.jurisdiction_id == ctx.jurisdiction)
    return session.exec(notices.where(YearEndNotice.year == period.year).order_by(col(YearEndNotice.id).desc())).first()


def deadline_of(session: Session, ctx: Context, cycle: Cycle, period: Period) -> tuple[int, DueDate]:
    """Return row id and value of the deadline of a period, by the cycle's rule or by the notice of the year."""
    if cycle.due_by_notice:
        lock(session, "year_end_notice")
        if notice := notice_of(session, ctx, period):
            return _save_deadline(session, ctx, notice)
    return deadline_from(session, ctx, cycle.duty.due, cycle.anchor.of(period))


def due_of_period(session: Session, ctx: Context, cycle: Cycle, period: Period) -> date:
    """Return the due date of a period, by the notice of the year or by the cycle's rule."""
    notice = notice_of(session, ctx, period) if cycle.due_by_notice else None
    return notice.due if notice else cycle.deadline(period, calendar_of(session, ctx.jurisdiction)).due


def _check_due(session: Session, ctx: Context, period: Period, wanted: date | None) -> date:
    first, last = YEAR_END_CHECK.opens_from(period), YEAR_END_CHECK.anchor.of(period)
    due = wanted or last
    if period.end < (live := go_live(session, ctx)):
        raise Refused(f"{period.label}早于启用日期{live}，没有年终检查。")
    if period.start > ctx.date:
        raise Refused(f"{period.label}尚未开始（今天是{ctx.date}），请核对年度。")
    if due > last:
        raise Refused(f"完成期限{due}晚于{last}。《目标管控》6.1.4规定次年1月10日前完成，通知只能提前。")
    if due < ctx.date:
        raise Refused(f"完成期限{due}已过（今天是{ctx.date}），请核对。")
    check_not_before(due, first, "完成期限", "年终检查的开启日期")
    return due


def _find_by_number(session: Session, ctx: Context, data: YearEndNoticeGiven) -> YearEndNotice | None:
    notices = select(YearEndNotice).where(YearEndNotice.jurisdiction_id == ctx.jurisdiction)
    return session.exec(notices.where(YearEndNotice.year == data.year, YearEndNotice.number == data.number)).first()


def _reason_for_refusal(same_number: YearEndNotice, current: YearEndNotice | None) -> str:
    if current and same_number is not current:
        return f"现场复核通知（{same_number.number}）已由（{current.number}）取代；如需再改，请登记新文号的通知。"
    registered = (
        f"现场复核通知（{same_number.number}）已登记，完成期限{same_number.due}，要求：{same_number.requirements}"
    )
    return f"{registered}。内容有变的，请登记新文号的通知。"


def _insert_notice(
    session: Session, ctx: Context, data: YearEndNoticeGiven, content: tuple[str, date]
) -> YearEndNotice:
    requirements, due = content
    notice = YearEndNotice(
        jurisdiction_id=ctx.jurisdiction,
        year=data.year,
        number=data.number,
        requirements=requirements,
        due=due,
        received_on=ctx.date,
    )
    record_row(session, ctx, notice, "registered")
    return notice


def _save_deadline(session: Session, ctx: Context, notice: YearEndNotice) -> tuple[int, DueDate]:
    rule = by_notice(notice.number, notice.due)
    deadline = compute_deadline(rule, notice.due, calendar_of(session, ctx.jurisdiction))
    source = {"number": notice.number, "requirements": notice.requirements}
    deadline = replace(deadline, proof=deadline.proof | {"notice": source})
    return save_deadline(session, ctx, deadline, notice.number), deadline


def _apply_notice(session: Session, ctx: Context, notice: YearEndNotice, period: Period) -> tuple[int, int, int]:
    """Update the open and the waived checks to the notice; returns how many of each there are, and new notices."""
    deadline, value = _save_deadline(session, ctx, notice)
    parameters = {"deadline": deadline, "due": value.due, "jurisdiction": ctx.jurisdiction}
    checks = run(session, MOVE, **parameters, kind=YEAR_END_CHECK.key, period=str(period)).all()
    groups: dict[tuple[date, str], list[int]] = {}
    for row in sorted(checks):
        groups.setdefault((row.was, row.state), []).append(row.id)
    notices = sum(_move_and_notify(session, ctx, notice, ids, *key) for key, ids in sorted(groups.items()))
    waived = sum(row.state == ObligationState.WAIVED for row in checks)
    return len(checks) - waived, waived, notices


def _move_and_notify(
    session: Session, ctx: Context, notice: YearEndNotice, ids: Sequence[int], was: date, state: str
) -> int:
    detail = {"reason": f"现场复核通知（{notice.number}）：{notice.requirements}"}
    shift = {"from": was.isoformat(), "to": notice.due.isoformat()} if was != notice.due else {}
    event = "moved" if shift else "noticed"
    record(session, ctx, "obligation", ids, event, moved=(state, state), detail=shift | detail)
    payload = {"number": notice.number, "requirements": notice.requirements, "from": shift.get("from", "")}
    to_tell = ids if state == ObligationState.OPEN else ()
    return notify(session, ctx, "year_end_notice", to_tell, [Audience.OFFICE], occasion=notice.number, payload=payload)
