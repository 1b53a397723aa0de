"""裁定: the re-inspection of a contested entry or finding, and the ruling on an appeal (4.3 a)."""

from datetime import date

from sqlmodel import Session

from models.intake.appeal import AppealRuled, ReinspectionNamed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.appeal.appeals import AppealOutcome, appeal_key, days_of, find_appeal, notify_outcome
from models.ledger.appeal.corrections import correct, refuse_unfounded
from models.ledger.appeal.subjects import Subject
from models.ledger.appeal.time_limits import resume
from models.ledger.duties import discharge_duty
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.jurisdiction import calendar_of
from models.ledger.lookup import inspection_named, newest
from models.ledger.negative_list.entries import check_not_beyond, withdraw_entry
from models.ledger.negative_list.limits import replace_limit
from models.ledger.transitions import move, record
from models.records import Appeal, Finding, Inspection, NegativeEntry, Target, id_of
from models.rules.appeal import APPEAL_RULING, INSPECTED_AGAIN, Ruling, check_strangers
from models.rules.errors import Refused
from models.rules.inspection import Conclusion
from models.rules.personal_names import namesakes_in
from models.rules.states import (
    AppealEvent,
    AppealState,
    EntryEvent,
    FindingState,
    InspectionEvent,
)
from models.statements import run

Person = tuple[int, str]  # a row of the roster, with its name
# FIRST: members of the inspections behind the entry, or of the one that found, and of the re-inspections of earlier
# appeals about it. AGAIN: of the re-inspection. One who left and made no finding there is no member.
TOOK_PART = """(m.left_on IS NULL OR EXISTS (SELECT FROM finding w WHERE w.inspection_id = m.inspection_id
    AND w.team = m.team AND w.found_by ? p.name))"""
FIRST_INSPECTORS = f"""
SELECT DISTINCT p.id, p.name FROM (
    SELECT f.inspection_id FROM finding f
    WHERE f.id = :finding OR f.id IN (SELECT o.finding_id FROM entry_origin o WHERE o.entry_id = :entry)
    UNION SELECT a.inspection_id FROM appeal a WHERE a.id <> :appeal
        AND (a.entry_id = :entry OR a.entry_id IS NULL AND a.subject_kind = :kind AND a.subject_key = :key)) q
    JOIN team_member m ON m.inspection_id = q.inspection_id JOIN inspector p ON p.id = m.inspector_id
WHERE {TOOK_PART}
"""  # noqa: S608 - constants only
AGAIN = f"""
SELECT DISTINCT p.id, p.name FROM team_member m JOIN inspector p ON p.id = m.inspector_id
WHERE m.inspection_id = :inspection AND {TOOK_PART}
"""  # noqa: S608 - constants only
ISSUED_BEFORE = """
SELECT EXISTS (SELECT FROM transition i JOIN transition a ON a.id > i.id
    WHERE i.record = 'inspection' AND i.record_id = :inspection AND i.event = :issue
        AND a.record = 'appeal' AND a.record_id = :appeal AND a.event = :accept)
"""
SIGNED_ON = """
SELECT concat_ws('，', b.source ->> 'paper', b.source ->> 'paper_date')
FROM transition m JOIN block b ON b.act_id = m.act_id
WHERE m.record = 'finding' AND m.record_id = :finding AND m.event = 'sign' ORDER BY m.id DESC LIMIT 1
"""


@act("assign_reinspection", "指定复核", clause="3-4.3", roles={Role.AGENCY})
def assign_reinspection(session: Session, data: ReinspectionNamed, ctx: Context) -> Summary:
    """4.3 a: assign an inspection as re-inspection of a contested entry or finding.

    Raises Refused if the appeal is about something else or not accepted, if the inspection was issued before that, if
    its result or that of the one before is known, or if the team shares a member with the first inspection. A member
    who was replaced before anything was found is no obstacle; another person of one name is told.
    """
    subject, appeal = find_appeal(session, ctx, data)
    if subject.kind not in INSPECTED_AGAIN:
        raise Refused(f"对{subject.kind.label}的申诉不需要指定复核，凭理由和印证材料裁定（rule_appeal）。")
    if appeal.state is not AppealState.ACCEPTED:
        raise Refused(f"该申诉{appeal.state.label}，受理后、裁定前才指定复核。")
    inspection = inspection_named(session, ctx, data.inspection)
    if appeal.inspection_id == inspection.id:
        return Summary("此前已指定该核查复核，未作改动。", {"assigned": 0})
    _check_issued_after(session, appeal, inspection)
    _check_not_chosen(session, subject, appeal, inspection)
    first, again = _teams(session, subject, appeal, inspection)
    check_strangers((name for _, name in first & again), "请在核查以前更换成员（replace_member），或另行核查")
    appeal.inspection_id = inspection.id
    session.add(appeal)
    moved = (appeal.state.value, appeal.state.value)
    record(session, ctx, "appeal", [id_of(appeal)], "assigned", moved=moved, detail={"inspection": inspection.key})
    alike = namesakes_in(name for _, name in first | again)
    return Summary(f"对{subject.title}的申诉由核查{inspection.key}复核。{alike}", {"assigned": 1})


