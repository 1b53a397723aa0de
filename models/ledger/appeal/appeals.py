"""申诉: lodge, accept, refuse or withdraw an appeal against an entry or another result (1-5.3 e, 4.3 a, A14)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from models.intake.appeal import AppealAccepted, AppealEnded, AppealLodged, AppealWithdrawn, OfSubject
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.appeal.subjects import Subject, find_subject
from models.ledger.appeal.time_limits import (
    check_contestable,
    check_in_time,
    open_appeal_duty,
    resume,
    suspend,
    withdraw_appeal_duties,
)
from models.ledger.duties import day_received, discharge_duty
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.notices import notify_agency, notify_one
from models.ledger.nouns.shared_sql import IN_PERSON
from models.ledger.stated_receipts import mark_entered_late
from models.ledger.transitions import move, record_row
from models.records import Appeal, NegativeEntry, Obligation, id_of
from models.rules.appeal import APPEAL_ANSWER, APPEAL_RULING, INSPECTED_AGAIN, SubjectKind, without_name
from models.rules.cycles import DUTY_OF
from models.rules.duties import Audience, Debtor
from models.rules.errors import FieldRefused, Refused
from models.rules.states import AppealEvent, AppealState
from models.statements import run

RUNNING = {AppealState.LODGED, AppealState.ACCEPTED}
BY_MAIL = f"""
SELECT EXISTS (SELECT FROM transition t JOIN block b ON b.act_id = t.act_id WHERE t.record = 'appeal'
    AND t.record_id = :appeal AND t.event = 'lodged' AND {IN_PERSON})
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class AppealOutcome:
    """The outcome of an appeal: its key, its Chinese label, the reason, the new finding, and the new due dates."""

    outcome: str
    answer: str
    reason: str = ""
    finding: str = ""
    days: Sequence[Mapping[str, str]] = ()


@act("lodge_appeal", "提出申诉", clause="3-4.3", roles={Role.OFFICE, Role.AGENCY})
def lodge_appeal(session: Session, data: AppealLodged, ctx: Context) -> Summary:
    """4.3 a, A14: lodge an appeal with its ground and supporting evidence.

    It is about an entry, or about a signed finding, 材料不足, an evaluation or a gap. Raises Refused if there is
    nothing to contest, if another appeal is running, or if the time limit has passed.
    """
    subject = find_subject(session, ctx, data)
    check_contestable(session, ctx, subject)
    last = newest_appeal(session, subject)
    if last and last.state in RUNNING:
        what = "该条目" if subject.entry else subject.title
        raise Refused(f"对{what}的申诉{last.state.label}（{last.lodged_on}提出），不能重复提出。")
    check_in_time(session, ctx, subject, day_received(ctx))
    about_entry = subject.kind is SubjectKind.ENTRY
    appeal = Appeal(
        entry_id=id_of(subject.entry) if subject.entry else None,
        subject_kind=subject.kind,
        subject_key=subject.key,
        target_id=None if about_entry or not subject.target else id_of(subject.target),
        number=last.number + 1 if last else 1,
        department_id=id_of(subject.department),
        ground=data.ground,
        lodged_on=day_received(ctx),
    )
    detail = {} if about_entry else {"kind": subject.kind.label, "key": subject.key, "version": subject.version}
    late = mark_entered_late(session, ctx)
    record_row(session, ctx, appeal, "lodged", detail=detail | late)
    attach_exhibits(session, ctx, "appeal", id_of(appeal), data.evidence)
    key = appeal_key(subject, appeal)
    open_appeal_duty(session, ctx, APPEAL_ANSWER, key, appeal.lodged_on)
    payload = {"department": subject.department.name, "ground": data.ground, **described(subject)}
    notices = notify_agency(session, ctx, "appeal_lodged", key, payload=payload)
    return Summary(f"已对{subject.title}提出申诉，待管理机构受理。", {"lodged": 1, "notices": notices})


