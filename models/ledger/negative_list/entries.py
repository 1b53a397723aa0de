"""The negative list: listing, proposal, first limit, and the duties of each round (1-2.23, 6.2.4, 6.2.5)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from models.intake.negative_list import LimitSet
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deadlines import deadline_from
from models.ledger.duties import discharge_duty, open_duty_for
from models.ledger.jurisdiction import calendar_of
from models.ledger.lookup import entry_key, lead_of, newest_entry, target_of
from models.ledger.negative_list.confirmation import discharge_confirmation
from models.ledger.notices import notify, notify_one
from models.ledger.policies import value_on
from models.ledger.seals import seal_changes
from models.ledger.transitions import move, record_row
from models.records import Appeal, NegativeEntry, Obligation, Remediation, Target, id_of
from models.rules.appeal import last_to_lodge
from models.rules.deadlines import compute_deadline
from models.rules.duties import Audience, Duty
from models.rules.errors import Refused
from models.rules.negative_list import FEEDBACK, LIMIT_OWED, RECHECK_OWED, REMEDIATION
from models.rules.periods import Period, Span, parse_period, period_of
from models.rules.policy import LODGING_DAYS
from models.rules.quality import QUALITY_REPORT
from models.rules.states import AppealState, EntryEvent, EntryState, ObligationEvent, ObligationState, RemediationEvent
from models.rules.states.negative_list import ENDED


def duties_of(
    session: Session, target: Target, entry: NegativeEntry, states: set[ObligationState] | None = None
) -> Sequence[Obligation]:
    """Return the obligations of an entry in order of id, those of the agency too; only those in `states`, if given."""
    of_department = col(Obligation.kind).in_([REMEDIATION.key, FEEDBACK.key]) & (
        Obligation.department_id == entry.department_id
    )
    duties = select(Obligation).where(
        Obligation.subject == entry_key(target, entry),
        of_department | col(Obligation.kind).in_([LIMIT_OWED.key, RECHECK_OWED.key]),
    )
    if states:
        duties = duties.where(col(Obligation.state).in_(states))
    return session.exec(duties.order_by(col(Obligation.id))).all()


# The notice with the limit says the same and more.
TOLD_WITH_LIMIT = """UPDATE notice SET cancelled = '整改时限已明确，一并告知'
    WHERE kind = 'listed_without_limit' AND subject = :subject AND resolved_at IS NULL AND cancelled IS NULL"""

HOW_LISTED = "列入须先有签字的核查结果（sign_off），再办理 list_finding；已列入的见 mubiao entries。"


@act("set_limit", "明确整改时限", clause="3-6.2.4", roles={Role.AGENCY})
def set_limit(session: Session, data: LimitSet, ctx: Context) -> Summary:
    """6.2.4: set the limit, which opens the remediation; the head is notified of finding and limit at once."""
    target = target_of(session, ctx, data)
    entry = entry_of(session, target)
    move(session, ctx, "negative_entry", [id_of(entry)], EntryEvent.SET_LIMIT, now=entry.state)
    refuse_during_appeal(session, entry)
    return start_round(session, ctx, target, entry, 1, data.limit)


def list_entry(
    session: Session,
    ctx: Context,
    target: Target,
    finding: str,
    found_on: date,
    state: EntryState = EntryState.LISTED,
) -> NegativeEntry:
    """Insert an entry, or a proposal if the state is `PROPOSED` (A20); listing confirms an existing proposal.

    Raises Refused if the finding is of a future day, or if the target already has an open entry or proposal.
    """
    if found_on > ctx.date:
        raise Refused(f"核查日期{found_on}在今天（{ctx.date}）之后。")
    last = newest_entry(session, target)
    if last and last.state is EntryState.PROPOSED and state is EntryState.LISTED:
        changes = {"finding": finding, "found_on": found_on, "listed_on": ctx.date}
        move(session, ctx, "negative_entry", [id_of(last)], EntryEvent.CONFIRM, sets=changes)
        session.refresh(last)
        discharge_confirmation(session, ctx, target, last)
        return last
    if last and last.state is EntryState.PROPOSED:
        raise Refused(f"目标{target.code}已在{last.listed_on}提出拟列入负面清单，等待现场认定，不能重复提出。")
    if last and last.state not in ENDED:
        raise Refused(f"目标{target.code}已在负面清单中（{last.listed_on}列入），尚未补欠，不能重复列入。")
    entry = NegativeEntry(
        target_id=id_of(target),
        occurrence=last.occurrence + 1 if last else 1,
        department_id=id_of(lead_of(session, ctx, target)),
        finding=finding,
        found_on=found_on,
        listed_on=ctx.date,
        state=state,
    )
    record_row(session, ctx, entry, state.value)
    return entry


def tell_listed(session: Session, ctx: Context, target: Target, entry: NegativeEntry) -> int:
    """6.2.4, A21: notify head and office of an entry that has no limit yet; return the number of notices."""
    lead = id_of(lead_of(session, ctx, target))
    payload = {"target": target.name, "found_on": entry.found_on.isoformat(), "finding": entry.finding}
    return sum(
        notify_one(session, ctx, "listed_without_limit", entry_key(target, entry), (lead, audience), payload=payload)
        for audience in (Audience.HEAD, Audience.OFFICE)
    )


def entry_of(session: Session, target: Target) -> NegativeEntry:
    """Return the newest entry of a target; raises Refused if it was never listed."""
    if entry := newest_entry(session, target):
        return entry
    raise Refused(f"目标{target.code}没有列入负面清单。{HOW_LISTED}")


def refuse_during_appeal(session: Session, entry: NegativeEntry) -> None:
    """4.3 a: raise Refused while an appeal against the entry is accepted: no limit is set and no time limit starts."""
    accepted = (Appeal.entry_id == entry.id) & (Appeal.state == AppealState.ACCEPTED)
    if session.exec(select(Appeal.id).where(accepted)).first():
        raise Refused("申诉期间该事项中止，裁定后再办理。")


def start_round(
    session: Session, ctx: Context, target: Target, entry: NegativeEntry, number: int, limit: date
) -> Summary:
    """Open a round of remediation with its limit; notify head and office.

    Raises Refused if the limit is too early, or so late that it needs a paper of the leading group.
    """
    if limit < max(entry.listed_on, entry.found_on) or limit < ctx.date:
        raise Refused(f"整改时限{limit}不能早于列入日期{entry.listed_on}和今天（{ctx.date}）。")
    check_not_beyond(session, ctx, target, limit)
    remediation = Remediation(entry_id=id_of(entry), round=number, limit=limit)
    record_row(session, ctx, remediation, "opened")
    discharge_duty(session, ctx, LIMIT_OWED, ctx.date, subject=entry_key(target, entry))
    seal_changes(session, ctx, TOLD_WITH_LIMIT, subject=entry_key(target, entry))
    obligation = open_duty(session, ctx, REMEDIATION, target, entry, remediation)
    calendar = calendar_of(session, ctx.jurisdiction)
    outer = compute_deadline(FEEDBACK.due, limit, calendar)
    notices = notify(
        session,
        ctx,
        "listed",
        [id_of(obligation)],
        [Audience.HEAD, Audience.OFFICE],
        payload={
            "outer": outer.due.isoformat(),
            "found_on": entry.found_on.isoformat(),
            "finding": entry.finding,
            **(_last_to_contest(session, ctx) if number == 1 else {}),
        },
    )
    words = (
        f"“{target.name}”整改时限{limit}{calendar.rest_words(limit)}；完成后{FEEDBACK.due.days}内反馈；最迟{outer}。"
    )
    days = {"limit": limit.isoformat(), "outer": outer.due.isoformat()}
    return Summary(words, {"opened": 1, "notices": notices}, days)


def check_not_beyond(session: Session, ctx: Context, target: Target, limit: date) -> None:
    """6.2.4: raise Refused for a limit beyond the year's fourth list; after its day, beyond the list of the quarter."""
    words, last = list_day(session, ctx, parse_period(f"{target.year}Q4"))
    if last < ctx.date:
        words, last = list_day(session, ctx, period_of(Span.QUARTER, ctx.date))
    if limit > last:
        raise Refused(
            f"整改时限{limit}在{words}以后，最迟明确为该日；确需更晚的，明确后凭领导小组的文件延长（extend_limit）。"
        )


