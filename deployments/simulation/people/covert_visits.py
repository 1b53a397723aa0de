"""The covert visits of the simulation: each quarter a list is handed out and returned, and some targets fail (7.4)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from deployments.simulation.people.agency_sheets import write_sheet
from deployments.simulation.people.planned_acts import PlannedAct, Scene, plan_act
from deployments.simulation.plan import Plan
from models.intake.complaints import Checked
from models.intake.covert import COLUMNS, CovertRow, read_covert_results
from models.ledger.covert.lists import hand_out_covert_list
from models.ledger.covert.results import return_covert_results
from models.ledger.inspection.roster import register_third_party
from models.ledger.papers.covert_list import AskedProject, CovertPaper, covert_paper
from models.statements import run

PARTY = "推演评估公司"
SHARE = 8  # a list has one of this many targets
FAILS = 0.15
EARLIEST = 8  # working days before the due day
TO_HAND_OUT = """
SELECT o.period, x.due FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'covert_list' AND o.state = 'open' ORDER BY o.period
"""
TO_TAKE_BACK = """
SELECT o.subject AS key, x.due FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'covert_return' AND o.state = 'open' ORDER BY o.period
"""
# A failed target is proposed at once, or was on the negative list already.
UNPROPOSED = """
SELECT l.period || '-' || l.number || '|' || i.position AS name FROM covert_result r
    JOIN covert_item i ON i.id = r.item_id JOIN covert_list l ON l.id = i.list_id
WHERE NOT r.met AND NOT EXISTS (SELECT 1 FROM covert_result n WHERE n.item_id = r.item_id AND n.version > r.version)
    AND NOT EXISTS (SELECT 1 FROM negative_entry e LEFT JOIN entry_origin g ON g.entry_id = e.id
        WHERE e.target_id = i.target_id AND coalesce(g.proposed_on, e.listed_on) <= r.returned_on)
ORDER BY 1
"""
# The results of a list are owed until there is a result for each of its items.
WITHOUT_DUTY = """
SELECT l.period || '-' || l.number AS name FROM covert_list l LEFT JOIN obligation o
    ON o.kind = 'covert_return' AND o.jurisdiction_id = l.jurisdiction_id AND o.subject = l.period || '-' || l.number
WHERE o.id IS NULL OR o.state = 'discharged' AND EXISTS (SELECT 1 FROM covert_item i WHERE i.list_id = l.id
    AND NOT EXISTS (SELECT 1 FROM covert_result r WHERE r.item_id = i.id))
ORDER BY 1
"""
COVERT_CHECKS = (
    (UNPROPOSED, "暗访{name}：未达要求，没有拟列入负面清单。"),
    (WITHOUT_DUTY, "暗访清单{name}：没有收回结果的应办事项，或没有收齐已办结。"),
)


def third_party() -> Iterator[PlannedAct]:
    """Yield the registration of the third party that visits."""
    credentials = {"credit_code": "91520100MA6DL0000X", "qualification": "工程咨询", "independence": "无隶属关系"}
    yield plan_act(register_third_party, name=PARTY, **credentials)


def decide_covert_visits(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """Yield the planned acts about covert visits on a working day."""
    for row in run(scene.session, TO_TAKE_BACK).all():
        if _is_time(scene, row.due, row.key):
            filled = _read_filled_sheet(scene, row.key, materials)
            yield PlannedAct(return_covert_results, filled, f"{return_covert_results}|{row.key}")
    for row in run(scene.session, TO_HAND_OUT):
        if _is_time(scene, row.due, row.period):
            data = {"period": row.period, "third_party": PARTY, "targets": _choose_targets(scene.plan, row.period)}
            yield plan_act(hand_out_covert_list, row.period, **data)


def _is_time(scene: Scene, due: Any, name: str) -> bool:  # noqa: ANN401 - a date of a result row
    last = scene.calendar.last_on_or_before(due)
    return scene.day >= scene.calendar.nth_before(last, 1 + scene.plan.draw(EARLIEST, "covert", name))


def _choose_targets(plan: Plan, period: str) -> list[str]:
    """Returns some targets of the year, at least one, ordered by code; in the first quarter of lists issued before it.

    A list that is drafted in the year is issued late in its first quarter.
    """
    drafting = plan.drafting() if period == f"{plan.year}Q1" else []
    leading = [department for department in plan.codes() if department not in drafting]
    codes = sorted(code for department in leading for code in plan.targets_of(department))
    by_chance = sorted(codes, key=lambda code: plan.chance("visited", period, code))
    return sorted(by_chance[: max(1, len(codes) // SHARE)])


def _read_filled_sheet(scene: Scene, key: str, materials: Path) -> Checked[CovertRow]:
    """Returns the sheet of a list as the third party fills it in, parsed from a file."""
    paper = covert_paper(scene.session, key)
    titles = [column.name for column in COLUMNS]
    rows = (dict(zip(titles, _result_row(scene, paper, each), strict=True)) for each in paper.projects)
    return read_covert_results(write_sheet(materials / f"covert-{key}.csv", rows))


def _result_row(scene: Scene, paper: CovertPaper, project: AskedProject) -> list[Any]:
    fails = scene.plan.chance("covert fails", paper.key, project.code) < FAILS
    outcome = ("否", "未达要求。", "现场未见完成。") if fails else ("是", "符合要求。", "现场已完成。")
    columns = [getattr(project, name) for name in AskedProject.__slots__]
    return [paper.key, *columns, scene.day - timedelta(days=1), *outcome, "A-01", "", paper.digest]
