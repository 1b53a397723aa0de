"""裁定: who looks again at what is contested, and what the agency rules after that (4.3 a)."""

from datetime import date

from sqlmodel import Session, col, select

from models.database import run
from models.intake.appeal import AppealRuled, ReinspectionNamed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.appeal.appeals import Outcome, appeal_about, appeal_key, days_of, tell_outcome
from models.ledger.appeal.suspension import resume
from models.ledger.duties import meet
from models.ledger.lookup import inspection_named, target_of
from models.ledger.moves import move
from models.ledger.negative_list.entries import duties_of
from models.ledger.negative_list.limits import set_anew
from models.ledger.transitions import record
from models.records import Appeal, Finding, Inspection, NegativeEntry, Remediation, Target, id_of
from models.rules.appeal import APPEAL_RULING, Ruling, check_strangers
from models.rules.errors import Refused
from models.rules.inspection import Conclusion
from models.rules.states import (
    AppealEvent,
    AppealState,
    EntryEvent,
    FindingState,
    ObligationEvent,
    RemediationEvent,
)

# Everybody who was ever in a team of the inspection that found what is contested, and of that which looks again.
FIRST = """
SELECT DISTINCT p.name FROM entry_origin o JOIN finding f ON f.id = o.finding_id
    JOIN team_member m ON m.inspection_id = f.inspection_id JOIN inspector p ON p.id = m.inspector_id
WHERE o.entry_id = :entry ORDER BY 1
"""
AGAIN = """
SELECT DISTINCT p.name FROM team_member m JOIN inspector p ON p.id = m.inspector_id
WHERE m.inspection_id = :inspection ORDER BY 1
"""
REVISE = "UPDATE negative_entry SET finding = :finding WHERE id = :id"


@act("assign_reinspection", "指定复核", clause="3-4.3", roles={Role.AGENCY})
def assign_reinspection(session: Session, data: ReinspectionNamed, ctx: Context) -> Summary:
    """4.3 a: an inspection by a team with nobody of the first looks again at what is contested."""
    target, entry, appeal = appeal_about(session, ctx, target_of(session, ctx, data))
    if appeal.state is not AppealState.ACCEPTED:
        raise Refused(f"该申诉{appeal.state.label}，受理后、裁定前才指定复核。")
    inspection = inspection_named(session, ctx, data.inspection)
    _check_team(session, entry, inspection)
    if appeal.inspection_id == inspection.id:
        return Summary("此前已指定该核查复核，未作改动。", {"assigned": 0})
    appeal.inspection_id = inspection.id
    session.add(appeal)
    moved = (appeal.state.value, appeal.state.value)
    record(session, ctx, "appeal", [id_of(appeal)], "assigned", moved=moved, detail={"inspection": inspection.key})
    return Summary(f"对“{target.name}”的申诉由核查{inspection.key}复核。", {"assigned": 1})


@act("rule_appeal", "裁定申诉", clause="3-4.3", roles={Role.AGENCY})
def rule_appeal(session: Session, data: AppealRuled, ctx: Context) -> Summary:
    """4.3 a: upheld, changed or withdrawn, after the re-inspection was signed; the entry and its clocks follow."""
    target, entry, appeal = appeal_about(session, ctx, target_of(session, ctx, data))
    if appeal.state is AppealState.ACCEPTED:
        _check_reinspected(session, target, entry, appeal, data.ruling)
    since = appeal.accepted_on
    changes = {"ended_on": ctx.date, "ruling": data.ruling.value, "reason": data.reason}
    move(session, ctx, "appeal", [id_of(appeal)], AppealEvent.RULE, sets=changes)
    assert since is not None  # noqa: S101 - only an accepted appeal is ruled
    late = int(meet(session, ctx, APPEAL_RULING, ctx.date, subject=appeal_key(target, entry, appeal)))
    if data.ruling is Ruling.WITHDRAWN:
        _withdraw(session, ctx, target, entry, data.reason)
        days = []
    else:
        days = _go_on(session, ctx, target, entry, data, since)
    outcome = Outcome(data.ruling.value, f"裁定{data.ruling.label}", data.reason, data.finding, days)
    told = tell_outcome(session, ctx, target, entry, appeal, outcome)
    words = f"对“{target.name}”的申诉裁定：{data.ruling.label}。"
    return Summary(words, {"ruled": 1, "late": late, "notices": told}, {"ruling": data.ruling.value, "days": days})


def _check_team(session: Session, entry: NegativeEntry, inspection: Inspection) -> None:
    first = run(session, FIRST, entry=entry.id).scalars().all()
    check_strangers(first, run(session, AGAIN, inspection=inspection.id).scalars().all())


def _check_reinspected(session: Session, target: Target, entry: NegativeEntry, appeal: Appeal, ruling: Ruling) -> None:
    """Refuse a ruling before another team's leader has signed what it found of the target, and one against that."""
    if appeal.inspection_id is None:
        raise Refused("该申诉尚未指定复核，请先指定由另外的人员进行的核查（assign_reinspection）。")
    inspection = session.get_one(Inspection, appeal.inspection_id)
    _check_team(session, entry, inspection)
    signed = session.exec(
        select(Finding)
        .where(
            Finding.inspection_id == inspection.id,
            Finding.target_id == target.id,
            Finding.state == FindingState.SIGNED,
        )
        .order_by(col(Finding.serial).desc())
    ).first()
    if signed is None:
        raise Refused(f"核查{inspection.key}对目标{target.code}还没有签字生效的复核结果，不能裁定。")
    if ruling is Ruling.UPHELD and signed.conclusion is Conclusion.CONFORMS:
        raise Refused(
            f"核查{inspection.key}的复核结果是“{signed.conclusion.label}”，不能裁定{ruling.label}，请裁定撤销或变更。"
        )


def _withdraw(session: Session, ctx: Context, target: Target, entry: NegativeEntry, reason: str) -> None:
    """The entry is gone, and with it every round and duty that followed from it."""
    why = {"reason": reason}
    move(session, ctx, "negative_entry", [id_of(entry)], EntryEvent.WITHDRAW, detail=why)
    rounds = session.exec(select(Remediation).where(Remediation.entry_id == entry.id)).all()
    move(session, ctx, "remediation", [id_of(each) for each in rounds], RemediationEvent.VOID, detail=why)
    owed = [id_of(obligation) for obligation in duties_of(session, target, entry)]
    move(session, ctx, "obligation", owed, ObligationEvent.WITHDRAW, detail=why)


def _go_on(
    session: Session, ctx: Context, target: Target, entry: NegativeEntry, data: AppealRuled, since: date
) -> list[dict[str, str]]:
    """The entry stands, perhaps changed: its clocks go on, or its round gets a new limit."""
    resumed = resume(session, ctx, target, entry, since)
    if data.finding:
        change = {"from": entry.finding, "to": data.finding}
        run(session, REVISE, finding=data.finding, id=entry.id)
        state = entry.state.value
        record(session, ctx, "negative_entry", [id_of(entry)], "revised", moved=(state, state), detail=change)
    if data.new_limit:
        set_anew(session, ctx, target, entry, data.new_limit, data.reason)
        return [{"kind": "remediation", "due": data.new_limit.isoformat()}]
    return days_of(resumed)
