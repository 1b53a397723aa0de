"""复查: two people of the roster with evidence and a signature, or a signed finding since the feedback (6.2.5, A55)."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, select

from models.intake.negative_list import Rechecked
from models.ledger.acts import Context, Role, Summary, act, check_signed_after
from models.ledger.evidence.exhibits import attach_exhibits, tell_repeated_pictures
from models.ledger.inspection.roster import check_untied, check_valid, find_inspector
from models.ledger.lookup import inspection_named, lead_of, target_of
from models.ledger.negative_list.entries import entry_of
from models.ledger.negative_list.remediation import RecheckBasis, end_round, newest_round
from models.records import Finding, Remediation, Target, id_of
from models.rules.errors import Refused
from models.rules.inspection import Conclusion
from models.rules.negative_list import check_recheckers
from models.rules.personal_names import namesakes_in
from models.rules.states import REMEDIATION, FindingEvent, FindingState, RemediationEvent, follow
from models.statements import run

# On one day the order of the acts counts: the finding that listed a target says nothing of what was fed back later.
RECORDED_BEFORE = """
SELECT max(f.id) < max(r.id) FROM transition f, transition r
WHERE f.record = 'finding' AND f.record_id = :finding AND f.event <> :sign
    AND r.record = 'remediation' AND r.record_id = :round AND r.event = :feed_back
"""


@act("recheck", "复查整改", clause="3-6.2.5", roles={Role.AGENCY}, by_hand="一名复查人员")
def recheck(session: Session, data: Rechecked, ctx: Context) -> Summary:
    """2.2, 6.2.5: record a recheck of the newest round: made good (补欠), or another round with a new limit.

    Raises Refused if nothing was fed back, if the people are fewer than two, not valid today or tied to the department,
    if the signer is not one of them or the signed paper is older than the feedback, or if the inspection has no signed
    finding since the feedback that agrees.
    """
    target = target_of(session, ctx, data)
    remediation = newest_round(session, entry_of(session, target))
    event = RemediationEvent.ACCEPT if data.passed else RemediationEvent.REJECT
    if follow(REMEDIATION, remediation.state, event) is None:
        return Summary("本轮整改此前已复查，未作改动。", {"rechecked": 0})
    if data.inspection:
        basis = _seen_by_inspection(session, ctx, target, remediation, data)
    else:
        check_signed_after(ctx, remediation.fed_back_on or date.min, "反馈日期")
        basis = _seen_by_people(session, ctx, target, data)
    summary = end_round(session, ctx, target, data, basis)
    attach_exhibits(session, ctx, "remediation", id_of(remediation), data.evidence)
    repeated = tell_repeated_pictures(session, "remediation", id_of(remediation))
    return replace(summary, words=f"{summary.words}{namesakes_in(basis.people)}{repeated}")


def _seen_by_people(session: Session, ctx: Context, target: Target, data: Rechecked) -> RecheckBasis:
    """4.3, A15: return the people of the roster who rechecked; raises Refused if one may not."""
    people = [find_inspector(session, ctx, name) for name in data.rechecked_by]
    signer = find_inspector(session, ctx, data.signed_by)
    check_recheckers([id_of(person) for person in people], id_of(signer))
    ids = [id_of(person) for person in people]
    check_valid(session, ids, ctx.date)
    check_untied(session, ids, [lead_of(session, ctx, target).code])
    return RecheckBasis(people=tuple(person.name for person in people), signed_by=signer.name)


def _seen_by_inspection(
    session: Session, ctx: Context, target: Target, remediation: Remediation, data: Rechecked
) -> RecheckBasis:
    """Return the newest signed finding of an inspection about the target.

    Raises Refused if it was made before the feedback, or if its conclusion is not that of the recheck.
    """
    inspection = inspection_named(session, ctx, data.inspection)
    signed = {"inspection_id": inspection.id, "target_id": target.id, "state": FindingState.SIGNED}
    since = select(Finding).filter_by(**signed).where(col(Finding.found_on) >= remediation.fed_back_on)
    finding = session.exec(since).first()
    if finding is None or _recorded_before(session, finding, remediation):
        raise Refused(
            f"核查{inspection.key}在收到反馈（{remediation.fed_back_on}）以后没有对目标{target.code}签字生效的核查结果，"
            "不能作为复查的依据；请核查并由组长签字，或由两名以上核查人员复查。"
        )
    if finding.conclusion is not (Conclusion.CONFORMS if data.passed else Conclusion.FAILS):
        result = "通过" if data.passed else "未通过"
        raise Refused(
            f"核查{inspection.key}对目标{target.code}的核查结论是“{finding.conclusion.label}”，与复查{result}不符。"
        )
    return RecheckBasis(finding=id_of(finding), inspection=inspection.key)


def _recorded_before(session: Session, finding: Finding, remediation: Remediation) -> bool:
    """Return whether a finding of the day of the feedback was recorded before it."""
    if finding.found_on != remediation.fed_back_on:
        return False
    which = {"finding": finding.id, "round": remediation.id}
    events = {"sign": FindingEvent.SIGN.value, "feed_back": RemediationEvent.FEED_BACK.value}
    return bool(run(session, RECORDED_BEFORE, **which, **events).scalar())
