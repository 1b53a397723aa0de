"""核查结果: recorded per target, signed by the team's leader; failed targets are listed (4.3 a, 7.2, 7.3, 7.4)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg.types.json import Jsonb
from sqlmodel import Session, col, select

from models.intake.inspection import FindingRecorded, FindingsSigned
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.inspection.roster import check_untied, find_inspector
from models.ledger.inspection.scope import drawn_targets
from models.ledger.inspection.team import on_team, team_of
from models.ledger.inspection.urgent import discharge_urgent_duty
from models.ledger.lookup import inspection_named, lead_of, newest_entry, target_coded
from models.ledger.moves import move
from models.ledger.negative_list.confirmation import discharge_confirmation
from models.ledger.negative_list.entries import ENDED, list_entry, start_round
from models.ledger.transitions import record
from models.records import (
    Department,
    EntryOrigin,
    Finding,
    Inspection,
    Inspector,
    NegativeEntry,
    Target,
    TeamMember,
    id_of,
)
from models.rules.errors import Refused
from models.rules.inspection import FEWEST, Conclusion
from models.rules.states import EntryEvent, EntryState, FindingEvent, FindingState, InspectionState
from models.statements import run

FINDING_FIELDS = {"declared_complete", "declared", "conclusion", "found", "way", "place", "found_on", "limit"}
FREEZE = """
UPDATE finding f SET content_hash = encode(sha256(convert_to(json_build_array(i.year, i.number, f.team, t.year, t.code,
    f.target_version, f.serial, f.declared_complete, f.declared, f.conclusion, f.found, f.way, f.methods, f.place,
    f.found_on, f.found_by, f."limit", (
        SELECT json_agg(e.sha256 ORDER BY e.sha256) FROM exhibit x JOIN evidence e ON e.id = x.evidence_id
        WHERE x.record = 'finding' AND x.record_id = f.id))::text, 'UTF8')), 'hex')
