"""The appeals of the simulation: offices contest entries, other inspectors look again, the agency rules (4.3 a)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from deployments.simulation.people.inspection_rounds import is_before
from deployments.simulation.people.planned_acts import PlannedAct, Scene, office
from deployments.simulation.plan import Plan
from deployments.site_record import SITE_RECORD
from models.ledger.acts import Act
from models.ledger.appeal.appeals import accept_appeal, lodge_appeal, refuse_appeal, withdraw_appeal
from models.ledger.appeal.ruling import assign_reinspection, rule_appeal
from models.ledger.heirs import LED_BY
from models.ledger.inspection.conclusion import conclude_inspection
from models.ledger.inspection.findings import record_finding
from models.ledger.inspection.plan import draft_inspection, issue_plan
from models.ledger.inspection.roster import register_inspector
from models.ledger.inspection.signing import sign_off
from models.ledger.inspection.team import appoint_team
from models.statements import run

APPEALS = 0.2  # the share of entries that are contested
FIRST, SPREAD = 2, 5  # working days after the listing
REFUSED, TAKEN_BACK = 0.2, 0.3  # cumulative shares of the appeals
WON, CHANGED = 0.3, 0.5
LIMIT = 30  # days: for the re-inspection, and for the remediation of what it finds undone
ROSTER = tuple(f"核查员{number}" for number in "一二三四五六")
# The newest entry of each target with the inspectors who found it, its newest appeal, and the state of its
# re-inspection.
CONTESTED = f"""
SELECT DISTINCT ON (t.code COLLATE "C") t.code, e.occurrence, e.state AS entry, e.listed_on, d.id AS office, d.name,
    ARRAY(SELECT p.name FROM entry_origin g JOIN finding q ON q.id = g.finding_id
        JOIN team_member m ON m.inspection_id = q.inspection_id JOIN inspector p ON p.id = m.inspector_id
        WHERE g.entry_id = e.id) AS first,
    a.number, a.state, a.lodged_on, a.accepted_on, a.ended_on, i.year || '-' || i.number AS inspection,
    i.drafted_on, i.issued_on, f.recorded_on, f.signed_on
FROM negative_entry e JOIN target t ON t.id = e.target_id
    {LED_BY}
    LEFT JOIN appeal a ON a.entry_id = e.id
    LEFT JOIN inspection i ON i.title = concat_ws('|', '申诉复核', t.code, e.occurrence, a.number)
    LEFT JOIN finding f ON f.inspection_id = i.id AND f.target_id = t.id
