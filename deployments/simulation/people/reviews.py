"""在线复核 in the simulation: assigned, concluded day by day, and undone targets confirmed on site (7.2)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from deployments.simulation.people.planned_acts import PlannedAct, Scene
from deployments.site_record import SITE_RECORD
from models.ledger.acts import Act
from models.ledger.inspection.conclusion import conclude_inspection
from models.ledger.inspection.findings import record_finding
from models.ledger.inspection.plan import draft_inspection, issue_plan
from models.ledger.inspection.roster import register_inspector
from models.ledger.inspection.signing import sign_off
from models.ledger.inspection.team import appoint_team
from models.ledger.negative_list.proposals import assign_confirmation
from models.ledger.nouns.target import ENTRY_NAMED_BY, NAMED_BY
from models.ledger.review.assignment import assign_reviews
from models.ledger.review.conclusions import close_online_review, record_online_review
from models.statements import run

REVIEWERS = ("复核员甲", "复核员乙", "复核员丙")
# They do not re-inspect contested entries: an appeal needs other people.
TEAM = ("认定员一", "认定员二")
SPREAD = 10  # working days after the opening within which a reviewer finishes; some finish late
UNDONE, LACKING, SILENT_UNDONE = 0.015, 0.06, 0.1
DISMISSED = 0.3
LIMIT = 30  # days: for the on-site look, and for the remediation of what it confirms
TO_REVIEW = """
SELECT period, opened_on FROM obligation WHERE kind = 'online_review' AND state = 'open' ORDER BY period
"""
LINES = """
SELECT t.code, k.reviewer, k.assigned_on, r.id IS NOT NULL AS reviewed,
    coalesce(:day > (SELECT min(g.received_on) FROM report g WHERE g.obligation_id = o.id), false) AS reported
FROM obligation o JOIN report_line l ON l.obligation_id = o.id AND l.version = 0 JOIN target t ON t.id = l.target_id
    LEFT JOIN review_task k ON k.target_id = t.id AND k.period = o.period
    LEFT JOIN review r ON r.target_id = t.id AND r.period = o.period AND r.serial = 1
WHERE o.kind = 'self_check' AND o.period = :period AND o.state NOT IN ('waived', 'void') ORDER BY t.code COLLATE "C"
"""
# The pending on-site confirmations and the progress of their inspections. A day that is run again decides the same:
# only rows of earlier days count, and a plan issued on that day is issued and assigned once more.
TO_CONFIRM = f"""
SELECT o.period, o.subject, t.code, d.code AS department, o.opened_on,
    i.year || '-' || i.number AS inspection, i.drafted_on, i.issued_on, f.recorded_on, f.signed_on
FROM obligation o JOIN target t ON t.jurisdiction_id = o.jurisdiction_id
        AND {NAMED_BY.format(key="o.subject")}
    JOIN negative_entry e ON e.target_id = t.id AND {ENTRY_NAMED_BY.format(key="o.subject")}
    JOIN department d ON d.id = e.department_id
    LEFT JOIN inspection i ON i.title = '现场认定|' || o.subject
    LEFT JOIN finding f ON f.inspection_id = i.id