FROM inspection i, target t WHERE i.id = f.inspection_id AND t.id = f.target_id AND f.id = ANY(:ids)
"""


@act("record_finding", "记录核查结果", clause="3-6.2.3", roles={Role.AGENCY})
def record_finding(session: Session, data: FindingRecorded, ctx: Context) -> Summary:
    """6.2.3, 4.5: record the finding of two or more team members about a target; it can change until it is signed.

    Raises Refused if the target is outside the inspection, if a date is impossible or if an inspector has a tie.
    """
    inspection = inspection_named(session, ctx, data.inspection)
    if inspection.state is not InspectionState.ISSUED:
        raise Refused(f"核查{inspection.key}{inspection.state.label}，不能记录核查结果。")
    target = target_coded(session, ctx, data.target, data.year or inspection.year)
    lead = lead_of(session, ctx, target)
    if inspection.departments and lead.code not in inspection.departments:
        raise Refused(f"目标{target.code}由“{lead.name}”牵头，不在核查{inspection.key}的受核查部门中。")
    _check_dates(inspection, data, ctx.date)
    people = [find_inspector(session, ctx, name) for name in data.found_by]
    team = _common_team(session, inspection, people, data.found_on)
    check_untied(session, [id_of(person) for person in people], [lead.code])
    values: dict[str, Any] = data.model_dump(include=FINDING_FIELDS)
    values |= {
        "team": team,
        "department_id": id_of(lead),
        "target_version": target.version,
        "methods": [method.value for method in data.methods],
        "found_by": [person.name for person in people],
        "recorded_on": ctx.date,
    }
    number, event = _save_finding(session, ctx, inspection, target, values)
    attach_exhibits(session, ctx, "finding", number, data.evidence)
    words = f"核查{inspection.key}：{target.code}“{target.name}”{data.conclusion.label}，待组长签字。"
    return Summary(words, {event: 1})


@act("sign_off", "核查结果签字", clause="3-4.3", roles={Role.AGENCY}, by_hand="组长")
def sign_off(session: Session, data: FindingsSigned, ctx: Context) -> Summary:
    """4.3 a, 6.2.4: sign the team's findings, which makes them effective and freezes them.

    A failed target enters the negative list at once under its limit, and the head is notified; a proposed entry whose
    target conforms is dismissed (A20). Raises Refused if the leader is wrong or has a tie to one of the departments, or
    if a limit is missing.
    """
    inspection = inspection_named(session, ctx, data.inspection)
    leader = _find_leader(session, ctx, inspection, data)
    unsigned = _unsigned_findings(session, inspection, data.team)
    if not unsigned:
        raise Refused(f"核查{inspection.key}第{data.team}组没有待签字的核查结果。")
    _check_leader_untied(session, leader, unsigned)
    _check_complete(session, inspection, data.team)
    failing = [finding for finding in unsigned if finding.conclusion is Conclusion.FAILS]
    if lacking_limit := [finding for finding in failing if not (finding.limit or data.limit)]:
        codes = "、".join(session.get_one(Target, finding.target_id).code for finding in lacking_limit)
        raise Refused(f"目标{codes}未按质按量完成，将列入负面清单，须明确整改时限（limit）。")
    _supersede_earlier(session, ctx, inspection, unsigned)
    ids = [id_of(finding) for finding in unsigned]
    run(session, FREEZE, ids=ids)
    signed = {"signed_on": ctx.date, "signed_by": leader.name}
    move(session, ctx, "finding", ids, FindingEvent.SIGN, sets=signed, now=FindingState.RECORDED)
    listed = sum(_list_target(session, ctx, finding, finding.limit or data.limit) for finding in failing)
    dismissed = sum(
        _dismiss_proposal(session, ctx, finding) for finding in unsigned if finding.conclusion is Conclusion.CONFORMS
    )
    words = (
        f"核查{inspection.key}第{data.team}组{len(ids)}项核查结果经组长{leader.name}签字生效，列入负面清单{listed}项"
    )
    words += discharge_urgent_duty(session, ctx, inspection)
    return Summary(f"{words}。", {"signed": len(ids), "listed": listed, "dismissed": dismissed})


def _check_dates(inspection: Inspection, data: FindingRecorded, day: date) -> None:
    begins = inspection.begins_on or day
    if not begins <= data.found_on <= day:
        raise Refused(f"核查日期{data.found_on}应在核查开始日期{begins}与今天（{day}）之间。")
    if data.limit and data.conclusion is not Conclusion.FAILS:
        raise Refused("只有未按质按量完成的目标才写整改时限。")
    if data.limit and data.limit < day:
        raise Refused(f"整改时限{data.limit}在今天（{day}）之前。")


def _common_team(session: Session, inspection: Inspection, people: Sequence[Inspector], day: date) -> int:
    """Return the number of the team they all belonged to on that day.

    Raises Refused if one is not a member, if there are fewer than two, or if they belong to different teams.
    """
    members = session.exec(select(TeamMember).where(TeamMember.inspection_id == inspection.id)).all()
    present = on_team(members, day)
    if outsiders := [person.name for person in people if person.id not in present]:
        raise Refused(f"{'、'.join(outsiders)}在{day}不是核查{inspection.key}的核查组成员，不能作出核查结果。")
    if len(people) < FEWEST:
        raise Refused(f"核查须由{FEWEST}人以上同时进行（4.3），只写了{people[0].name}一人。")
    ids = {person.id for person in people}
    teams = {member.team for member in members if member.inspector_id in ids}
    if len(teams) > 1:
        raise Refused("核查人员分属不同的核查组，一项核查结果由同一组作出。")
    return teams.pop()


def _save_finding(
    session: Session, ctx: Context, inspection: Inspection, target: Target, values: dict[str, Any]
) -> tuple[int, str]:
    """Update the unsigned finding of the target, or insert one, which corrects a signed one; returns id and event."""
    last = session.exec(
        select(Finding)
        .where(Finding.inspection_id == inspection.id, Finding.target_id == target.id)
        .order_by(col(Finding.serial).desc())
    ).first()
    if last and last.state is FindingState.RECORDED:
        changes = values | {"methods": Jsonb(values["methods"]), "found_by": Jsonb(values["found_by"])}
        move(session, ctx, "finding", [id_of(last)], FindingEvent.REVISE, sets=changes)
        return id_of(last), "revised"
    serial = last.serial + 1 if last else 1
    finding = Finding(inspection_id=id_of(inspection), target_id=id_of(target), serial=serial, **values)
    session.add(finding)
    session.flush()
    moved = ("", FindingState.RECORDED.value)
    record(session, ctx, "finding", [id_of(finding)], "corrected" if last else "recorded", moved=moved)
    return id_of(finding), "corrected" if last else "recorded"


def _find_leader(session: Session, ctx: Context, inspection: Inspection, data: FindingsSigned) -> Inspector:
    person = find_inspector(session, ctx, data.leader)
    members = team_of(session, inspection, data.team)
    if not members:
        raise Refused(f"核查{inspection.key}没有第{data.team}组。")
    if not any(member.leader and member.inspector_id == person.id for member in members):
        raise Refused(f"“{person.name}”不是核查{inspection.key}第{data.team}组的组长，核查结果须由组长签字（4.3）。")
    return person


def _check_leader_untied(session: Session, leader: Inspector, unsigned: Sequence[Finding]) -> None:
    codes = {session.get_one(Department, finding.department_id).code for finding in unsigned}
    check_untied(session, [id_of(leader)], sorted(codes))


def _unsigned_findings(session: Session, inspection: Inspection, team: int) -> Sequence[Finding]:
    return session.exec(
        select(Finding)
        .where(Finding.inspection_id == inspection.id, Finding.team == team)
        .where(Finding.state == FindingState.RECORDED)
        .order_by(col(Finding.id))
    ).all()


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
        raise Refused(f"抽取的样本中还有{len(missing)}项没有核查结果，不能签字：{'、'.join(missing)}。")


def _supersede_earlier(session: Session, ctx: Context, inspection: Inspection, findings: Sequence[Finding]) -> None:
    """Supersede the earlier signed findings about the same targets."""
    targets = [finding.target_id for finding in findings]
    before = session.exec(
        select(Finding.id)
        .where(Finding.inspection_id == inspection.id, Finding.state == FindingState.SIGNED)
        .where(col(Finding.target_id).in_(targets))
        .order_by(col(Finding.id))
    ).all()
    move(session, ctx, "finding", [number for number in before if number], FindingEvent.SUPERSEDE)


def _list_target(session: Session, ctx: Context, finding: Finding, limit: date | None) -> int:
    """List a failed target and start its first round; returns 0 if it is already on the list."""
    target = session.get_one(Target, finding.target_id)
    last = newest_entry(session, target)
    if last and last.state not in ENDED | {EntryState.PROPOSED}:
        return 0
    entry = list_entry(session, ctx, target, finding.found, finding.found_on)
    _save_origin(session, ctx, entry, finding)
    move(session, ctx, "negative_entry", [id_of(entry)], EntryEvent.SET_LIMIT, now=EntryState.LISTED)
    assert limit is not None  # noqa: S101 - the signature before made sure of it
    start_round(session, ctx, target, entry, 1, limit)
    return 1


def _save_origin(session: Session, ctx: Context, entry: NegativeEntry, finding: Finding) -> None:
    existing = session.exec(select(EntryOrigin).where(EntryOrigin.entry_id == entry.id)).first()
    origin = existing or EntryOrigin(entry_id=id_of(entry), way=finding.way)
    origin.finding_id = finding.id
    session.add(origin)
    session.flush()
    record(session, ctx, "entry_origin", [id_of(origin)], "confirmed")


def _dismiss_proposal(session: Session, ctx: Context, finding: Finding) -> int:
    """A20: dismiss a proposed entry whose target conforms on site; returns how many were dismissed."""
    target = session.get_one(Target, finding.target_id)
    last = newest_entry(session, target)
    if last is None or last.state is not EntryState.PROPOSED:
        return 0
    detail = {"found": finding.found, "found_on": finding.found_on.isoformat()}
    dismissed = move(session, ctx, "negative_entry", [id_of(last)], EntryEvent.DISMISS, detail=detail)
    discharge_confirmation(session, ctx, target, last)
    return len(dismissed)
