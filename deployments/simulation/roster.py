"""The departments, people and targets at the start, invented or given, as sheets to import."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deployments.simulation.people.agency_sheets import write_sheet
from deployments.simulation.people.appeals import ROSTER
from deployments.simulation.people.covert_visits import third_party
from deployments.simulation.people.draft_sheets import bodies, own_date
from deployments.simulation.people.inspection_rounds import POOL, inspectors
from deployments.simulation.people.key_projects import key_projects
from deployments.simulation.people.planned_acts import PlannedAct, plan_act
from deployments.simulation.people.points import policies
from deployments.simulation.people.results import recipients_of_results
from deployments.simulation.people.reviews import REVIEWERS, SECONDS, TEAM
from deployments.simulation.plan import Plan
from models.intake.complaints import Checked
from models.intake.contact import read_contacts
from models.intake.department import read_departments
from models.intake.target import read_targets
from models.ledger.acts import Act
from models.ledger.registry.contacts import import_contacts
from models.ledger.registry.installation import initialize
from models.ledger.registry.sheets import import_departments
from models.ledger.target.issuing import import_targets
from models.rules.rehearsal import ANYWHERE

PLACE = "推演省"
WITH_ROBOT = 0.2
WITHOUT_LIAISON = 0.03
KINDS = ("公路里程", "学位数", "床位数", "就业人数", "办结率", "改造面积", "培训人次", "项目个数")


def founding_acts(plan: Plan, folder: Path) -> Iterator[PlannedAct]:
    """Yield the planned acts of the evening before: found the installation, import its sheets, issue the targets."""
    place = plan.roster.place if plan.roster else PLACE
    yield plan_act(initialize, name=place, go_live=plan.go_live, rehearsal=True, send_to=[ANYWHERE])
    for act, sheet in plan.roster.sheets if plan.roster else _write_invented(plan, folder):
        yield PlannedAct(act, sheet, act.name.removeprefix("import_"))
    yield from inspectors(ROSTER)
    yield from third_party()
    yield from policies(plan.go_live)
    yield from inspectors((*TEAM, *POOL, *REVIEWERS, *SECONDS))
    yield from bodies()
    yield from recipients_of_results()


def _write_invented(plan: Plan, folder: Path) -> Iterator[tuple[Act[Any], Checked[Any]]]:
    yield import_departments, read_departments(write_departments(plan, folder))
    yield import_contacts, read_contacts(write_contacts(plan, folder))
    yield import_targets, read_targets(write_targets(plan, folder))


def write_departments(plan: Plan, folder: Path) -> Path:
    """Write the departments and the agency, with mailboxes, and robots for some; returns the path."""
    rows = [{"编码": "AGENCY", "名称": f"{PLACE}目标绩效管理机构", "目标办邮箱": "agency@simulated.test"}]
    for number, code in enumerate(plan.codes(), 1):
        robot = f"robot-{code.lower()}" if plan.chance("robot", code) < WITH_ROBOT else ""
        mailbox = f"{code.lower()}@simulated.test"
        rows.append({"编码": code, "名称": f"第{number}厅", "目标办邮箱": mailbox, "企业微信机器人": robot})
    return write_sheet(folder / "departments.csv", rows)


def write_contacts(plan: Plan, folder: Path) -> Path:
    """Write a head for every department and a liaison for nearly every one; returns the path."""
    rows = []
    for code in plan.codes():
        roles = {"主要领导": "head"} if lacks_liaison(plan, code) else {"主要领导": "head", "联络员": "liaison"}
        for role, box in roles.items():
            address = f"{box}.{code.lower()}@simulated.test"
            rows.append({"部门编码": code, "角色": role, "姓名": f"{code}{role}", "邮箱": address})
    return write_sheet(folder / "contacts.csv", rows)


def lacks_liaison(plan: Plan, code: str) -> bool:
    """Returns true if a department starts without a liaison and appoints one only when it is notified (6.1.6)."""
    return plan.chance("liaison", code) < WITHOUT_LIAISON


def write_targets(plan: Plan, folder: Path) -> Path:
    """Write the lists issued the day before the year begins; returns the path. The others are drafted in the year."""
    key, drafting = key_projects(plan), set(plan.drafting())
    keeping = [department for department in plan.codes() if department not in drafting]
    led = ((department, code) for department in keeping for code in plan.targets_of(department))
    rows = [_target_row(plan, department, code, key_project=code in key) for department, code in led]
    return write_sheet(folder / "targets.csv", rows)


def _target_row(plan: Plan, department: str, code: str, *, key_project: bool) -> dict[str, str]:
    kind = KINDS[plan.draw(len(KINDS), "kind", code)]
    quantity = 10 * (1 + plan.draw(200, "quantity", code))
    return {
        "编号": code,
        "年度": str(plan.year),
        "目标名称": f"{kind}（{code}）",
        "绩效要求": f"全年完成{kind}{quantity}。",
        "是否重点项目": "是" if key_project else "否",
        "数量": str(quantity),
        "完成时限": own_date(plan, department, code).isoformat(),
        "责任部门": department,
        "目标类别": "职能绩效目标",
        "目标来源": "本级目标",
        "下达日期": plan.issued_on.isoformat(),
    }
