"""整改: declare or withdraw completion, file feedback, the end of a round by its recheck (2.2, 6.2.5)."""

from dataclasses import dataclass, replace
from typing import Any

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models.intake.input import NoInput
from models.intake.negative_list import CompletionDeclared, CompletionWithdrawn, FeedbackFiled, Rechecked
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.calendar.recompute import current_deadline
from models.ledger.deadlines import deadline_from
from models.ledger.duties import day_received, due_in_words, due_of, entered_late, received_on, reopen, withdraw
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import entry_key, lead_of, newest, target_of
from models.ledger.negative_list.entries import entry_of, open_duty, refuse_during_appeal, start_round
from models.ledger.negative_list.owed_rechecks import (
    discharge_unless_waived,
    end_recheck,
    open_recheck,
    waiver_in_words,
    withdraw_recheck,
)
from models.ledger.notices import notify, notify_agency
from models.ledger.questions import Question
from models.ledger.stated_receipts import check_received_after
from models.ledger.transitions import move
from models.loading import having
from models.records import Deadline, NegativeEntry, Obligation, Remediation, Target, id_of
from models.rules.duties import Audience, Duty
from models.rules.errors import FieldRefused, Refused
from models.rules.negative_list import FEEDBACK, REMEDIATION, describe_recheck
from models.rules.states import EntryEvent, ObligationEvent, ObligationState, RemediationEvent
from models.statements import run

OFFICE = {Role.OFFICE, Role.AGENCY}
WITHOUT_FEEDBACK = """
SELECT r.id FROM remediation r JOIN negative_entry e ON e.id = r.entry_id JOIN target t ON t.id = e.target_id
WHERE t.jurisdiction_id = :jurisdiction AND r.state = 'completed' AND NOT EXISTS (
    SELECT 1 FROM obligation o WHERE o.kind = 'feedback' AND o.department_id = e.department_id AND o.round = r.round
        AND o.subject = concat_ws('/', t.year, t.code, e.occurrence) AND o.state <> 'void')
ORDER BY t.year, t.code COLLATE "C"
"""
LACKS_FEEDBACK = Question(f"EXISTS ({WITHOUT_FEEDBACK})", Summary("整改反馈无需补开。", {"opened": 0}))


@act("declare_completion", "申报整改完成", clause="3-6.2.5", roles=OFFICE)
def declare_completion(session: Session, data: CompletionDeclared, ctx: Context) -> Summary:
    """6.2.5: declare the remediation complete; from that day on feedback is due.

    Raises Refused if the day is in the future, or before the listing or the start of the round.
    """
    target = target_of(session, ctx, data)
    lead_of(session, ctx, target)
    entry = entry_of(session, target)
    if data.completed_on > ctx.date:
        raise FieldRefused(f"完成日期{data.completed_on}在今天（{ctx.date}）之后，请在完成后申报。", "completed_on")
    if data.completed_on < entry.listed_on:
        raise FieldRefused(f"完成日期{data.completed_on}早于列入负面清单的日期{entry.listed_on}。", "completed_on")
    check_received_after(ctx, data.completed_on, "completed_on", "完成日期")
    refuse_during_appeal(session, entry)
    remediation = newest_round(session, entry)
    obligation = _require_duty(session, REMEDIATION, target, entry, remediation)
    if remediation.round > 1 and data.completed_on < obligation.opened_on:
        raise FieldRefused(f"完成日期{data.completed_on}早于本轮整改开始的日期{obligation.opened_on}。", "completed_on")
    changes = {"completed_on": data.completed_on, "measures": data.measures}
    # What comes by mail counts on the day of its receipt; what is entered for an office on the day of its entry.
    declared_on = day_received(ctx) if ctx.actor.known.by_mail else ctx.date
    move(
        session,
        ctx,
        "remediation",
        [id_of(remediation)],
        RemediationEvent.COMPLETE,
        sets=changes,
        now=remediation.state,
        detail={"declared_on": declared_on.isoformat()} if declared_on != ctx.date else None,
    )
    session.refresh(remediation)
    late = discharge_unless_waived(session, ctx, obligation, data.completed_on)
    feedback = _open_feedback(session, ctx, target, entry, remediation)
    words = (
        f"已申报完成（{data.completed_on}{'，逾期' if late else ''}），"
        f"请于{due_in_words(session, feedback)}前反馈整改情况。{waiver_in_words(session, obligation)}"
    )
    return Summary(words, {"declared": 1, "late": int(late)}, {"feedback_due": due_of(session, feedback).isoformat()})


