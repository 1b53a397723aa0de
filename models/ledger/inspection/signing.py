"""核查结果签字: the leader's signature makes findings effective; failed targets are listed (4.3 a, 6.2.4, 7.2)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from models.intake.inspection import FindingsSigned
from models.intake.negative_list import FindingListed
from models.ledger.acts import Context, Role, Summary, act, check_signed_after
from models.ledger.duties import discharge_duty
from models.ledger.inspection.correction import FREEZE, check_appeals, dismiss_proposal, withdraw_corrected
from models.ledger.inspection.roster import check_finders_untied, check_leader_untied, check_valid, find_inspector
from models.ledger.inspection.scope import drawn_targets
from models.ledger.inspection.team import team_of
from models.ledger.inspection.told import tell_findings
from models.ledger.inspection.urgent import discharge_urgent_duty
from models.ledger.jurisdiction import calendar_of
from models.ledger.lookup import inspection_named, newest, newest_entry, project_key, target_inspected
from models.ledger.negative_list.entries import list_entry, start_round, tell_listed
from models.ledger.negative_list.limits import open_limits
from models.ledger.notices import agency_name
from models.ledger.transitions import move, record_row
from models.records import Department, EntryOrigin, Finding, Inspection, Inspector, NegativeEntry, Target, id_of
from models.rules.errors import Refused
from models.rules.inspection import Conclusion, is_on_site, is_viewed
from models.rules.periods import Span, period_of
from models.rules.states import EntryEvent, EntryState, FindingEvent, FindingState, InspectionState
from models.rules.states.negative_list import ENDED
from models.rules.visit import FIELD_INSPECTION
from models.statements import run


@act("sign_off", "核查结果签字", clause="3-4.3", roles={Role.AGENCY}, by_hand="组长")
def sign_off(session: Session, data: FindingsSigned, ctx: Context) -> Summary:
    """4.3 a, 6.2.4: sign the team's findings, which makes them effective and freezes them.

    A failed target enters the negative list at once under its limit, and the head is notified. A proposed entry is
    confirmed or dismissed only by a finding made on site (7.2, A20). A correction that conforms withdraws the entry
    that the inspection listed. Raises Refused if the inspection is not under way, if the leader is wrong or off the
    roster, if a finder has a tie, if an entry arises and its limit is missing, or if an appeal against an entry to
    withdraw is undecided.
    """
    inspection = _inspection_under_way(session, ctx, data.inspection)
    leader = _find_leader(session, ctx, inspection, data.team, data.leader)
    unsigned = _unsigned_findings(session, inspection, data.team)
    if not unsigned:
        raise Refused(f"核查{inspection.key}第{data.team}组没有待签字的核查结果。")
    check_leader_untied(session, leader, unsigned)
    _check_complete(session, inspection, data.team)
    failing = [finding for finding in unsigned if finding.conclusion is Conclusion.FAILS]
    arising = [finding for finding in failing if _gives_entry(session, finding)]
    _check_limits(session, arising, data.limit)
    _sign(session, ctx, inspection, leader, unsigned)
    tell_findings(session, ctx, inspection, unsigned, arising)
    for finding in arising:
        _list_under_limit(session, ctx, finding, finding.limit or data.limit)
    conforming = [finding for finding in unsigned if finding.conclusion is Conclusion.CONFORMS]
    dismissed = sum(dismiss_proposal(session, ctx, finding) for finding in conforming)
    withdrawn = sum(withdraw_corrected(session, ctx, inspection, finding, leader.name) for finding in conforming)
    words = (
        f"核查{inspection.key}第{data.team}组{len(unsigned)}项核查结果经组长{leader.name}签字生效，"
        f"列入负面清单{len(arising)}项{f'，更正撤销{withdrawn}项' if withdrawn else ''}"
    )
    words += _still_proposed(session, unsigned) + _on_rest_days(session, ctx, arising, data.limit)
    words += discharge_urgent_duty(session, ctx, inspection)
    counts = {"signed": len(unsigned), "listed": len(arising), "dismissed": dismissed, "withdrawn": withdrawn}
    return Summary(f"{words}。", counts)


@act("list_finding", "列入负面清单", clause="3-6.2.4", roles={Role.AGENCY}, by_hand="组长")
def list_finding(session: Session, data: FindingListed, ctx: Context) -> Summary:
    """6.2.4: sign one failed finding ahead of the others, list its target without a limit and notify the head.

    Raises Refused if the inspection is not under way, if it has no unsigned failed finding about the target, if the
    leader is wrong or has a tie, if the target is on the list, or if it is proposed and was not found on site (7.2).
    """
    inspection = _inspection_under_way(session, ctx, data.inspection)
    target = target_inspected(session, ctx, inspection, data.target, data.year)
    finding = _failed_finding(session, inspection, target)
    leader = _find_leader(session, ctx, inspection, finding.team, data.leader)
    check_leader_untied(session, leader, [finding])
    last = newest_entry(session, target)
    if last and last.state is EntryState.PROPOSED and not is_viewed(finding.way, finding.methods):
        raise Refused(
            f"目标{target.code}是拟列入负面清单的，须到现场认定（7.2）：核查结果的途径应为现场，核查方法应含实地查看。"
        )
    _sign(session, ctx, inspection, leader, [finding])
    entry = _list_target(session, ctx, target, finding)
    open_limits(session, ctx, id_of(entry))
    notices = tell_listed(session, ctx, target, entry)
    discharge_urgent_duty(session, ctx, inspection)
    lead = session.get_one(Department, finding.department_id)
    words = f"已将“{target.name}”（{lead.name}）列入负面清单，请明确整改时限。"
    return Summary(words, {"listed": 1, "notices": notices})


def _inspection_under_way(session: Session, ctx: Context, key: str) -> Inspection:
    inspection = inspection_named(session, ctx, key)
    if inspection.state is not InspectionState.ISSUED:
        raise Refused(f"核查{inspection.key}{inspection.state.label}，方案下达以后、结束以前才能签字、列入负面清单。")
    return inspection


def _find_leader(session: Session, ctx: Context, inspection: Inspection, team: int, name: str) -> Inspector:
    person = find_inspector(session, ctx, name)
    members = team_of(session, inspection, team)
    if not members:
        raise Refused(f"核查{inspection.key}没有第{team}组。")
    if not any(member.leader and member.inspector_id == person.id for member in members):
        raise Refused(f"“{person.name}”不是核查{inspection.key}第{team}组的组长，核查结果须由组长签字（4.3）。")
    check_valid(session, [id_of(person)], ctx.date)
    return person


def _unsigned_findings(session: Session, inspection: Inspection, team: int) -> Sequence[Finding]:
    of_team = select(Finding).filter_by(inspection_id=inspection.id, team=team, state=FindingState.RECORDED)
    return session.exec(of_team.order_by(col(Finding.id))).all()


def _failed_finding(session: Session, inspection: Inspection, target: Target) -> Finding:
    """Return the unsigned finding of an inspection that a target failed; raises Refused if it does not exist."""
    finding = newest(session, Finding, "serial", inspection_id=inspection.id, target_id=target.id)
    about = f"核查{inspection.key}对目标{target.code}"
    if finding is None:
        raise Refused(f"{about}还没有核查结果。请先由两名以上成员核查并记录（record_finding），再列入。")
    if finding.conclusion is not Conclusion.FAILS:
        raise Refused(f"{about}的核查结论是“{finding.conclusion.label}”，未按质按量完成的才列入负面清单（6.2.4）。")
    if finding.state is not FindingState.RECORDED:
        raise Refused(f"{about}的核查结果已于{finding.signed_on}签字，签字时应列入的已经列入；再次列入须另行核查。")
    return finding


def _check_complete(session: Session, inspection: Inspection, team: int) -> None:
    """Raise Refused if this is the last team to sign and a drawn target has no finding."""
    others = {member.team for member in team_of(session, inspection)} - {team}
    rows = session.exec(
        select(Target.year, Target.code, Finding.team, Finding.state)
        .join(Finding, col(Finding.target_id) == col(Target.id))
        .where(Finding.inspection_id == inspection.id)
    ).all()
    if others - {row[2] for row in rows if row[3] is not FindingState.RECORDED}:
        return  # another team has yet to sign
    covered = {f"{row[0]}/{row[1]}" for row in rows}
    if missing := [target for target in drawn_targets(session, inspection) if target not in covered]:
        raise Refused(
            f"抽取的样本中还有{len(missing)}项没有核查结果，不能签字：{'、'.join(missing)}。请先核查并记录"
            "（record_finding）：抽中的目标不在受核查部门的也可以记录；无法核查的，取消核查并写明原因（cancel_inspection）。"
        )


def _sign(
    session: Session, ctx: Context, inspection: Inspection, leader: Inspector, findings: Sequence[Finding]
) -> None:
    """Freeze and sign findings; they supersede the earlier signed ones about the same targets.

    Raises Refused if one of the people who made them has a tie to the department by now (A15), if the signed paper is
    older than one of them, or for what an appeal decides.
    """
    check_appeals(session, inspection, findings)
    check_signed_after(ctx, max(finding.found_on for finding in findings), "核查日期")
    check_finders_untied(session, findings)
    targets = [finding.target_id for finding in findings]
    known = select(Finding.id).filter_by(inspection_id=inspection.id, state=FindingState.SIGNED)
    before = session.exec(known.where(col(Finding.target_id).in_(targets)).order_by(col(Finding.id))).all()
    move(session, ctx, "finding", [number for number in before if number], FindingEvent.SUPERSEDE)
    ids = [id_of(finding) for finding in findings]
    run(session, FREEZE, ids=ids)
    signed = {"signed_on": ctx.date, "signed_by": leader.name}
    move(session, ctx, "finding", ids, FindingEvent.SIGN, sets=signed, now=FindingState.RECORDED)
    _discharge_visits(session, ctx, findings)


def _discharge_visits(session: Session, ctx: Context, findings: Sequence[Finding]) -> None:
    """7.3: a signed finding on site is the visit of its quarter to a key project."""
    agency = agency_name(session, ctx.jurisdiction)
    for finding in (each for each in findings if is_on_site(each.way, each.place, each.found_by, agency)):
        target = session.get_one(Target, finding.target_id)
        if target.key_project:
            period, day = str(period_of(Span.QUARTER, finding.found_on)), finding.found_on
            discharge_duty(session, ctx, FIELD_INSPECTION.duty, day, period=period, subject=project_key(target))


def _gives_entry(session: Session, finding: Finding) -> bool:
    """6.2.4, 7.2: return whether a failed finding lists its target: not if it is on the list already.

    A proposed target is listed only by a finding made on site.
    """
    last = newest_entry(session, session.get_one(Target, finding.target_id))
    if last and last.state is EntryState.PROPOSED:
        return is_viewed(finding.way, finding.methods)
    return last is None or last.state in ENDED


def _list_under_limit(session: Session, ctx: Context, finding: Finding, limit: date | None) -> None:
    target = session.get_one(Target, finding.target_id)
    entry = _list_target(session, ctx, target, finding)
    move(session, ctx, "negative_entry", [id_of(entry)], EntryEvent.SET_LIMIT, now=EntryState.LISTED)
    assert limit is not None  # noqa: S101 - the signature before made sure of it
    start_round(session, ctx, target, entry, 1, limit)


def _list_target(session: Session, ctx: Context, target: Target, finding: Finding) -> NegativeEntry:
    """Insert or confirm the entry of a failed target, and store the finding as its origin."""
    entry = list_entry(session, ctx, target, finding.found, finding.found_on)
    existing = session.exec(select(EntryOrigin).where(EntryOrigin.entry_id == entry.id)).first()
    origin = existing or EntryOrigin(entry_id=id_of(entry), way=finding.way)
    origin.finding_id = finding.id
    record_row(session, ctx, origin, "confirmed")
    return entry


def _check_limits(session: Session, arising: Sequence[Finding], limit: date | None) -> None:
    if lacking := [finding for finding in arising if not (finding.limit or limit)]:
        codes = "、".join(session.get_one(Target, finding.target_id).code for finding in lacking)
        raise Refused(f"目标{codes}未按质按量完成，将列入负面清单，须明确整改时限（--limit）。")


def _on_rest_days(session: Session, ctx: Context, arising: Sequence[Finding], limit: date | None) -> str:
    """Return the clause about limits that are rest days: they are not moved."""
    calendar = calendar_of(session, ctx.jurisdiction)
    days = sorted({day for finding in arising if (day := finding.limit or limit) and not calendar.is_workday(day)})
    return "".join(f"；整改时限{day}{calendar.rest_words(day)}" for day in days)


def _still_proposed(session: Session, signed: Sequence[Finding]) -> str:
    """Return the clause about targets that stay proposed because they were not found on site."""
    concluded = [each for each in signed if each.conclusion is not Conclusion.UNVERIFIED]
    targets = [session.get_one(Target, each.target_id) for each in concluded if not is_viewed(each.way, each.methods)]
    entries = [(target, newest_entry(session, target)) for target in targets]
    codes = [target.code for target, entry in entries if entry and entry.state is EntryState.PROPOSED]
    return f"；目标{'、'.join(codes)}是拟列入的，还须到现场认定（实地查看）" if codes else ""