@act("rule_appeal", "裁定申诉", clause="3-4.3", roles={Role.AGENCY})
def rule_appeal(session: Session, data: AppealRuled, ctx: Context) -> Summary:
    """4.3 a: uphold, change or withdraw the entry, and update its deadlines with it; or correct another record.

    Raises Refused if the re-inspection has no signed finding, or if that finding contradicts the ruling; without a
    re-inspection, if there is no evidence.
    """
    subject, appeal = find_appeal(session, ctx, data)
    target, entry = subject.target, subject.entry
    again = None
    if appeal.state is AppealState.ACCEPTED:
        refuse_unfounded(subject, data)
        again = _check_reinspected(session, subject, appeal, data.ruling) if subject.kind in INSPECTED_AGAIN else None
    since = appeal.accepted_on
    changes = {"ended_on": ctx.date, "ruling": data.ruling.value, "reason": data.reason}
    move(session, ctx, "appeal", [id_of(appeal)], AppealEvent.RULE, sets=changes)
    assert since is not None  # noqa: S101 - only an accepted appeal is ruled
    attach_exhibits(session, ctx, "appeal", id_of(appeal), data.evidence)
    late = int(discharge_duty(session, ctx, APPEAL_RULING, ctx.date, subject=appeal_key(subject, appeal)))
    days: list[dict[str, str]] = []
    if not (target and entry):
        correct(session, ctx, subject, data, again)
    elif data.ruling is Ruling.WITHDRAWN:
        withdraw_entry(session, ctx, target, entry, _why(session, data, again), EntryEvent.WITHDRAW)
    else:
        days = _resume_entry(session, ctx, target, entry, data, since)
    outcome = AppealOutcome(data.ruling.value, f"裁定{data.ruling.label}", data.reason, data.changed, days)
    notices = notify_outcome(session, ctx, subject, appeal, outcome)
    rest = calendar_of(session, ctx.jurisdiction).rest_words(data.new_limit) if data.new_limit else ""
    words = f"对{subject.title}的申诉裁定：{data.ruling.label}{f'，整改时限{data.new_limit}{rest}' if rest else ''}。"
    return Summary(words, {"ruled": 1, "late": late, "notices": notices}, {"ruling": data.ruling.value, "days": days})


def _why(session: Session, data: AppealRuled, again: Finding | None) -> dict[str, str]:
    """Return why an entry is withdrawn: the reason, and as basis who inspected again and signed on which paper."""
    assert again  # noqa: S101 - an entry is withdrawn by a finding
    inspection = session.get_one(Inspection, again.inspection_id).key
    paper = run(session, SIGNED_ON, finding=again.id).scalar() or "签字页"
    basis = f"核查{inspection}复核，{'、'.join(again.found_by)}核查，{again.signed_by}签字（{paper}）"
    return {"reason": data.reason, "basis": basis}


def _check_issued_after(session: Session, appeal: Appeal, inspection: Inspection) -> None:
    """4.3 a: raise Refused if the plan of a re-inspection was issued before the appeal was accepted."""
    which = {"inspection": inspection.id, "appeal": appeal.id}
    events = {"issue": InspectionEvent.ISSUE.value, "accept": AppealEvent.ACCEPT.value}
    if run(session, ISSUED_BEFORE, **which, **events).scalar_one():
        raise Refused(
            f"核查{inspection.key}的方案于{inspection.issued_on}印发，在受理申诉以前，不能作为复核；"
            "请在受理以后另行组织核查（draft_inspection）。"
        )


