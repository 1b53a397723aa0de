"""The standing inspection of the simulation: what the agency sees undone on site, one target at a time (6.2.4, 7.3)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from deployments.simulation.people.planned_acts import PlannedAct, Scene
from deployments.simulation.people.reviews import TEAM
from deployments.site_record import SITE_RECORD
from models.ledger.acts import Act
from models.ledger.inspection.conclusion import cancel_inspection, conclude_inspection
from models.ledger.inspection.findings import record_finding
from models.ledger.inspection.plan import draft_inspection, issue_plan
from models.ledger.inspection.signing import list_finding
from models.ledger.inspection.team import appoint_team
from models.statements import run

TITLE = "重点项目现场核查"
PLAN = {
    "kind": "专项核查",
    "title": TITLE,
    "purpose": "发现困难和问题，督促补欠。",
    "content": "对照绩效要求核实数量和质量。",
    "methods": "查阅资料、实地查看",
    "standard": "目标绩效要求。",
    "requirements": "两人以上同时到场。",
}
STANDING = """
SELECT i.year || '-' || i.number AS key, i.drafted_on, i.issued_on, i.state,
    EXISTS (SELECT 1 FROM finding f WHERE f.inspection_id = i.id) AS found FROM inspection i WHERE i.title = :title
"""


def decide_site_checks(scene: Scene) -> Iterator[PlannedAct]:
    """Yield the next step of the standing inspection: plan, team, and its end on its last working day."""
    row = run(scene.session, STANDING, title=TITLE).first()
    last = _last_day(scene)
    if row is None or row.drafted_on == scene.day:
        yield PlannedAct(draft_inspection, {**PLAN, "ends_on": last}, f"{draft_inspection}|{TITLE}")
    elif row.issued_on in {None, scene.day}:
        yield _build_act(row, appoint_team, leader=TEAM[0], members=[TEAM[1]])
        yield _build_act(row, issue_plan, document_number=f"推演〔{scene.plan.year}〕核查{row.key}号")
    elif scene.day >= scene.calendar.last_on_or_before(last):
        yield _end_act(row)


def list_seen(scene: Scene, code: str, request: str) -> Iterator[PlannedAct]:
    """Yield the finding of a target that is seen undone today, and its listing; nothing before and after it."""
    row = run(scene.session, STANDING, title=TITLE).first()
    if row is None or row.issued_on in {None, scene.day} or row.state != "issued":
        return
    target = {"inspection": row.key, "target": code, "year": scene.plan.year}
    found = {
        "conclusion": "未按质按量完成",
        "found": f"现场核查，目标{code}未达要求。",
        "methods": "实地查看",
        "found_on": scene.day,
        "found_by": list(TEAM),
        "evidence": [str(SITE_RECORD)],
    }
    yield PlannedAct(record_finding, {**target, **found}, f"{record_finding}|{request}")
    yield PlannedAct(list_finding, {**target, "leader": TEAM[0]}, f"{list_finding}|{request}")


def _end_act(row: Any) -> PlannedAct:  # noqa: ANN401 - a result row
    """Without a finding there is nothing to conclude."""
    return (
        _build_act(row, conclude_inspection)
        if row.found
        else _build_act(row, cancel_inspection, reason="没有发现问题。")
    )


def _last_day(scene: Scene) -> date:
    return date(scene.plan.year + 1, 1, 20)


def _build_act(row: Any, act: Act[Any], **data: Any) -> PlannedAct:  # noqa: ANN401 - a result row, an act's input
    return PlannedAct(act, {"inspection": row.key, **data}, f"{act}|{TITLE}")
