"""整改: completion declared or withdrawn, feedback filed, recheck (2.2, 6.2.5)."""

from datetime import date

from sqlmodel import Session, col, select

from models.database import run
from models.intake.negative_list import CompletionDeclared, CompletionWithdrawn, FeedbackFiled, Rechecked
from models.intake.said import Nothing
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.calendar.recompute import deadline_anew
from models.ledger.deadlines import deadline_from
from models.ledger.duties import discharge, due_of, received_on, reopen, withdraw
from models.ledger.lookup import entry_key, lead_of, target_of
from models.ledger.moves import move
from models.ledger.negative_list.entries import entry_of, open_duty, start_round
from models.ledger.notices import tell, tell_agency
from models.records import NegativeEntry, Obligation, Remediation, Target, id_of
from models.rules.duties import Audience, Duty
from models.rules.errors import Refused
from models.rules.negative_list import FEEDBACK, REMEDIATION
from models.rules.states import EntryEvent, ObligationEvent, ObligationState, RemediationEvent

OFFICE = {Role.OFFICE, Role.AGENCY}
WITHOUT_FEEDBACK = """
SELECT r.id FROM remediation r JOIN negative_entry e ON e.id = r.entry_id JOIN target t ON t.id = e.target_id
WHERE t.jurisdiction_id = :jurisdiction AND r.state = 'completed' AND NOT EXISTS (
    SELECT 1 FROM obligation o WHERE o.kind = 'feedback' AND o.department_id = e.department_id AND o.round = r.round
        AND o.subject = concat_ws('/', t.year, t.code, e.occurrence) AND o.state <> 'void')
ORDER BY t.year, t.code COLLATE "C"
"""


@act("declare_completion", "申报整改完成", clause="3-6.2.5", roles=OFFICE)
def declare_completion(session: Session, data: CompletionDeclared, ctx: Context) -> Summary:
    """6.2.5: the department reports its remediation done; feedback falls due in five working days from that day."""
    target = target_of(session, ctx, data)
    lead_of(session, ctx, target)
    entry = entry_of(session, target)
    if data.completed_on > ctx.date:
        raise Refused(f"完成日期{data.completed_on}在今天（{ctx.date}）之后，请在完成后申报。")
    if data.completed_on < entry.listed_on:
        raise Refused(f"完成日期{data.completed_on}早于列入负面清单的日期{entry.listed_on}。")
    remediation = newest_round(session, entry)
    obligation = _obligation(session, REMEDIATION, target, entry, remediation)
    if remediation.round > 1 and data.completed_on < obligation.opened_on:
        raise Refused(f"完成日期{data.completed_on}早于本轮整改开始的日期{obligation.opened_on}。")
    changes = {"completed_on": data.completed_on, "measures": data.measures}
    move(
        session,
        ctx,
        "remediation",
        [id_of(remediation)],
        RemediationEvent.COMPLETE,
        sets=changes,
        now=remediation.state,
    )
    session.refresh(remediation)
    late = _meet(session, ctx, obligation, data.completed_on)
    feedback = _open_feedback(session, ctx, target, entry, remediation)
    words = (
        f"已申报完成（{data.completed_on}{'，逾期' if late else ''}），请于{due_of(session, feedback)}前反馈整改情况。"
    )
    return Summary(words, {"declared": 1, "late": int(late)}, {"feedback_due": due_of(session, feedback).isoformat()})


@act("withdraw_completion", "撤回完成申报", clause="3-6.2.5", roles=OFFICE)
def withdraw_completion(session: Session, data: CompletionWithdrawn, ctx: Context) -> Summary:
    """The declaration is taken back: the remediation is owed again under its old limit, its feedback no longer."""
    target = target_of(session, ctx, data)
    lead_of(session, ctx, target)
    entry = entry_of(session, target)
    remediation = newest_round(session, entry)
    changes = {"completed_on": None, "fed_back_on": None, "feedback": ""}
    move(session, ctx, "remediation", [id_of(remediation)], RemediationEvent.WITHDRAW, sets=changes)
    obligation = _obligation(session, REMEDIATION, target, entry, remediation)
    deadline, _ = deadline_anew(session, ctx, obligation.deadline_id)
    reopen(session, ctx, obligation, ObligationEvent.RETURN, deadline, data.reason)
    withdraw(session, ctx, [_obligation(session, FEEDBACK, target, entry, remediation)], data.reason)
    return Summary(f"已撤回“{target.name}”的完成申报，整改时限仍为{remediation.limit}。", {"withdrawn": 1})


@act("file_feedback", "反馈整改情况", clause="3-6.2.5", roles=OFFICE)
def file_feedback(session: Session, data: FeedbackFiled, ctx: Context) -> Summary:
    """6.2.5: the feedback reaches the agency; late feedback is a breach of its own (A9)."""
    target = target_of(session, ctx, data)
    lead = lead_of(session, ctx, target)
    entry = entry_of(session, target)
    remediation = newest_round(session, entry)
    owed = _found(session, FEEDBACK, target, entry, remediation)
    received = received_on(session, ctx, owed) if owed else ctx.date
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
    obligation = _obligation(session, FEEDBACK, target, entry, remediation)
    late = _meet(session, ctx, obligation, received)
    payload = {"department": lead.name, "target": target.name, "feedback": data.feedback, "late": late}
    subject, occasion = f"{entry_key(target, entry)}/{remediation.round}", str(obligation.due_version)
    told = tell_agency(session, ctx, "fed_back", subject, occasion=occasion, payload=payload)
    return Summary(f"已反馈“{target.name}”整改情况{'（逾期）' if late else ''}。", {"late": int(late), "notices": told})


