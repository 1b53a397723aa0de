"""Open, discharge, reopen and withdraw obligations; their titles, and the day on which an entry was received."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict, Unpack

from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session

from models.ledger.acts import LATENESS, Context
from models.ledger.deadlines import MOVABLE
from models.ledger.heirs import debtor_of
from models.ledger.jurisdiction import calendar_of
from models.ledger.notices import agency_of
from models.ledger.nouns.shared_sql import OBLIGATION_KEY, ONCE_LATE, TARGET_NAME, TARGET_OF
from models.ledger.transitions import move, record_row
from models.loading import having
from models.records import Obligation, id_of
from models.rules.covert import COVERT_RETURN
from models.rules.cycles import DUTY_OF, subject_of
from models.rules.deadlines import dated
from models.rules.draft import IN_LISTS
from models.rules.duties import Duty
from models.rules.errors import Refused
from models.rules.inspection import INSPECTION, URGENT_INSPECTION
from models.rules.opinion import OPINION_FEEDBACK, OPINION_PUBLICATION
from models.rules.states import ObligationEvent, ObligationState
from models.rules.verdicts import PROMPT_ENTRY
from models.statements import ResultRow, run, transaction

STANDING = f"""
SELECT x.due, x.provisional AND {MOVABLE} AS provisional FROM deadline x WHERE x.id = :id
"""  # noqa: S608 - constants only


def due_of(session: Session, obligation: Obligation) -> date:
    """Return the due date of an obligation; the row of a deadline never changes and is read once per transaction."""
    known = transaction(session).due_dates
    number = obligation.deadline_id
    if number not in known:
        known[number] = run(session, "SELECT due FROM deadline WHERE id = :id", id=number).scalar_one()
    return known[number]


def due_in_words(session: Session, obligation: Obligation) -> str:
    """Return the due date of an obligation as an answer says it, 暂定 while a holiday notice can move it (A34)."""
    row = run(session, STANDING, id=obligation.deadline_id).one()
    return dated(row.due, provisional=row.provisional)


def discharge(
    session: Session, ctx: Context, obligation: Obligation, counted_on: date, *, more: Mapping[str, Any] | None = None
) -> bool:
    """Discharge an obligation and freeze whether it was late by the day that counts (A27); returns whether it was late.

    A remediation or feedback that was late before it was withdrawn stays late.
    `more` is stored with the transition: why the obligation ends although something is missing. A stated receipt more
    than five working days before today is stored as 补录.
    """
    due, entered = due_of(session, obligation), transaction(session).entering
    late = counted_on > due or _was_late(session, obligation)
    if entered is not None and (late or ctx.date > due):
        entered.add(LATENESS)
    detail = {"counted_on": counted_on.isoformat(), "late": late, **(more or {})}
    if entered_late(session, ctx):
        detail["entered_late"] = transaction(session).entered_late = True
    sets = {"counted_on": counted_on, "late": late}
    event, state = ObligationEvent.DISCHARGE, obligation.state
    if move(session, ctx, "obligation", [id_of(obligation)], event, sets=sets, detail=detail, now=state):
        _set_loaded(obligation, sets | {"state": ObligationState.DISCHARGED})
    return late


def _was_late(session: Session, obligation: Obligation) -> bool:
    again = obligation.due_version > 1 and obligation.subject and obligation.round
    return bool(again and run(session, ONCE_LATE, obligation=obligation.id).scalar_one())


def entered_late(session: Session, ctx: Context) -> bool:
    """Return whether this entry is made more than five working days after its stated receipt (补录)."""
    received = day_received(ctx)
    if "received" not in ctx.source or received == ctx.date:
        return False
    return calendar_of(session, ctx.jurisdiction).count(received, ctx.date) > PROMPT_ENTRY


def _set_loaded(obligation: Obligation, values: Mapping[str, Any]) -> None:
    """Set attributes of an object to the values of its row without a query."""
    for name, value in values.items():
        set_committed_value(obligation, name, value)


def reopen(
    session: Session, ctx: Context, obligation: Obligation, event: ObligationEvent, deadline: int, reason: str = ""
) -> None:
    """Reopen an obligation under a new deadline with a new due version, so that its reminders start again.

    The department that is responsible now becomes its debtor.
    """
    sets = {"deadline_id": deadline, "due_version": obligation.due_version + 1, "counted_on": None, "late": None}
    move(
        session,
        ctx,
        "obligation",
        [id_of(obligation)],
        event,
        sets=sets | {"reminded": None, "owed_by": debtor_of(session, obligation)},
        detail={"reason": reason} if reason else None,
    )
    session.refresh(obligation)
    transaction(session).began.clear()


def withdraw(session: Session, ctx: Context, obligations: Sequence[Obligation], reason: str) -> None:
    """Void obligations whose cause no longer exists."""
    ids = [id_of(obligation) for obligation in obligations]
    move(session, ctx, "obligation", ids, ObligationEvent.WITHDRAW, detail={"reason": reason})


def check_not_ended(obligation: Obligation, name: str, advice: str) -> None:
    """Raise Refused if the obligation was waived or is void: nothing is entered for it."""
    if obligation.state is ObligationState.WAIVED:
        raise Refused(f"{name}{obligation.state.label}，{advice}；豁免有误的，由管理机构撤回豁免（withdraw_waiver）。")
    if obligation.state is ObligationState.VOID:
        raise Refused(f"{name}{obligation.state.label}，{advice}。")


class DutyRef(TypedDict, total=False):
    """Selects an obligation of a kind: by period or by subject, and by round if it has several."""

    period: str
    subject: str
    round: int


class OpenedDuty(DutyRef, total=False):
    """The values of a new obligation; without a department it belongs to the agency."""

    department_id: int
    owed_by: int


def open_duty_for(session: Session, ctx: Context, duty: Duty, deadline: int, **which: Unpack[OpenedDuty]) -> Obligation:
    """Open an obligation under a deadline, for the agency unless a department is given; writes its transition."""
    if "department_id" not in which:
        agency = agency_of(session, ctx.jurisdiction)
        which |= {"department_id": agency, "owed_by": agency}
    obligation = Obligation(
        jurisdiction_id=ctx.jurisdiction,
        kind=duty.key,
        clause=duty.clause,
        deadline_id=deadline,
        opened_on=ctx.date,
        **which,
    )
    record_row(session, ctx, obligation, "opened")
    return obligation


def find_duty(session: Session, ctx: Context, duty: Duty, **which: Unpack[DutyRef]) -> Obligation | None:
    """Return the obligation of a kind by period or subject; None if it was never opened."""
    return having(session, Obligation, jurisdiction_id=ctx.jurisdiction, kind=duty.key, **which)


def find_open_duty(session: Session, ctx: Context, duty: Duty, **which: Unpack[DutyRef]) -> Obligation | None:
    """Return the open obligation of a kind; None if it is not open."""
    state = ObligationState.OPEN
    return having(session, Obligation, jurisdiction_id=ctx.jurisdiction, kind=duty.key, state=state, **which)


def discharge_duty(session: Session, ctx: Context, duty: Duty, counted_on: date, **which: Unpack[DutyRef]) -> bool:
    """Discharge an open obligation by the day that counts (A27); returns whether it was late, False if none is open."""
    obligation = find_open_duty(session, ctx, duty, **which)
    return obligation is not None and discharge(session, ctx, obligation, counted_on)


# An obligation starts on its cycle's opening day, or on the day on which the act that opened it was received; each
# return is a new start. The act that is being done has no block yet.
BEGAN = f"""
SELECT greatest(coalesce(c.opens_on, max(m.day) FILTER (WHERE m.event = 'opened')),
    max(m.day) FILTER (WHERE m.event <> 'opened'))