def _check_not_chosen(session: Session, subject: Subject, appeal: Appeal, inspection: Inspection) -> None:
    """4.3 a: raise Refused if the agency would choose a result: of this inspection, or against the one assigned before.

    A result counts for nothing that verified nothing, or that people who are an obstacle found.
    """
    assert subject.target  # noqa: S101 - an entry and a finding are of a target
    if _newest_finding(session, id_of(inspection), subject.target):
        raise Refused(
            f"核查{inspection.key}对目标{subject.target.code}已有核查结果，不能事后指定为复核；"
            "请另行核查（draft_inspection），指定以后再核查。"
        )
    before = session.get(Inspection, appeal.inspection_id) if appeal.inspection_id else None
    result = _newest_finding(session, id_of(before), subject.target) if before else None
    signed = result and result.state is FindingState.SIGNED and result.conclusion is not Conclusion.UNVERIFIED
    if before and signed and not _repeaters(session, subject, appeal, before):
        raise Refused(
            f"核查{before.key}的复核结果已经签字，不能改由核查{inspection.key}复核，请据以裁定（rule_appeal）。"
        )


def _newest_finding(session: Session, inspection: int, target: Target) -> Finding | None:
    return newest(session, Finding, "serial", inspection_id=inspection, target_id=target.id)


def _teams(
    session: Session, subject: Subject, appeal: Appeal, inspection: Inspection
) -> tuple[set[Person], set[Person]]:
    """Return who inspected the matter before, and who does in a re-inspection."""
    entry = subject.entry and subject.entry.id
    about = {"finding": subject.record, "entry": entry, "appeal": appeal.id, "key": subject.key}
    first = run(session, FIRST_INSPECTORS, kind=subject.kind.value, **about)
    again = run(session, AGAIN, inspection=inspection.id)
    return {(row.id, row.name) for row in first}, {(row.id, row.name) for row in again}


def _repeaters(session: Session, subject: Subject, appeal: Appeal, inspection: Inspection) -> set[str]:
    """Return who of a re-inspection inspected the matter before; people of one name are two rows of the roster."""
    first, again = _teams(session, subject, appeal, inspection)
    return {name for _, name in first & again}


def _check_reinspected(session: Session, subject: Subject, appeal: Appeal, ruling: Ruling) -> Finding:
    """Return the finding of the target that another team signed; refuse without it, or if the ruling contradicts it."""
    target = subject.target
    assert target  # noqa: S101 - an entry and a finding are of a target
    if appeal.inspection_id is None:
        raise Refused("该申诉尚未指定复核，请先指定由另外的人员进行的核查（assign_reinspection）。")
    inspection = session.get_one(Inspection, appeal.inspection_id)
    check_strangers(_repeaters(session, subject, appeal, inspection), "请另行核查（draft_inspection），再指定复核")
    signed = newest(
        session, Finding, "serial", inspection_id=inspection.id, target_id=target.id, state=FindingState.SIGNED
    )
    if signed is None:
        raise Refused(f"核查{inspection.key}对目标{target.code}还没有签字生效的复核结果，不能裁定。")
    if subject.entry and ruling is not Ruling.WITHDRAWN and signed.conclusion is Conclusion.CONFORMS:
        raise Refused(
            f"核查{inspection.key}的复核结果是“{signed.conclusion.label}”，不能裁定{ruling.label}，请裁定撤销。"
        )
    if subject.entry and ruling is Ruling.WITHDRAWN and signed.conclusion is not Conclusion.CONFORMS:
        raise Refused(
            f"核查{inspection.key}的复核结果不是“{Conclusion.CONFORMS.label}”，而是“{signed.conclusion.label}”，"
            f"不能裁定{ruling.label}，请裁定维持或变更。"
        )
    return signed


def _resume_entry(
    session: Session, ctx: Context, target: Target, entry: NegativeEntry, data: AppealRuled, since: date
) -> list[dict[str, str]]:
    """Keep the entry, with a changed finding if there is one; resume its deadlines or set the new limit.

    Returns the kind and due date of each resumed obligation.
    """
    resumed = resume(session, ctx, target, entry, since)
    if data.finding:
        change = {"from": entry.finding, "to": data.finding}
        run(session, "UPDATE negative_entry SET finding = :finding WHERE id = :id", finding=data.finding, id=entry.id)
        state = entry.state.value
        record(session, ctx, "negative_entry", [id_of(entry)], "revised", moved=(state, state), detail=change)
    if data.new_limit:
        check_not_beyond(session, ctx, target, data.new_limit)
        replace_limit(session, ctx, target, entry, data.new_limit, {"reason": data.reason})
        return [{"kind": "remediation", "due": data.new_limit.isoformat()}]
    return days_of(resumed)