@act("recheck", "复查整改", clause="3-6.2.5", roles={Role.AGENCY})
def recheck(session: Session, data: Rechecked, ctx: Context) -> Summary:
    """The agency looks again: made good (补欠), or another round under a new limit."""
    target = target_of(session, ctx, data)
    entry = entry_of(session, target)
    remediation = newest_round(session, entry)
    event = RemediationEvent.ACCEPT if data.passed else RemediationEvent.REJECT
    changes = {"rechecked_on": ctx.date, "recheck": data.found}
    if not move(session, ctx, "remediation", [id_of(remediation)], event, sets=changes, now=remediation.state):
        return Summary("本轮整改此前已复查，未作改动。", {"rechecked": 0})
    step = EntryEvent.MAKE_GOOD if data.passed else EntryEvent.REOPEN
    move(session, ctx, "negative_entry", [id_of(entry)], step, now=entry.state)
    obligation = _obligation(session, FEEDBACK, target, entry, remediation)
    payload = {"passed": data.passed, "found": data.found, "limit": str(data.new_limit or "")}
    audiences = [Audience.OFFICE, Audience.HEAD]
    lead = id_of(lead_of(session, ctx, target))
    told = tell(session, ctx, "rechecked", [id_of(obligation)], audiences, payload=payload, office=lead)
    if data.new_limit:
        return start_round(session, ctx, target, entry, remediation.round + 1, data.new_limit)
    return Summary(f"“{target.name}”复查通过，已补欠。", {"made_good": 1, "notices": told})


@act("repair_feedback", "补开整改反馈", clause="3-6.2.5", roles={Role.SYSTEM, Role.AGENCY})
def repair_feedback(session: Session, _said: Nothing, ctx: Context) -> Summary:
    """6.2.5: every declared completion owes its feedback; open any that is missing."""
    for number in run(session, WITHOUT_FEEDBACK, jurisdiction=ctx.jurisdiction).scalars().all():
        remediation = session.get_one(Remediation, number)
        entry = session.get_one(NegativeEntry, remediation.entry_id)
        _open_feedback(session, ctx, session.get_one(Target, entry.target_id), entry, remediation)
    counts = run(session, RUNNING, jurisdiction=ctx.jurisdiction).one()
    words = f"整改中{counts.remedying}项，待反馈{counts.completed}项。" if any(counts) else "没有进行中的整改。"
    return Summary(words, {"remedying": counts.remedying, "awaiting_feedback": counts.completed})


RUNNING = """
SELECT count(*) FILTER (WHERE r.state = 'remedying') AS remedying,
    count(*) FILTER (WHERE r.state = 'completed') AS completed
FROM remediation r JOIN negative_entry e ON e.id = r.entry_id JOIN target t ON t.id = e.target_id
WHERE t.jurisdiction_id = :jurisdiction
"""


def _meet(session: Session, ctx: Context, obligation: Obligation, counted_on: date) -> bool:
    # What the agency has waived is still done, and still rechecked; only nobody is late with it.
    waived = obligation.state is ObligationState.WAIVED
    return False if waived else discharge(session, ctx, obligation, counted_on)


def newest_round(session: Session, entry: NegativeEntry) -> Remediation:
    """The round under way; refuses when no limit was set yet."""
    found = session.exec(
        select(Remediation).where(Remediation.entry_id == entry.id).order_by(col(Remediation.round).desc())
    ).first()
    if found is None:
        raise Refused("该条目尚未明确整改时限，整改还没有开始。")
    return found


def _obligation(
    session: Session, duty: Duty, target: Target, entry: NegativeEntry, remediation: Remediation
) -> Obligation:
    found = _found(session, duty, target, entry, remediation)
    assert found is not None  # noqa: S101 - the move before made sure of it
    return found


def _found(
    session: Session, duty: Duty, target: Target, entry: NegativeEntry, remediation: Remediation
) -> Obligation | None:
    return session.exec(
        select(Obligation).where(
            Obligation.kind == duty.key,
            Obligation.department_id == entry.department_id,
            Obligation.subject == entry_key(target, entry),
            Obligation.round == remediation.round,
        )
    ).first()


def _open_feedback(
    session: Session, ctx: Context, target: Target, entry: NegativeEntry, remediation: Remediation
) -> Obligation:
    assert remediation.completed_on is not None  # noqa: S101 - a completed round has its date
    kept = _found(session, FEEDBACK, target, entry, remediation)
    if kept and kept.state is not ObligationState.VOID:
        return kept
    if kept:
        deadline, _ = deadline_from(session, ctx, FEEDBACK.due, remediation.completed_on)
        reopen(session, ctx, kept, ObligationEvent.RENEW, deadline)
    feedback = kept or open_duty(session, ctx, FEEDBACK, target, entry, remediation)
    tell(
        session,
        ctx,
        "feedback_owed",
        [id_of(feedback)],
        [Audience.OFFICE],
        occasion=str(feedback.due_version),
        payload={"completed_on": remediation.completed_on.isoformat()},
    )
    return feedback
