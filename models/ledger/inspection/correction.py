"""更正: a ruling corrects a finding; one that conforms ends what the failed one had brought about (4.3 a, 7.2)."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.ledger.acts import Context
from models.ledger.lookup import entry_key, lead_of, newest, newest_entry, project_key
from models.ledger.negative_list.confirmation import discharge_confirmation
from models.ledger.negative_list.entries import withdraw_entry
from models.ledger.notices import notify_one
from models.ledger.transitions import move, record_row
from models.records import Appeal, EntryOrigin, Finding, Inspection, NegativeEntry, Target, id_of
from models.rules.appeal import Ruling, SubjectKind
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.inspection import Conclusion, is_viewed
from models.rules.states import AppealState, EntryEvent, EntryState, FindingEvent, FindingState
from models.rules.states.negative_list import ENDED
from models.statements import run

UNDECIDED = (AppealState.LODGED, AppealState.ACCEPTED)
# The last ruling about an entry of the target that findings of this inspection listed (`own`) or inspected again.
RULED = """
SELECT a.ruling, a.ended_on, q.own FROM appeal a JOIN negative_entry e ON e.id = a.entry_id,
    LATERAL (SELECT EXISTS (SELECT FROM entry_origin o JOIN finding f ON f.id = o.finding_id
        WHERE o.entry_id = e.id AND f.inspection_id = :inspection) AS own) q
WHERE e.target_id = :target AND a.state = 'ruled' AND (q.own OR a.inspection_id = :inspection)
ORDER BY a.id DESC LIMIT 1
"""
OVER = ENDED - {EntryState.MADE_GOOD}  # nothing is left of these that a correction could end


def check_appeals(session: Session, inspection: Inspection, findings: Sequence[Finding]) -> None:
    """4.3 a: raise Refused if a signature would anticipate a ruling about the finding, or undo one about its entry."""
    for finding in findings:
        target = session.get_one(Target, finding.target_id)
        _refuse_contested(session, inspection, target)
        _refuse_against_ruling(session, inspection, target, finding)


def dismiss_proposal(session: Session, ctx: Context, finding: Finding) -> int:
    """A20: dismiss a proposed entry whose target conforms on site; returns how many were dismissed."""
    target = session.get_one(Target, finding.target_id)
    last = newest_entry(session, target)
    if last is None or last.state is not EntryState.PROPOSED or not is_viewed(finding.way, finding.methods):
        return 0
    detail = {"found": finding.found, "found_on": finding.found_on.isoformat()}
    dismissed = move(session, ctx, "negative_entry", [id_of(last)], EntryEvent.DISMISS, detail=detail)
    discharge_confirmation(session, ctx, target, last)
    return len(dismissed)


def withdraw_corrected(session: Session, ctx: Context, inspection: Inspection, finding: Finding, leader: str) -> int:
    """4.3 a: withdraw the entry listed by an earlier finding of the same inspection that this one corrects.

    Head and office are notified. Returns how many were withdrawn. Raises Refused while an appeal against the entry is
    undecided: the ruling decides then.
    """
    entry = _entry_listed_by(session, finding)
    if entry is None:
        return 0
    target = session.get_one(Target, finding.target_id)
    _refuse_undecided(session, target, entry)
    reason = f"核查{inspection.key}对该目标的核查结果更正为“{finding.conclusion.label}”"
    paper = f"（{ctx.actor.paper.words}）" if ctx.actor.paper else ""
    basis = f"核查{inspection.key}，{'、'.join(finding.found_by)}核查，{leader}签字{paper}"
    withdraw_entry(session, ctx, target, entry, {"reason": reason, "basis": basis}, EntryEvent.CORRECT)
    payload = {"target": target.name, "inspection": inspection.key, "found": finding.found, "finding": entry.finding}
    lead, subject = id_of(lead_of(session, ctx, target)), entry_key(target, entry)
    for audience in (Audience.HEAD, Audience.OFFICE):
        notify_one(session, ctx, "entry_withdrawn", subject, (lead, audience), payload=payload)
    return 1


def _entry_listed_by(session: Session, finding: Finding) -> NegativeEntry | None:
    """Return the newest entry of the target that a finding of the same inspection listed, unless it is over."""
    return session.exec(
        select(NegativeEntry)
        .join(EntryOrigin, col(EntryOrigin.entry_id) == col(NegativeEntry.id))
        .join(Finding, col(Finding.id) == col(EntryOrigin.finding_id))
        .where(Finding.inspection_id == finding.inspection_id, NegativeEntry.target_id == finding.target_id)
        .where(col(NegativeEntry.state).not_in(OVER))
        .order_by(col(NegativeEntry.occurrence).desc())
    ).first()


def _refuse_contested(session: Session, inspection: Inspection, target: Target) -> None:
    about = (
        Appeal.subject_kind == SubjectKind.FINDING,
        Appeal.subject_key == f"{inspection.key}/{project_key(target)}",
    )
    if appeal := session.exec(select(Appeal).where(*about, col(Appeal.state).in_(UNDECIDED))).first():
        raise Refused(
            f"对目标{target.code}核查结果的申诉{appeal.state.label}（{appeal.lodged_on}提出），是否更正由裁定决定，"
            "裁定或撤回以前不能签字更正。"
        )


def _refuse_against_ruling(session: Session, inspection: Inspection, target: Target, finding: Finding) -> None:
    """Raise Refused if the finding lists again what a ruling withdrew, or clears what it upheld or changed.

    What a re-inspection sees after the ruling is another matter, as the basis of a recheck.
    """
    ruled = run(session, RULED, inspection=inspection.id, target=target.id).first()
    if ruled is None:
        return
    withdrawn = ruled.ruling == Ruling.WITHDRAWN.value
    undone = finding.conclusion is (Conclusion.FAILS if withdrawn else Conclusion.CONFORMS)
    if undone and (withdrawn or ruled.own or finding.found_on <= ruled.ended_on):
        raise Refused(
            f"对目标{target.code}条目的申诉已于{ruled.ended_on}裁定{Ruling(ruled.ruling).label}，裁定以后不再更改："
            f"核查{inspection.key}不能再作“{finding.conclusion.label}”的结论。有新的情况，请另行核查。"
        )


def _refuse_undecided(session: Session, target: Target, entry: NegativeEntry) -> None:
    appeal = session.exec(select(Appeal).where(Appeal.entry_id == entry.id, col(Appeal.state).in_(UNDECIDED))).first()
    if appeal:
        raise Refused(
            f"对目标{target.code}条目的申诉{appeal.state.label}（{appeal.lodged_on}提出），是否撤销由裁定决定，"
            "裁定或撤回以前不能签字更正。"
        )


FREEZE = """
UPDATE finding f SET content_hash = encode(sha256(convert_to(json_build_array(i.year, i.number, f.team, t.year, t.code,
    f.target_version, f.serial, f.declared_complete, concat_ws(E'\\n', f.declared, NULLIF(f.declared_reason, '')),
    f.conclusion, f.found, f.way, f.methods, f.place, f.found_on, f.found_by, f."limit", (
        SELECT json_agg(e.sha256 ORDER BY e.sha256) FROM exhibit x JOIN evidence e ON e.id = x.evidence_id
        WHERE x.record = 'finding' AND x.record_id = f.id))::text, 'UTF8')), 'hex')