WHERE o.kind = 'onsite_confirmation' AND (o.state = 'open' OR i.state = 'issued')
ORDER BY o.subject COLLATE "C", o.period
"""  # noqa: S608 - constants only
PLAN = {
    "kind": "专项核查",
    "purpose": "认定拟列入负面清单的目标。",
    "content": "对照绩效要求核实数量和质量。",
    "methods": "查阅资料、实地查看",
    "standard": "目标绩效要求。",
    "requirements": "两人以上同时到场。",
}


def confirmers() -> Iterator[PlannedAct]:
    """Yield the registration of the inspectors who confirm on site."""
    for name in TEAM:
        yield PlannedAct(register_inspector, {"name": name}, f"{register_inspector}|{name}")


def decide_reviews(scene: Scene) -> Iterator[PlannedAct]:
    """Yield the planned acts of the agency about open online reviews and the entries that they proposed."""
    for row in run(scene.session, TO_REVIEW).all():
        yield from _review_period(scene, row.period, row.opened_on)
    for row in run(scene.session, TO_CONFIRM).all():
        yield from confirmation_steps(scene, row)


def _review_period(scene: Scene, period: str, opened_on: date) -> Iterator[PlannedAct]:
    lines = run(scene.session, LINES, period=period, day=scene.day).all()
    if any(line.assigned_on in {None, scene.day} for line in lines):
        data = {"period": period, "reviewers": REVIEWERS}
        yield PlannedAct(assign_reviews, data, f"{assign_reviews}|{period}|{scene.day}")
    for reviewer in REVIEWERS:
        assigned = [line for line in lines if line.reviewer == reviewer and not line.reviewed]
        assigned = [line for line in assigned if line.assigned_on < scene.day]
        done = scene.calendar.nth_after(opened_on, 1 + scene.plan.draw(SPREAD, "reviews", period, reviewer))
        if assigned and done <= scene.day:
            concluded = [_conclude_line(scene, period, line) for line in assigned]
            reviewed = {"period": period, "reviewer": reviewer, "lines": concluded}
            yield PlannedAct(record_online_review, reviewed, f"{record_online_review}|{period}|{reviewer}|{scene.day}")
    if not lines:
        yield PlannedAct(close_online_review, {"period": period}, f"{close_online_review}|{period}")


def _conclude_line(scene: Scene, period: str, line: Any) -> dict[str, str]:  # noqa: ANN401 - a result row
    drawn = scene.plan.chance("reviewed", period, line.code)
    data = {"target": line.code, "outcome": "完成属实"}
    if drawn < (UNDONE if line.reported else SILENT_UNDONE):
        return data | {"outcome": "未完成", "note": f"在线复核，目标{line.code}的材料显示未完成。"}
    if drawn < LACKING or not line.reported:
        return data | {"outcome": "材料不足", "note": "印证材料不能说明完成情况。"}
    return data


def confirmation_steps(scene: Scene, row: Any) -> Iterator[PlannedAct]:  # noqa: ANN401 - a result row
    """Yield the next step of an on-site confirmation, from plan to end: one step per day."""
    days_done = [day for day in (row.opened_on, row.drafted_on, row.issued_on, row.recorded_on, row.signed_on) if day]
    issuing = row.issued_on == scene.day
    if days_done[-1] < scene.day or issuing:
        yield from STEPS[len(days_done) - 1 - issuing](scene, row)


def _draft(scene: Scene, row: Any) -> Iterator[PlannedAct]:  # noqa: ANN401 - a result row
    data = {
        "title": f"现场认定|{row.subject}",
        "period": row.period,
        "ends_on": scene.day + timedelta(days=LIMIT),
        **PLAN,
    }
    yield _build_act(row, draft_inspection, **data)


def _issue_plan(scene: Scene, row: Any) -> Iterator[PlannedAct]:  # noqa: ANN401 - a result row
    inspection = {"inspection": row.inspection}
    yield _build_act(row, appoint_team, **inspection, leader=TEAM[0], members=[TEAM[1]])
    yield _build_act(row, issue_plan, **inspection, document_number=f"推演〔{scene.plan.year}〕认定{row.inspection}号")
    yield _build_act(row, assign_confirmation, **inspection, target=row.code, year=scene.plan.year)


def _record_finding(scene: Scene, row: Any) -> Iterator[PlannedAct]:  # noqa: ANN401 - a result row
    conforms = scene.plan.chance("confirmed", row.subject) < DISMISSED
    data = {
        "inspection": row.inspection,
        "target": row.code,
        "year": scene.plan.year,
        "conclusion": "符合目标要求" if conforms else "未按质按量完成",
        "found": "现场查看，已达要求。" if conforms else "现场查看，未达要求。",
        "methods": "实地查看",
        "found_on": scene.day,
        "found_by": list(TEAM),
        "evidence": [str(SITE_RECORD)],
    }
    yield _build_act(row, record_finding, **data)


def _sign_off(scene: Scene, row: Any) -> Iterator[PlannedAct]:  # noqa: ANN401 - a result row
    limit = scene.day + timedelta(days=LIMIT)
    yield _build_act(row, sign_off, inspection=row.inspection, leader=TEAM[0], limit=limit)


def _conclude_inspection(_: Scene, row: Any) -> Iterator[PlannedAct]:  # noqa: ANN401 - a result row
    yield _build_act(row, conclude_inspection, inspection=row.inspection)


def _build_act(row: Any, act: Act[Any], **data: Any) -> PlannedAct:  # noqa: ANN401 - a result row, an act's input
    return PlannedAct(act, data, f"{act}|现场认定|{row.subject}")


STEPS = (_draft, _issue_plan, _record_finding, _sign_off, _conclude_inspection)
