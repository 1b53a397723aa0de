"""The key projects of the simulation: the choice of targets, delegated uploads, and field visits (7.3, 7.5)."""

from collections.abc import Iterator
from datetime import date, timedelta

from deployments.simulation.people.planned_acts import PlannedAct, Scene, plan_act
from deployments.simulation.people.reviews import TEAM
from deployments.simulation.plan import Plan
from models.ledger.cloud.delegation import delegate_upload, take_back_upload
from models.ledger.inspection.visits import record_field_visit
from models.ledger.nouns.shared_sql import TARGET_OF
from models.statements import ResultRow, run

SHARE = 0.2  # share of departments that lead a project, one each: the work of a year grows only with its departments
DELEGATED, TAKEN_BACK = 0.5, 0.3
DELEGATED_UNTIL, TAKEN_BACK_FROM, SPREAD = 45, 150, 120  # days of the year: delegated until; taken back from, and range
FORGOTTEN, LATE = 0.06, 0.16  # cumulative shares of the visits
EARLIEST, LATEST = 15, 5  # working days before the due day, and after it
FOUND = (
    ("符合", "无", "无"),
    ("有困难", "用地手续未办完。", "已协调自然资源部门限期办理。"),
    ("有困难", "资金拨付慢。", "已约谈财务处室。"),
)
DELEGATIONS = """
SELECT t.code, g.since, g.ended_on FROM target t LEFT JOIN cloud_delegation g ON g.target_id = t.id AND g.number = 1
WHERE t.key_project AND t.year = :year ORDER BY t.code COLLATE "C"
"""
TO_VISIT = f"""
SELECT t.code, o.period, x.due FROM obligation o JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
WHERE o.kind = 'field_inspection' AND o.state = 'open' ORDER BY o.period, t.code COLLATE "C"
"""  # noqa: S608 - constants only


def key_projects(plan: Plan) -> frozenset[str]:
    """Returns the targets that are key projects of an invented year, at least one."""
    by_chance = sorted(plan.codes(), key=lambda code: plan.chance("project", code))
    leading = [code for code in by_chance if plan.chance("project", code) < SHARE] or by_chance[:1]
    led = ((code, plan.targets_of(code)) for code in leading)
    return frozenset(targets[plan.draw(len(targets), "key", code)] for code, targets in led)


def decide_delegations(scene: Scene) -> Iterator[PlannedAct]:
    """A28: for some projects the lead uploads from some day of the year on; some of these are taken back later."""
    for row in run(scene.session, DELEGATIONS, year=scene.plan.year) if scene.is_list_day() else ():
        data = {"target": row.code, "year": scene.plan.year}
        if row.since is None and scene.plan.chance("delegated", row.code) < DELEGATED:
            if scene.day >= _drawn_day(scene, 0, DELEGATED_UNTIL, "given", row.code):
                yield plan_act(delegate_upload, row.code, **data)
        elif row.since and row.since < scene.day and not row.ended_on and _is_taken_back(scene, row.code):
            yield plan_act(take_back_upload, row.code, **data, reason="改由管理机构现场采集。")


def _is_taken_back(scene: Scene, code: str) -> bool:
    day = _drawn_day(scene, TAKEN_BACK_FROM, SPREAD, "taken", code)
    return scene.plan.chance("taken back", code) < TAKEN_BACK and scene.day >= day


def _drawn_day(scene: Scene, first: int, spread: int, *of: object) -> date:
    return scene.plan.go_live + timedelta(days=first + scene.plan.draw(spread, *of))


def decide_field_visits(scene: Scene) -> Iterator[PlannedAct]:
    """7.3: yield the visits recorded on a working day; some were after the due day, most are recorded days later."""
    for row in run(scene.session, TO_VISIT):
        visited = _visit_day(scene, row)
        if visited and _record_day(scene, row, visited) <= scene.day:
            result, problems, assistance = FOUND[scene.plan.draw(len(FOUND), "problems", row.code, row.period)]
            data = {
                "target": row.code,
                "year": scene.plan.year,
                "visited_on": visited,
                "visitors": list(TEAM),
                "leader": TEAM[0],
            }
            data |= {"place": "项目现场", "result": result, "problems": problems, "assistance": assistance}
            yield plan_act(record_field_visit, row.code, row.period, **data)


def _visit_day(scene: Scene, row: ResultRow) -> date | None:
    plan, key = scene.plan, (row.code, row.period)
    drawn = plan.chance("goes there", *key)
    if drawn < FORGOTTEN:
        return None
    if drawn < LATE:
        return scene.calendar.nth_after(row.due, 1 + plan.draw(LATEST, "goes late", *key))
    last = scene.calendar.last_on_or_before(row.due)
    return scene.calendar.nth_before(last, 1 + plan.draw(EARLIEST, "goes early", *key))


def _record_day(scene: Scene, row: ResultRow, visited: date) -> date:
    """Visits are recorded on list days, but none that was made in time after its due day."""
    last = scene.calendar.last_on_or_before(row.due)
    listed = scene.next_list_day(visited)
    return min(listed, last) if visited <= last else listed
