"""核查结果: recorded per target by a team until its leader signs (1-3 c, 4.5, 6.2.3, 7.2, 7.3, 7.4)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg.types.json import Jsonb
from sqlmodel import Session, select

from models.intake.inspection import FindingRecorded
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits, exhibits_of, tell_repeated_pictures
from models.ledger.inspection.roster import check_untied, check_valid, find_inspector
from models.ledger.inspection.scope import drawn_targets, planned_departments
from models.ledger.inspection.team import on_team
from models.ledger.lookup import inspection_named, lead_of, newest, target_inspected
from models.ledger.notices import agency_name
from models.ledger.target.node_versions import leaf_named
from models.ledger.transitions import move, record_row
from models.records import (
    Finding,
    Inspection,
    Inspector,
    Target,
    TeamMember,
    id_of,
)
from models.rules.errors import Refused
from models.rules.inspection import FEWEST, Conclusion, Method, Way, is_away
from models.rules.personal_names import namesakes_in
from models.rules.states import FindingEvent, FindingState, InspectionState
from models.statements import run

FINDING_FIELDS = {"declared", "conclusion", "found", "way", "place", "found_on", "limit"}


@act("record_finding", "记录核查结果", clause="3-6.2.3", roles={Role.AGENCY})
def record_finding(session: Session, data: FindingRecorded, ctx: Context) -> Summary:
    """6.2.3, 4.5: record the finding of two or more team members about a target; it can change until it is signed.

    Raises Refused if the target is neither of a department of the plan nor in the sample, if a date is impossible, if
    an inspector has a tie, if a failed target has no evidence, or if a leaf is named that the target does not have.
    """
    inspection = inspection_named(session, ctx, data.inspection)
    if inspection.state is not InspectionState.ISSUED:
        raise Refused(f"核查{inspection.key}{inspection.state.label}，不能记录核查结果。")
    target = target_inspected(session, ctx, inspection, data.target, data.year)
    lead = lead_of(session, ctx, target)
    drawn = drawn_targets(session, inspection)
    key = f"{target.year}/{target.code}"
    planned = planned_departments(session, inspection)
    if planned and lead.code not in planned and key not in drawn:
        raise Refused(f"目标{target.code}由“{lead.name}”牵头，不在核查{inspection.key}的受核查部门中。")
    _check_dates(inspection, data, ctx.date)
    people = [find_inspector(session, ctx, name) for name in data.found_by]
    team = _common_team(session, inspection, people, data.found_on)
    ids = [id_of(person) for person in people]
    check_valid(session, ids, data.found_on)
    check_untied(session, ids, [lead.code])
    values = data.model_dump(include=FINDING_FIELDS) | declaration_of(session, target, data)
    values |= {
        "team": team,
        "found": _found_of(session, target, data),
        "department_id": id_of(lead),
        "target_version": target.version,
        "methods": [method.value for method in data.methods],
        "found_by": [person.name for person in people],
        "recorded_on": ctx.date,
    }
    number, event = _save_finding(session, ctx, inspection, target, values)
    attach_exhibits(session, ctx, "finding", number, data.evidence)
    _check_evidence(session, inspection, target, data.conclusion, number)
    outside = "（样本外）" if drawn and key not in drawn else ""
    words = f"核查{inspection.key}：{target.code}“{target.name}”{data.conclusion.label}{outside}，待组长签字。"
    words += namesakes_in(person.name for person in people) + _remarks(session, ctx, inspection, data)
    return Summary(words + tell_repeated_pictures(session, "finding", number), {event: 1})


def _found_of(session: Session, target: Target, data: FindingRecorded) -> str:
    """1-2.9: return what was found, led by the leaf that it is about. Raises Refused if the target has no such leaf."""
    code = data.indicator.strip()
    leaf_named(session, target, code)
    about = f"指标{code}："
    return data.found if not code or data.found.startswith(about) else f"{about}{data.found}"


def _remarks(session: Session, ctx: Context, inspection: Inspection, data: FindingRecorded) -> str:
    """4.1, 4.3: return what is said of methods that the issued plan does not have, and of a finding not made away."""
    planned = [Method(each).label for each in inspection.methods]
    unplanned = [each.label for each in data.methods if each.label not in planned]
    said = f"核查方法{'、'.join(unplanned)}不在下达的方案（{'、'.join(planned)}）中，请核对。" if unplanned else ""
    if data.way is not Way.ON_SITE or is_away(data.place, agency_name(session, ctx.jurisdiction)):
        return said
    why = f"地点“{data.place.strip()}”不是部门或者项目所在地，" if data.place.strip() else "没有写明地点，"
    return f"{said}{why}不作为到现场的核查，到过现场的请补写地点。"


def _check_evidence(
    session: Session, inspection: Inspection, target: Target, conclusion: Conclusion, number: int
) -> None:
    """4.5: raise Refused without evidence for a failed target, and for one that this inspection found failed before."""
    if exhibits_of(session, "finding", number):
        return
    please = "须有印证材料（4.5），请附上现场照片、记录等文件（--evidence）。"
    if conclusion is Conclusion.FAILS:
        raise Refused(f"目标{target.code}未按质按量完成的核查结果{please}")
    of_target = {"inspection_id": inspection.id, "target_id": target.id, "conclusion": Conclusion.FAILS}
    failed = select(Finding.id).filter_by(**of_target).where(Finding.state != FindingState.RECORDED)
    if conclusion is Conclusion.CONFORMS and session.exec(failed).first():
        raise Refused(f"目标{target.code}原核查结果为未按质按量完成，更正为{conclusion.label}{please}")


def _check_dates(inspection: Inspection, data: FindingRecorded, day: date) -> None:
    begins = max(inspection.begins_on or day, inspection.issued_on or day)
    if not begins <= data.found_on <= day:
        raise Refused(f"核查日期{data.found_on}应在方案下达和核查开始的日期{begins}与今天（{day}）之间。")
    if data.limit and data.conclusion is not Conclusion.FAILS:
        raise Refused("只有未按质按量完成的目标才写整改时限。")
    if data.limit and data.limit < day:
        raise Refused(f"整改时限{data.limit}在今天（{day}）之前。")


def _common_team(session: Session, inspection: Inspection, people: Sequence[Inspector], day: date) -> int:
    """Return the number of the team they all belonged to on that day.

    Raises Refused if one is not a member, if there are fewer than two different ones, or if they belong to different
    teams.
    """
    ids = [person.id for person in people]
    if repeated := sorted({person.name for person in people if ids.count(person.id) > 1}):
        raise Refused(f"核查人员{'、'.join(repeated)}重复，每人只写一次。")
    members = session.exec(select(TeamMember).where(TeamMember.inspection_id == inspection.id)).all()
    present = on_team(members, day)
    if outsiders := [person.name for person in people if person.id not in present]:
        raise Refused(f"{'、'.join(outsiders)}在{day}不是核查{inspection.key}的核查组成员，不能作出核查结果。")
    _check_several(people)
    teams = {member.team for member in members if member.inspector_id in ids}
    if len(teams) > 1:
        raise Refused("核查人员分属不同的核查组，一项核查结果由同一组作出。")
    return teams.pop()


def _check_several(people: Sequence[Inspector]) -> None:
    """4.3: raise Refused if they are fewer than two."""
    if len(people) < FEWEST:
        raise Refused(f"核查须由{FEWEST}人以上同时进行（4.3），只写了{people[0].name}一人。")


def _save_finding(
    session: Session, ctx: Context, inspection: Inspection, target: Target, values: dict[str, Any]
) -> tuple[int, str]:
    """Update the unsigned finding of the target, or insert one, which corrects a signed one; returns id and event."""
    last = newest(session, Finding, "serial", inspection_id=inspection.id, target_id=target.id)
    if last and last.state is FindingState.RECORDED:
        changes = values | {"methods": Jsonb(values["methods"]), "found_by": Jsonb(values["found_by"])}
        move(session, ctx, "finding", [id_of(last)], FindingEvent.REVISE, sets=changes)
        return id_of(last), "revised"
    serial = last.serial + 1 if last else 1
    finding = Finding(inspection_id=id_of(inspection), target_id=id_of(target), serial=serial, **values)
    record_row(session, ctx, finding, "corrected" if last else "recorded")
    return id_of(finding), "corrected" if last else "recorded"


# The newest report of the target that was received by the day, the declaration for its own date, and the newest round
# of its newest entry.
DECLARED = """
SELECT coalesce((
    SELECT l.status = 'done' FROM report_line l
        JOIN report r ON r.obligation_id = l.obligation_id AND r.version = l.version
    WHERE l.target_id = :target AND l.version > 0 AND r.received_on <= :day
    ORDER BY r.received_on DESC, r.id DESC LIMIT 1), false)
    OR EXISTS (SELECT FROM obligation o JOIN target t ON t.id = :target
    WHERE o.jurisdiction_id = t.jurisdiction_id AND o.kind = 'target_due' AND o.period = ''
        AND o.subject = concat_ws('/', t.year, t.code) AND o.state = 'discharged' AND o.counted_on <= :day)
    OR coalesce((
    SELECT m.completed_on <= :day FROM remediation m JOIN negative_entry e ON e.id = m.entry_id
    WHERE e.target_id = :target AND m.state IN ('completed', 'fed_back', 'accepted')
        AND NOT EXISTS (SELECT 1 FROM negative_entry n WHERE n.target_id = e.target_id AND n.occurrence > e.occurrence)
        AND NOT EXISTS (SELECT 1 FROM remediation n WHERE n.entry_id = e.id AND n.round > m.round)), false)
"""


def declaration_of(session: Session, target: Target, data: FindingRecorded) -> dict[str, Any]:
    """2.1: return whether the target was declared complete by the day of the finding, and why the ledger differs.

    Without a value the ledger decides. Raises Refused if another value is given without a reason.
    """
    declared = declared_complete(session, target, data.found_on)
    if data.declared_complete is None or data.declared_complete == declared:
        return {"declared_complete": declared, "declared_reason": ""}
    if not data.declared_reason:
        stated = "已申报完成" if declared else "没有申报完成"
        raise Refused(
            f"台账中目标{target.code}截至{data.found_on}{stated}，所填与此不同，请写明原因（declared_reason）。"
        )
    return {"declared_complete": data.declared_complete, "declared_reason": data.declared_reason}


def declared_complete(session: Session, target: Target, day: date) -> bool:
    """Return whether the newest report by `day` says 已完成, or the newest remediation was declared complete."""
    return bool(run(session, DECLARED, target=target.id, day=day).scalar_one())
