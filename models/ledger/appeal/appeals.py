"""申诉: lodge, accept, refuse or withdraw an appeal against an entry of the negative list (4.3 a, A14)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.intake.appeal import AppealAccepted, AppealEnded, AppealLodged
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.appeal.suspension import resume, suspend
from models.ledger.appeal.time_limits import check_in_time, open_appeal_duty, withdraw_appeal_duties
from models.ledger.duties import day_received, discharge_duty
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import entry_key, lead_of, target_of
from models.ledger.moves import move
from models.ledger.negative_list.entries import entry_of
from models.ledger.notices import notify_agency, notify_one
from models.ledger.transitions import record
from models.records import Appeal, NegativeEntry, Obligation, Target, id_of
from models.rules.appeal import APPEAL_ANSWER, APPEAL_RULING
from models.rules.cycles import DUTIES
from models.rules.duties import Audience, Debtor
from models.rules.errors import Refused
from models.rules.states import AppealEvent, AppealState, EntryState

OPEN_TO_APPEAL = {EntryState.LISTED, EntryState.REMEDYING, EntryState.MADE_GOOD}
RUNNING = {AppealState.LODGED, AppealState.ACCEPTED}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of an appeal: its key, its Chinese label, the reason, the new finding, and the new due dates."""

    outcome: str
    answer: str
    reason: str = ""
    finding: str = ""
    days: Sequence[Mapping[str, str]] = ()


@act("lodge_appeal", "提出申诉", clause="3-4.3", roles={Role.OFFICE, Role.AGENCY})
def lodge_appeal(session: Session, data: AppealLodged, ctx: Context) -> Summary:
    """4.3 a, A14: lodge an appeal with its ground and supporting evidence.

    Raises Refused if the entry is closed, if another appeal is running, or if the time limit has passed.
    """
    target = target_of(session, ctx, data)
    lead = lead_of(session, ctx, target)
    entry = entry_of(session, target)
    if entry.state not in OPEN_TO_APPEAL:
        raise Refused(f"目标{target.code}的条目{entry.state.label}，不需要申诉。")
    last = newest_appeal(session, entry)
    if last and last.state in RUNNING:
        raise Refused(f"对该条目的申诉{last.state.label}（{last.lodged_on}提出），不能重复提出。")
    check_in_time(session, ctx, target, entry, day_received(ctx))
    appeal = Appeal(
        entry_id=id_of(entry),
        number=last.number + 1 if last else 1,
        department_id=id_of(lead),
        ground=data.ground,
        lodged_on=day_received(ctx),
    )
    session.add(appeal)
    session.flush()
    record(session, ctx, "appeal", [id_of(appeal)], "lodged", moved=("", appeal.state.value))
    attach_exhibits(session, ctx, "appeal", id_of(appeal), data.evidence)
    payload = {"department": lead.name, "target": target.name, "ground": data.ground}
    subject = appeal_key(target, entry, appeal)
    open_appeal_duty(session, ctx, APPEAL_ANSWER, subject, appeal.lodged_on)
    notices = notify_agency(session, ctx, "appeal_lodged", subject, payload=payload)
    return Summary(f"已对“{target.name}”提出申诉，待管理机构受理。", {"lodged": 1, "notices": notices})


@act("accept_appeal", "受理申诉", clause="3-4.3", roles={Role.AGENCY})
def accept_appeal(session: Session, data: AppealAccepted, ctx: Context) -> Summary:
    """4.3 a, A14: accept the appeal; from today the entry's deadlines are suspended."""
    target, entry, appeal = find_appeal(session, ctx, target_of(session, ctx, data))
    changes = {"accepted_on": ctx.date}
    if not move(session, ctx, "appeal", [id_of(appeal)], AppealEvent.ACCEPT, sets=changes):
        return Summary("该申诉此前已受理，未作改动。", {"accepted": 0})
    late = _discharge_answer(session, ctx, target, entry, appeal)
    open_appeal_duty(session, ctx, APPEAL_RULING, appeal_key(target, entry, appeal), ctx.date)
    suspended = suspend(session, ctx, target, entry)
    notices = notify_outcome(session, ctx, target, entry, appeal, Outcome("accepted", "已受理"))
    words = f"已受理对“{target.name}”的申诉，复核裁定前整改和反馈期限中止计算。"
    return Summary(words, {"accepted": 1, "late": late, "suspended": suspended, "notices": notices})