FROM inspection i, target t WHERE i.id = f.inspection_id AND t.id = f.target_id AND f.id = ANY(:ids)
"""
# What the re-inspection found, and the place, the methods and the people; the rest is that of the contested finding.
SIGNED_AGAIN = {"conclusion", "way", "methods", "place", "found_on", "found_by"}
OWN = {"inspection_id", "team", "target_id", "target_version", "department_id", "declared_complete"} | {
    "declared_reason",
    "declared",
}


def correct_finding(session: Session, ctx: Context, contested: Finding, again: Finding, found: str) -> None:
    """4.3 a: supersede a signed finding by the conclusion of a re-inspection, in the words of the ruling.

    The corrected version is in force at once: the leader of the re-inspection signed its conclusion. Raises Refused
    while an unsigned correction by the first team exists.
    """
    last = newest(session, Finding, "serial", inspection_id=contested.inspection_id, target_id=contested.target_id)
    if last and last.state is FindingState.RECORDED:
        raise Refused("原核查组对该目标另有待签字的更正，请先签字（sign_off），再裁定。")
    move(session, ctx, "finding", [id_of(contested)], FindingEvent.SUPERSEDE)
    values = contested.model_dump(include=OWN) | again.model_dump(include=SIGNED_AGAIN)
    ruled = Finding(**values, serial=contested.serial + 1, found=found, recorded_on=ctx.date)
    record_row(session, ctx, ruled, "corrected")
    run(session, FREEZE, ids=[id_of(ruled)])
    signed = {"signed_on": ctx.date, "signed_by": again.signed_by}
    move(session, ctx, "finding", [id_of(ruled)], FindingEvent.SIGN, sets=signed, now=FindingState.RECORDED)
