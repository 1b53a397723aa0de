"""The adjustments of the simulation: a few offices per year request one, get consent and file it; some are returned."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from deployments.simulation.people.offices import plain
from deployments.simulation.people.planned_acts import PlannedAct, Scene, office_of, plan_act
from deployments.simulation.plan import Plan
from models.ledger.acts import Act, Actor, Role
from models.ledger.nouns.shared_sql import LED_BY
from models.ledger.target.adjustment import request_adjustment, withdraw_adjustment
from models.ledger.target.consent import consent_head, consent_leader
from models.ledger.target.filing import file_adjustment, return_adjustment
from models.rules.stated_quantity import contradicting
from models.statements import ResultRow, run

ASKS = 0.2  # the share of departments that request one adjustment in the year
FIRST, SPREAD = 75, 210  # days of the year: the first request, and the range over which requests spread
WITHDRAWN, INCOMPLETE, IN_PERSON = 0.1, 0.25, 0.5
CHECKED = 20  # days within which the agency returns an incomplete filing
REDUCTION = 5  # a quantity is reduced by one part of this many
# The usual ground, and a storm.
GROUNDS = (
    {"ground": "重大政策", "reason": "上级任务调整。"},
    {"ground": "不可抗力", "reason": "洪涝灾害停工。"},
)
PLANNED = f"""
SELECT t.code, t.requirement, t.quantity, t.unit, d.id AS office, d.code AS department, d.name,
    a.number, a.state, a.head_on, a.filed_on, a.returned_on,
    greatest(a.requested_on, a.head_on, a.leader_on, a.filed_on, a.returned_on) AS stepped_on
FROM target t {LED_BY}
    LEFT JOIN adjustment a ON a.target_id = t.id
WHERE t.year = :year AND t.code = ANY(:codes) ORDER BY t.code COLLATE "C", a.number
"""  # noqa: S608 - constants only


def planned_adjustments(plan: Plan) -> dict[str, date]:
    """Returns the targets with a planned adjustment, and its day: one target in a fifth of the departments."""
    asking = {code: plan.targets_of(code) for code in plan.codes() if plan.chance("wants", code) < ASKS}
    chosen = [codes[plan.draw(len(codes), "adjusted", code)] for code, codes in asking.items() if codes]
    return {code: plan.go_live + timedelta(days=FIRST + plan.draw(SPREAD, "asks", code)) for code in chosen}


def decide_adjustments(scene: Scene, planned: Mapping[str, date], materials: Path) -> Iterator[PlannedAct]:
    """Yield the next step of each planned adjustment on a list day, the same if the day is run again.

    What offices bring on paper is entered on list days, new requests on the first of a month: one step on a day.
    """
    codes = [code for code, day in planned.items() if day <= scene.day and scene.is_list_day()]
    for row in run(scene.session, PLANNED, year=scene.plan.year, codes=codes) if codes else ():
        if row.state is None:
            yield from (_request(scene, row, materials),) if scene.is_first_list_day() else ()
        elif row.stepped_on < scene.day and row.state in STEPS:
            yield from STEPS[row.state](scene, row, materials)


def _build_act(scene: Scene, row: Any, act: Act[Any], actor: Actor | None, **data: Any) -> PlannedAct:  # noqa: ANN401 - an act's input
    of = row.code, row.number or 1, row.returned_on or ""
    return plan_act(act, *of, target=row.code, year=scene.plan.year, **data).by(actor)


def _request(scene: Scene, row: ResultRow, materials: Path) -> PlannedAct:
    ground = GROUNDS[scene.plan.chance("ground", row.code) < 1 / REDUCTION]
    asked = ground | _choose_change(row) | {"evidence": [{"file": _write_proof(materials, row, "依据", "上级文件")}]}
    return _build_act(scene, row, request_adjustment, office_of(row), **asked)


def _choose_change(row: ResultRow) -> dict[str, str]:
    """Returns a smaller quantity, with a 说明 if the words state another one; without a quantity, other words."""
    if not row.quantity:
        return {"requirement": f"{row.requirement}（按上级文件调整）"}
    quantity = row.quantity - row.quantity // REDUCTION - 1
    note = {"note": "推演只调整数量。"} if contradicting(row.requirement, quantity, row.unit) else {}
    return {"quantity": str(quantity), **note}


def _write_proof(materials: Path, row: ResultRow, name: str, words: str) -> Path:
    file = materials / f"{plain(row.code)}-{name}.txt"
    if not file.exists():
        file.write_text(f"推演用印证材料：目标{row.code}调整的{words}。\n", encoding="utf-8")
    return file


def _consent_head(scene: Scene, row: ResultRow, _: Path) -> Iterator[PlannedAct]:
    """The consent of the head: for some it is entered as their own, for others as that of the office."""
    data = {"consented_on": scene.day, "number": f"推演〔{scene.plan.year}〕{row.code}", "consented_by": "主要领导"}
    own = scene.plan.chance("in person", row.code) < IN_PERSON
    actor = Actor(f"{row.name}主要领导", Role.HEAD, row.office) if own else office_of(row)
    yield _build_act(scene, row, consent_head, actor, **data)


def _consent_leader(scene: Scene, row: ResultRow, _: Path) -> Iterator[PlannedAct]:
    if scene.plan.chance("withdraws", row.code) < WITHDRAWN:
        yield _build_act(scene, row, withdraw_adjustment, office_of(row), reason="任务数未定，暂不调整。")
        return
    data = {"consented_on": scene.day, "number": f"推演〔{scene.plan.year}〕省{row.code}", "consented_by": "分管省领导"}
    yield _build_act(scene, row, consent_leader, office_of(row), **data)


def _file(scene: Scene, row: ResultRow, _: Path) -> Iterator[PlannedAct]:
    yield _build_act(scene, row, file_adjustment, office_of(row))


def _check_filing(scene: Scene, row: ResultRow, _: Path) -> Iterator[PlannedAct]:
    """The agency checks a filing once: a filing that was returned before is not returned again."""
    incomplete = row.returned_on is None and scene.plan.chance("returned", row.code) < INCOMPLETE
    if incomplete and scene.day <= row.filed_on + timedelta(days=CHECKED):
        yield _build_act(scene, row, return_adjustment, None, reason="缺分管省领导签批件，请补正。")


def _file_again(scene: Scene, row: ResultRow, materials: Path) -> Iterator[PlannedAct]:
    proof = _write_proof(materials, row, "签批件", "分管省领导签批件")
    yield _build_act(scene, row, file_adjustment, office_of(row), evidence=[{"file": proof}])


STEPS = {
    "requested": _consent_head,
    "head_consented": _consent_leader,
    "leader_consented": _file,
    "filed": _check_filing,
    "returned": _file_again,
}