def list_day(session: Session, ctx: Context, period: Period) -> tuple[str, date]:
    """Return in words and as a date the day on which the negative list of a quarter is frozen."""
    day = QUALITY_REPORT.opens_on(period, calendar_of(session, ctx.jurisdiction))
    return f"{period.label}负面清单形成的日期（{day}）", day


def _last_to_contest(session: Session, ctx: Context) -> dict[str, str]:
    """A14: return the last day for an appeal against an entry that its office is told of today; empty without one."""
    days = value_on(session, ctx.jurisdiction, LODGING_DAYS, ctx.date)
    calendar = calendar_of(session, ctx.jurisdiction)
    return {"contest_until": last_to_lodge(ctx.date, days, calendar).isoformat()} if days else {}


def open_duty(
    session: Session, ctx: Context, duty: Duty, target: Target, entry: NegativeEntry, remediation: Remediation
) -> Obligation:
    """Open the remediation of a round, due by its limit, or its feedback, due from the declared completion."""
    deadline, _ = deadline_from(session, ctx, duty.due, remediation.completed_on or remediation.limit)
    return open_duty_for(
        session,
        ctx,
        duty,
        deadline,
        department_id=entry.department_id,
        subject=entry_key(target, entry),
        round=remediation.round,
        owed_by=id_of(lead_of(session, ctx, target)),
    )


def withdraw_entry(
    session: Session, ctx: Context, target: Target, entry: NegativeEntry, why: dict[str, str], event: EntryEvent
) -> None:
    """4.3 a: withdraw an entry from today, with every remediation round and duty that depends on it.

    The event is `WITHDRAW` for a ruling, `CORRECT` for a corrected finding; `why` has the `reason`, and as `basis` who
    inspected and signed.
    Its points are 0 from then on. Frozen lists keep it; the next one shows it as withdrawn.
    """
    move(session, ctx, "negative_entry", [id_of(entry)], event, detail=why)
    detail = {"reason": why["reason"]}
    rounds = session.exec(select(Remediation).where(Remediation.entry_id == entry.id)).all()
    move(session, ctx, "remediation", [id_of(each) for each in rounds], RemediationEvent.VOID, detail=detail)
    obligations = [id_of(obligation) for obligation in duties_of(session, target, entry)]
    move(session, ctx, "obligation", obligations, ObligationEvent.WITHDRAW, detail=detail)