@act("withdraw_completion", "撤回完成申报", clause="3-6.2.5", roles=OFFICE)
def withdraw_completion(session: Session, data: CompletionWithdrawn, ctx: Context) -> Summary:
    """Withdraw the declaration: the remediation is open again with its old limit, its feedback duty is withdrawn.

    Raises Refused after the target's year unless the office mails it or its letter is given (A37).
    """
    target = target_of(session, ctx, data)
    lead_of(session, ctx, target)
    entry = entry_of(session, target)
    remediation = newest_round(session, entry)
    if ctx.date.year > target.year and not (ctx.actor.known.in_person or data.evidence):
        raise FieldRefused(
            f"{target.year}年已终了，合计待其复查（recheck）：撤回完成申报须由部门来信，或附部门的撤回函（--evidence）。",
            "evidence",
        )
    changes = {"completed_on": None, "fed_back_on": None, "feedback": ""}
    move(session, ctx, "remediation", [id_of(remediation)], RemediationEvent.WITHDRAW, sets=changes)
    refuse_during_appeal(session, entry)
    obligation = _require_duty(session, REMEDIATION, target, entry, remediation)
    deadline, _ = current_deadline(session, ctx, obligation.deadline_id)
    reopen(session, ctx, obligation, ObligationEvent.RETURN, deadline, data.reason)
    withdraw(session, ctx, [_require_duty(session, FEEDBACK, target, entry, remediation)], data.reason)
    withdraw_recheck(session, ctx, target, entry, remediation, data.reason)
    attach_exhibits(session, ctx, "remediation", id_of(remediation), data.evidence)
    words = f"已撤回“{target.name}”的完成申报，整改时限仍为{due_in_words(session, obligation)}。"
    return Summary(words, {"withdrawn": 1})


@act("file_feedback", "反馈整改情况", clause="3-6.2.5", roles=OFFICE)
def file_feedback(session: Session, data: FeedbackFiled, ctx: Context) -> Summary:
    """6.2.5: record the feedback and notify the agency, which then owes a recheck (A55).

    Late feedback is a separate breach (A9).
    """
    target = target_of(session, ctx, data)
    lead = lead_of(session, ctx, target)
    entry = entry_of(session, target)
    remediation = newest_round(session, entry)
    existing = _find_duty(session, FEEDBACK, target, entry, remediation)
    received = received_on(session, ctx, existing) if existing else ctx.date
    changes = {"fed_back_on": received, "feedback": data.feedback}
    move(
        session,
        ctx,
        "remediation",
        [id_of(remediation)],
        RemediationEvent.FEED_BACK,
        sets=changes,
        now=remediation.state,
    )
    obligation = _require_duty(session, FEEDBACK, target, entry, remediation)
    late = discharge_unless_waived(session, ctx, obligation, received)
    open_recheck(session, ctx, target, entry, remediation, received)
    payload = {"department": lead.name, "target": target.name, "feedback": data.feedback, "late": late}
    payload["within"] = replace(FEEDBACK.due, n=session.get_one(Deadline, obligation.deadline_id).n).words
    if entered_late(session, ctx):
        payload["entered_late"] = True
    subject, occasion = f"{entry_key(target, entry)}/{remediation.round}", str(obligation.due_version)
    notices = notify_agency(session, ctx, "fed_back", subject, occasion=occasion, payload=payload)
    return Summary(
        f"已反馈“{target.name}”整改情况{'（逾期）' if late else ''}。", {"late": int(late), "notices": notices}
    )


@dataclass(frozen=True, slots=True)
class RecheckBasis:
    """The basis of a recheck: the names of its people and of the one who signs, or the id of a signed finding."""

    people: tuple[str, ...] = ()
    signed_by: str = ""
    finding: int | None = None
    inspection: str = ""