@act("accept_appeal", "受理申诉", clause="3-4.3", roles={Role.AGENCY})
def accept_appeal(session: Session, data: AppealAccepted, ctx: Context) -> Summary:
    """4.3 a, A14: accept the appeal; from today the deadlines of a contested entry are suspended, no others."""
    subject, appeal = find_appeal(session, ctx, data)
    changes = {"accepted_on": ctx.date}
    if not move(session, ctx, "appeal", [id_of(appeal)], AppealEvent.ACCEPT, sets=changes):
        return Summary("该申诉此前已受理，未作改动。", {"accepted": 0})
    late = _discharge_answer(session, ctx, subject, appeal)
    open_appeal_duty(session, ctx, APPEAL_RULING, appeal_key(subject, appeal), ctx.date)
    suspended, words = 0, "裁定前原记录不变，应办事项照常办理"
    if subject.entry and subject.target:
        suspended, words = suspend(session, ctx, subject.target, subject.entry), "复核裁定前整改和反馈期限中止计算"
    notices = notify_outcome(session, ctx, subject, appeal, AppealOutcome("accepted", "已受理"))
    counts = {"accepted": 1, "late": late, "suspended": suspended, "notices": notices}
    return Summary(f"已受理对{subject.title}的申诉，{words}。", counts)


@act("refuse_appeal", "不予受理申诉", clause="3-4.3", roles={Role.AGENCY})
def refuse_appeal(session: Session, data: AppealEnded, ctx: Context) -> Summary:
    """4.3 a: refuse to accept the appeal, with the reason; no deadline was suspended, so none resumes."""
    subject, appeal = find_appeal(session, ctx, data)
    changes = {"ended_on": ctx.date, "reason": data.reason}
    if not move(session, ctx, "appeal", [id_of(appeal)], AppealEvent.REFUSE, sets=changes):
        return Summary("该申诉此前已不予受理，未作改动。", {"refused": 0})
    late = _discharge_answer(session, ctx, subject, appeal)
    notices = notify_outcome(session, ctx, subject, appeal, AppealOutcome("refused", "不予受理", data.reason))
    return Summary(f"对{subject.title}的申诉不予受理。", {"refused": 1, "late": late, "notices": notices})


@act("withdraw_appeal", "撤回申诉", clause="3-4.3", roles={Role.OFFICE, Role.AGENCY})
def withdraw_appeal(session: Session, data: AppealWithdrawn, ctx: Context) -> Summary:
    """The department withdraws its appeal; suspended deadlines resume from tomorrow.

    Raises Refused for an appeal that it lodged by mail, unless its letter is given: no one else withdraws it.
    """
    subject, appeal = find_appeal(session, ctx, data)
    since = appeal.accepted_on
    if appeal.state in RUNNING and not data.evidence and run(session, BY_MAIL, appeal=appeal.id).scalar_one():
        raise FieldRefused("该申诉是部门来信提出的，撤回须附部门的撤回函（--evidence）。", "evidence")
    changes = {"ended_on": ctx.date, "reason": data.reason}
    if not move(session, ctx, "appeal", [id_of(appeal)], AppealEvent.WITHDRAW, sets=changes):
        return Summary("该申诉此前已撤回，未作改动。", {"withdrawn": 0})
    attach_exhibits(session, ctx, "appeal", id_of(appeal), data.evidence)
    withdraw_appeal_duties(session, ctx, appeal_key(subject, appeal), data.reason)
    entry, target = subject.entry, subject.target
    resumed = resume(session, ctx, target, entry, since) if since and entry and target else []
    outcome = AppealOutcome("taken_back", "已撤回", data.reason, days=days_of(resumed))
    notices = notify_outcome(session, ctx, subject, appeal, outcome)
    return Summary(f"已撤回对{subject.title}的申诉。", {"withdrawn": 1, "resumed": len(resumed), "notices": notices})


def days_of(resumed: Sequence[tuple[Obligation, date]]) -> list[dict[str, str]]:
    """Return kind and new due date of each resumed obligation of the department, for the payload of a notice."""
    theirs = [(each, due) for each, due in resumed if DUTY_OF[each.kind].debtor is Debtor.OFFICE]
    return [{"kind": each.kind, "due": due.isoformat()} for each, due in theirs]