ORDER BY t.code COLLATE "C", e.occurrence DESC, a.number DESC, f.serial DESC
"""  # noqa: S608 - constants only
PLAN = {
    "kind": "专项核查",
    "purpose": "复核有异议的认定。",
    "content": "对照绩效要求核实数量和质量。",
    "methods": "查阅资料、实地查看",
    "standard": "目标绩效要求。",
    "requirements": "由没有参加过原核查的人员进行。",
}


def appeal_inspectors() -> Iterator[PlannedAct]:
    """Yield the registration of the inspectors for appeals."""
    for name in ROSTER:
        yield PlannedAct(register_inspector, {"name": name}, f"{register_inspector}|{name}")


def decide_appeals(scene: Scene) -> Iterator[PlannedAct]:
    """Yield the next step of each appeal against an entry of the negative list on a working day.

    A day that is run again decides the same: it repeats the steps of that day and adds none.
    """
    for row in run(scene.session, CONTESTED).all():
        yield from _next_step(scene, row)


def _next_step(scene: Scene, row: Any) -> Iterator[PlannedAct]:  # noqa: ANN401 - a result row
    if row.state is None:
        yield from _lodge(scene, row)
    elif row.state == "lodged" and row.lodged_on < scene.day:
        yield from _decide_answer(scene, row)
    elif row.state == "accepted" and row.accepted_on < scene.day:
        yield from _reinspect(scene, row)
    elif row.state == "ruled" and row.ended_on == scene.day:
        yield from _rule_and_conclude(scene, row)


def _key(row: Any) -> tuple[str, int]:  # noqa: ANN401 - a result row
    return row.code, row.occurrence


def _appeal_act(scene: Scene, row: Any, act: Act[Any], **data: Any) -> PlannedAct:  # noqa: ANN401 - an act's input
    fields = {"target": row.code, "year": scene.plan.year, **data}
    return PlannedAct(act, fields, "|".join(map(str, (act, *_key(row), row.number or 1))))


def _lodge(scene: Scene, row: Any) -> Iterator[PlannedAct]:  # noqa: ANN401 - a result row
    """An office contests an entry once, some days after it was listed, if it is still to be remedied."""
    if row.entry != "remedying" or scene.plan.chance("appeals", *_key(row)) >= APPEALS:
        return
    day = scene.calendar.nth_after(row.listed_on, FIRST + scene.plan.draw(SPREAD, "appeals on", *_key(row)))
    if day == scene.day:
        step = _appeal_act(scene, row, lodge_appeal, ground="核查时部分完成量未计入。")
        yield PlannedAct(step.act, step.data, step.request, office(row.office, row.name))


def _decide_answer(scene: Scene, row: Any) -> Iterator[PlannedAct]:  # noqa: ANN401 - a result row
    drawn = scene.plan.chance("appeal", *_key(row))
    if drawn < REFUSED:
        yield _appeal_act(scene, row, refuse_appeal, reason="申诉理由与认定无关。")
    elif drawn < TAKEN_BACK:
        yield _appeal_act(scene, row, withdraw_appeal, reason="已核对清楚。")
    else:
        yield _appeal_act(scene, row, accept_appeal)


def _reinspect(scene: Scene, row: Any) -> Iterator[PlannedAct]:  # noqa: ANN401 - a result row
    """Yield the next step of the re-inspection, from plan to ruling: one step per day."""
    if row.inspection is None:
        title = "|".join(map(str, ("申诉复核", *_key(row), row.number)))
        data = {"title": title, "ends_on": scene.day + timedelta(days=LIMIT), **PLAN}
        yield PlannedAct(draft_inspection, data, f"{draft_inspection}|{title}")
    elif row.issued_on in (None, scene.day) and row.drafted_on < scene.day:
        yield from _issue_plan(scene, row)
    elif is_before(row.issued_on, scene.day) and row.recorded_on is None:
        yield _finding_act(scene, row)
    elif is_before(row.recorded_on, scene.day) and row.signed_on is None:
        yield _inspection_act(row, sign_off, leader=_team(scene.plan, row)[0], limit=scene.day + timedelta(days=LIMIT))
    elif is_before(row.signed_on, scene.day):
        yield from _rule_and_conclude(scene, row)


def _issue_plan(scene: Scene, row: Any) -> Iterator[PlannedAct]:  # noqa: ANN401 - a result row
    leader, member = _team(scene.plan, row)
    yield _inspection_act(row, appoint_team, leader=leader, members=[member])
    yield _inspection_act(row, issue_plan, document_number=f"推演〔{scene.plan.year}〕复核{row.inspection}号")
    yield _appeal_act(scene, row, assign_reinspection, inspection=row.inspection)


def _inspection_act(row: Any, act: Act[Any], **data: Any) -> PlannedAct:  # noqa: ANN401 - a result row, an act's input
    return PlannedAct(act, {"inspection": row.inspection, **data}, f"{act}|{row.code}|{row.occurrence}|{row.number}")


def _team(plan: Plan, row: Any) -> tuple[str, str]:  # noqa: ANN401 - a result row
    """Returns leader and member: two inspectors of the roster in turn, without those who found the entry."""
    first = plan.draw(len(ROSTER), "team", *_key(row))
    leader, member, *_ = [name for name in ROSTER[first:] + ROSTER[:first] if name not in row.first]
    return leader, member


def _finding_act(scene: Scene, row: Any) -> PlannedAct:  # noqa: ANN401 - a result row
    won = scene.plan.chance("ruled", *_key(row)) < WON
    data = {
        "target": row.code,
        "year": scene.plan.year,
        "conclusion": "符合目标要求" if won else "未按质按量完成",
        "found": "复核，已达要求。" if won else "复核，仍未达要求。",
        "methods": "实地查看",
        "found_on": scene.day,
        "found_by": list(_team(scene.plan, row)),
        "evidence": [str(SITE_RECORD)],
    }
    return _inspection_act(row, record_finding, **data)


def _rule_and_conclude(scene: Scene, row: Any) -> Iterator[PlannedAct]:  # noqa: ANN401 - a result row
    yield _ruling_act(scene, row)
    yield _inspection_act(row, conclude_inspection)


def _ruling_act(scene: Scene, row: Any) -> PlannedAct:  # noqa: ANN401 - a result row
    drawn = scene.plan.chance("ruled", *_key(row))
    if drawn < WON:
        return _appeal_act(scene, row, rule_appeal, ruling="撤销", reason="复核，已达要求。")
    if drawn < CHANGED:
        changed = {"ruling": "变更", "finding": f"复核，目标{row.code}部分未达要求。"}
        return _appeal_act(scene, row, rule_appeal, reason="部分已达要求。", **changed)
    return _appeal_act(scene, row, rule_appeal, ruling="维持", reason="复核情况与原认定一致。")