def end_round(session: Session, ctx: Context, target: Target, data: Rechecked, basis: RecheckBasis) -> Summary:
    """6.2.5: end the newest round by its recheck: made good (补欠), or another round with a new limit.

    Head and office are notified. Raises Refused if nothing was fed back, or if a round would begin during an appeal.
    """
    entry = entry_of(session, target)
    remediation = newest_round(session, entry)
    event = RemediationEvent.ACCEPT if data.passed else RemediationEvent.REJECT
    changes = {
        "rechecked_on": ctx.date,
        "recheck": data.found,
        "rechecked_by": Jsonb(list(basis.people)),
        "recheck_signed_by": basis.signed_by,
        "recheck_finding_id": basis.finding,
    }
    move(session, ctx, "remediation", [id_of(remediation)], event, sets=changes, now=remediation.state)
    if not data.passed:
        refuse_during_appeal(session, entry)
    step = EntryEvent.MAKE_GOOD if data.passed else EntryEvent.REOPEN
    move(session, ctx, "negative_entry", [id_of(entry)], step, now=entry.state)
    who = describe_recheck(basis.people, basis.signed_by, basis.inspection)
    end_recheck(session, ctx, target, entry, remediation, who)
    obligation = _require_duty(session, FEEDBACK, target, entry, remediation)
    payload = {"passed": data.passed, "found": data.found, "limit": str(data.new_limit or "")}
    audiences = [Audience.OFFICE, Audience.HEAD]
    lead = id_of(lead_of(session, ctx, target))
    notices = notify(session, ctx, "rechecked", [id_of(obligation)], audiences, payload=payload, office=lead)
    if data.new_limit:
        return start_round(session, ctx, target, entry, remediation.round + 1, data.new_limit)
    return Summary(f"“{target.name}”复查通过，已补欠。", {"made_good": 1, "notices": notices})


@act("repair_feedback", "补开整改反馈", clause="3-6.2.5", roles={Role.SYSTEM, Role.AGENCY})
def repair_feedback(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """6.2.5: open the missing feedback duty of every declared completion."""
    lacking = run(session, WITHOUT_FEEDBACK, jurisdiction=ctx.jurisdiction).scalars().all()
    for number in lacking:
        remediation = session.get_one(Remediation, number)
        entry = session.get_one(NegativeEntry, remediation.entry_id)
        _open_feedback(session, ctx, session.get_one(Target, entry.target_id), entry, remediation)
    return Summary(f"补开整改反馈{len(lacking)}项。", {"opened": len(lacking)}) if lacking else LACKS_FEEDBACK.nothing


def newest_round(session: Session, entry: NegativeEntry) -> Remediation:
    """Return the current round of an entry; raises Refused if no limit was set yet."""
    remediation = newest(session, Remediation, "round", entry_id=entry.id)
    if remediation is None:
        raise Refused("该条目尚未明确整改时限，整改还没有开始。")
    return remediation


def _require_duty(
    session: Session, duty: Duty, target: Target, entry: NegativeEntry, remediation: Remediation
) -> Obligation:
    obligation = _find_duty(session, duty, target, entry, remediation)
    assert obligation is not None  # noqa: S101 - the move before made sure of it
    return obligation


def _find_duty(
    session: Session, duty: Duty, target: Target, entry: NegativeEntry, remediation: Remediation
) -> Obligation | None:
    of_entry: dict[str, Any] = {"department_id": entry.department_id, "subject": entry_key(target, entry)}
    return having(session, Obligation, kind=duty.key, round=remediation.round, **of_entry)


def _open_feedback(
    session: Session, ctx: Context, target: Target, entry: NegativeEntry, remediation: Remediation
) -> Obligation:
    assert remediation.completed_on is not None  # noqa: S101 - a completed round has its date
    existing = _find_duty(session, FEEDBACK, target, entry, remediation)
    if existing and existing.state is not ObligationState.VOID:
        return existing
    if existing:
        deadline, _ = deadline_from(session, ctx, FEEDBACK.due, remediation.completed_on)
        reopen(session, ctx, existing, ObligationEvent.RENEW, deadline)
    feedback = existing or open_duty(session, ctx, FEEDBACK, target, entry, remediation)
    notify(
        session,
        ctx,
        "feedback_owed",
        [id_of(feedback)],
        [Audience.OFFICE],
        occasion=str(feedback.due_version),
        payload={"completed_on": remediation.completed_on.isoformat()},
    )
    return feedback