@act("refuse_appeal", "不予受理申诉", clause="3-4.3", roles={Role.AGENCY})
def refuse_appeal(session: Session, data: AppealEnded, ctx: Context) -> Summary:
    """4.3 a: refuse to accept the appeal, with the reason; no deadline was suspended, so none resumes."""
    target, entry, appeal = find_appeal(session, ctx, target_of(session, ctx, data))
    changes = {"ended_on": ctx.date, "reason": data.reason}
    if not move(session, ctx, "appeal", [id_of(appeal)], AppealEvent.REFUSE, sets=changes):
        return Summary("该申诉此前已不予受理，未作改动。", {"refused": 0})
    late = _discharge_answer(session, ctx, target, entry, appeal)
    notices = notify_outcome(session, ctx, target, entry, appeal, Outcome("refused", "不予受理", data.reason))
    return Summary(f"对“{target.name}”的申诉不予受理。", {"refused": 1, "late": late, "notices": notices})


@act("withdraw_appeal", "撤回申诉", clause="3-4.3", roles={Role.OFFICE, Role.AGENCY})
def withdraw_appeal(session: Session, data: AppealEnded, ctx: Context) -> Summary:
    """The department withdraws its appeal; suspended deadlines resume from tomorrow."""
    target, entry, appeal = find_appeal(session, ctx, target_of(session, ctx, data))
    since = appeal.accepted_on
    changes = {"ended_on": ctx.date, "reason": data.reason}
    if not move(session, ctx, "appeal", [id_of(appeal)], AppealEvent.WITHDRAW, sets=changes):
        return Summary("该申诉此前已撤回，未作改动。", {"withdrawn": 0})
    withdraw_appeal_duties(session, ctx, appeal_key(target, entry, appeal), data.reason)
    resumed = resume(session, ctx, target, entry, since) if since else []
    outcome = Outcome("taken_back", "已撤回", data.reason, days=days_of(resumed))
    notices = notify_outcome(session, ctx, target, entry, appeal, outcome)
    return Summary(f"已撤回对“{target.name}”的申诉。", {"withdrawn": 1, "resumed": len(resumed), "notices": notices})


def days_of(resumed: Sequence[tuple[Obligation, date]]) -> list[dict[str, str]]:
    """Return kind and new due date of each resumed obligation of the department, for the payload of a notice."""
    theirs = [(each, due) for each, due in resumed if DUTIES[each.kind].debtor is Debtor.OFFICE]
    return [{"kind": each.kind, "due": due.isoformat()} for each, due in theirs]


def appeal_key(target: Target, entry: NegativeEntry, appeal: Appeal) -> str:
    """Return the key of an appeal in notices and obligations: 2026/GZ2021-07-2/1/1."""
    return f"{entry_key(target, entry)}/{appeal.number}"


def newest_appeal(session: Session, entry: NegativeEntry) -> Appeal | None:
    """Return the newest appeal against an entry; None if there is no appeal."""
    return session.exec(select(Appeal).where(Appeal.entry_id == entry.id).order_by(col(Appeal.number).desc())).first()


def find_appeal(session: Session, ctx: Context, target: Target) -> tuple[Target, NegativeEntry, Appeal]:
    """Return a target, its newest entry and the newest appeal against it.

    Raises Refused if there is no appeal, or if it was lodged after the day of the act.
    """
    lead_of(session, ctx, target)
    entry = entry_of(session, target)
    appeal = newest_appeal(session, entry)
    if appeal is None:
        raise Refused(f"目标{target.code}的条目没有申诉。")
    if ctx.date < appeal.lodged_on:
        raise Refused(f"该申诉于{appeal.lodged_on}提出，{ctx.date}还不能办理，请核对日期。")
    return target, entry, appeal


def notify_outcome(
    session: Session, ctx: Context, target: Target, entry: NegativeEntry, appeal: Appeal, outcome: Outcome
) -> int:
    """Queue the outcome for head and office of the current lead department; returns how many notices are new."""
    lead = id_of(lead_of(session, ctx, target))
    subject = appeal_key(target, entry, appeal)
    payload = {"target": target.name, **asdict(outcome)}
    return sum(
        notify_one(
            session, ctx, "appeal_answered", subject, (lead, audience), occasion=outcome.outcome, payload=payload
        )
        for audience in (Audience.HEAD, Audience.OFFICE)
    )


def _discharge_answer(session: Session, ctx: Context, target: Target, entry: NegativeEntry, appeal: Appeal) -> int:
    """Discharge the duty to answer the appeal; returns 1 if the answer is late."""
    return int(discharge_duty(session, ctx, APPEAL_ANSWER, ctx.date, subject=appeal_key(target, entry, appeal)))