FROM obligation o JOIN department d ON d.id = o.department_id LEFT JOIN cycle_run c ON c.id = o.cycle_run_id
    JOIN LATERAL (
        SELECT t.event, CAST(coalesce(t.detail #>> '{{row,source,received}}', b.source ->> 'received',
            CAST(b.business_date AS text), CAST(:received AS text)) AS date) AS day
        FROM transition t LEFT JOIN block b ON b.act_id = t.act_id
        WHERE t.record = 'obligation' AND t.record_key = {OBLIGATION_KEY.format(o="o", d="d")}
            AND t.event IN ('opened', 'return', 'renew')) m ON true
WHERE o.id = :obligation GROUP BY c.opens_on
"""  # noqa: S608 - constants only


def received_on(session: Session, ctx: Context, obligation: Obligation) -> date:
    """Return the day on which an entry was received: today, or the day that the agency gives for an office.

    Raises Refused if that day is before the start of the obligation. A day in the future was refused earlier.
    """
    if "received" not in ctx.source:
        return ctx.date
    received = day_received(ctx)
    key, began = (id_of(obligation), received), transaction(session).began
    if key not in began:
        began[key] = run(session, BEGAN, obligation=obligation.id, received=received).scalar_one()
    if received < began[key]:
        raise Refused(f"收到日期{received}早于该事项开始的日期{began[key]}，请核对。")
    return received


def day_received(ctx: Context) -> date:
    """Return the day on which an entry was received, for an entry that discharges no obligation."""
    received = ctx.source.get("received")
    return date.fromisoformat(received) if received else ctx.date


OPEN_DUTIES = f"""
SELECT w.code, o.kind, o.period, o.round, o.state, x.due, {TARGET_NAME} AS target_name
FROM obligation o JOIN department w ON w.id = o.owed_by JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
WHERE o.state = 'open' AND w.id = ANY(:departments) OR o.state IN ('open', 'suspended') AND o.id = ANY(:ids)
ORDER BY x.due, o.kind, o.period, o.subject COLLATE "C", o.id
"""  # noqa: S608 - constants only
ALL = 1_000_000

# Titles of obligations that are numbered within their year or quarter.
NUMBERED = {
    COVERT_RETURN.key: "收回暗访清单{}的结果",
    INSPECTION.key: "核查{}",
    URGENT_INSPECTION.key: "紧急核查{}",
    OPINION_FEEDBACK.key: "公众意见{}整改反馈",
    OPINION_PUBLICATION.key: "公众意见{}整改公布",
}


def title_of(kind: str, period: str, target_name: str | None, number: int) -> str:
    """Return the title of an obligation: 2026年第一季度分析会, 整改“公路”（第2轮）, 核查2026-3."""
    if kind in NUMBERED:
        return NUMBERED[kind].format(f"{period}-{number}")
    if not target_name:
        return subject_of(DUTY_OF[kind], period) + (f"（第{number}批）" if number > 1 and kind in IN_LISTS else "")
    again = f"（第{number}轮）" if number > 1 else ""
    return f"{subject_of(DUTY_OF[kind], period)}“{target_name}”{again}"


def list_open_duties(
    session: Session, *, departments: Sequence[int] = (), ids: Sequence[int] = ()
) -> list[tuple[str, str, date]]:
    """Return open obligations by department, and open or suspended ones by id, ordered by due date.

    Each is the debtor's code, the title and the due date; the title of a suspended one says so.
    """
    rows = run(session, OPEN_DUTIES, departments=list(departments), ids=list(ids))
    return [(row.code, _title_with_state(row), row.due) for row in rows]


def _title_with_state(row: ResultRow) -> str:
    title = title_of(row.kind, row.period, row.target_name, row.round)
    return f"{title}（{ObligationState.SUSPENDED.label}）" if row.state == ObligationState.SUSPENDED else title