def appeal_key(subject: Subject, appeal: Appeal) -> str:
    """Return the key of an appeal in notices and obligations: 2026/GZ2021-07-2/1/1."""
    return f"{subject.about}/{appeal.number}"


def described(subject: Subject) -> dict[str, str | bool]:
    """Return what a notice says of a subject: its target, and kind and key unless it is an entry."""
    target: dict[str, str | bool] = {"target": subject.target.name} if subject.target else {}
    if subject.kind is SubjectKind.ENTRY:
        return target
    title = without_name(subject.title, subject.target.name) if subject.target else subject.title
    named = {"kind": subject.kind.label, "key": subject.key, "about": title}
    return target | named | {"clocks": subject.entry is not None, "inspected": subject.kind in INSPECTED_AGAIN}


def newest_appeal(session: Session, subject: Subject) -> Appeal | None:
    """Return the newest appeal about a subject; None if there is no appeal.

    Those against an entry and against the finding behind it count together.
    """
    appeals = select(Appeal).order_by(col(Appeal.number).desc())
    if subject.entry:
        return session.exec(appeals.where(Appeal.entry_id == subject.entry.id)).first()
    which = (Appeal.subject_kind == subject.kind) & (Appeal.subject_key == subject.key)
    return session.exec(appeals.where(which, col(Appeal.entry_id).is_(None))).first()


def find_appeal(session: Session, ctx: Context, data: OfSubject) -> tuple[Subject, Appeal]:
    """Return the subject that an input names and the newest appeal about it.

    A target may be listed again while an appeal about an earlier entry of it runs: then that appeal is meant, unless
    one about the newest entry runs. Raises Refused if there is no appeal, or if it was lodged after the day of the act.
    """
    subject = find_subject(session, ctx, data)
    appeal = newest_appeal(session, subject)
    if (
        not (appeal and appeal.state in RUNNING)
        and subject.kind is SubjectKind.ENTRY
        and (earlier := _running_before(session, subject))
    ):
        appeal, subject = earlier, replace(subject, entry=session.get_one(NegativeEntry, earlier.entry_id))
    if appeal is None:
        what = f"目标{subject.target.code}的条目" if subject.entry and subject.target else subject.title
        raise Refused(f"{what}没有申诉，请先登记部门的申诉（lodge_appeal）。")
    if ctx.date < appeal.lodged_on:
        raise Refused(f"该申诉于{appeal.lodged_on}提出，{ctx.date}还不能办理，请核对日期。")
    return subject, appeal


def _running_before(session: Session, subject: Subject) -> Appeal | None:
    """Return the appeal that runs about an earlier entry of the target."""
    assert subject.target  # noqa: S101 - an entry is of a target
    return session.exec(
        select(Appeal)
        .join(NegativeEntry, col(NegativeEntry.id) == col(Appeal.entry_id))
        .where(NegativeEntry.target_id == subject.target.id, col(Appeal.state).in_(RUNNING))
        .order_by(col(NegativeEntry.occurrence).desc())
    ).first()


def notify_outcome(session: Session, ctx: Context, subject: Subject, appeal: Appeal, outcome: AppealOutcome) -> int:
    """Queue the outcome for head and office of the department concerned; returns how many notices are new."""
    to, key = id_of(subject.department), appeal_key(subject, appeal)
    payload = {**described(subject), **asdict(outcome)}
    return sum(
        notify_one(session, ctx, "appeal_answered", key, (to, audience), occasion=outcome.outcome, payload=payload)
        for audience in (Audience.HEAD, Audience.OFFICE)
    )


def _discharge_answer(session: Session, ctx: Context, subject: Subject, appeal: Appeal) -> int:
    """Discharge the duty to answer the appeal; returns 1 if the answer is late."""
    return int(discharge_duty(session, ctx, APPEAL_ANSWER, ctx.date, subject=appeal_key(subject, appeal)))
