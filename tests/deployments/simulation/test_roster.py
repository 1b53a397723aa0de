"""The departments, people and targets at the start are sheets that the imports accept without a complaint."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from deployments.simulation.people.appeals import ROSTER
from deployments.simulation.people.inspection_rounds import POOL
from deployments.simulation.people.key_projects import key_projects
from deployments.simulation.people.reviews import REVIEWERS, SECONDS, TEAM
from deployments.simulation.plan import Plan
from deployments.simulation.roster import (
    founding_acts,
    lacks_liaison,
    write_contacts,
    write_departments,
    write_targets,
)
from models.intake.contact import read_contacts
from models.intake.department import read_departments
from models.intake.target import read_targets
from models.rules.kinds import ContactRole

if TYPE_CHECKING:
    from pathlib import Path

PLAN = Plan(2025, departments=60, targets=3)


def test_every_department_has_a_mailbox_some_a_robot_and_the_agency_is_there(tmp_path: Path) -> None:
    sheet = read_departments(write_departments(PLAN, tmp_path))
    rows = [located.row for located in sheet.rows]
    assert (sheet.complaints, [row.code for row in rows]) == ((), ["AGENCY", *PLAN.codes()])
    assert all(row.office_email for row in rows)
    assert 5 < sum(bool(row.wecom_robot) for row in rows) < 40


def test_every_department_has_a_head_and_nearly_every_one_a_liaison(tmp_path: Path) -> None:
    rows = [located.row for located in read_contacts(write_contacts(PLAN, tmp_path)).rows]
    without = [code for code in PLAN.codes() if lacks_liaison(PLAN, code)]
    assert [row.role for row in rows].count(ContactRole.HEAD) == 60
    assert [row.role for row in rows].count(ContactRole.LIAISON) == 60 - len(without)
    assert 0 < len(without) < 10


def test_targets_are_issued_the_day_before_the_year_and_led_by_one_department_each(tmp_path: Path) -> None:
    sheet = read_targets(write_targets(PLAN, tmp_path))
    rows = [located.row for located in sheet.rows]
    keeping = [code for code in PLAN.codes() if code not in PLAN.drafting()]
    assert (sheet.complaints, len(rows)) == ((), 3 * 54)
    assert {row.lead for row in rows} == set(keeping)
    assert {row.issued_on for row in rows} == {date(2024, 12, 31)}
    assert [row.code for row in rows if row.lead == keeping[1]] == PLAN.targets_of(keeping[1])
    issued = {code for lead in keeping for code in PLAN.targets_of(lead)}
    assert {row.code for row in rows if row.key_project} == key_projects(PLAN) & issued != set()


def test_the_evening_before_an_invented_year_is_an_installation_with_three_sheets(tmp_path: Path) -> None:
    steps = list(founding_acts(PLAN, tmp_path))
    acts = [
        step.act.name
        for step in steps
        if step.act.name not in {"register_inspector", "register_third_party", "set_policy", "register_body"}
    ]
    assert acts == ["init", "import_departments", "import_contacts", "import_targets"]
    assert steps[0].data == {
        "name": "推演省",
        "go_live": date(2025, 1, 1),
        "rehearsal": True,
        "send_to": ["*"],
    }
    people = 120 - sum(lacks_liaison(PLAN, code) for code in PLAN.codes())
    assert [len(step.data.rows) for step in steps[1:4]] == [61, people, 3 * 54]
    bodies = [step.data["kind"] for step in steps if step.act.name == "register_body"]
    assert bodies == ["领导小组", "领导小组办公室", "其他", "组织部", "公务员管理部门"]
    inspectors = {step.data["name"] for step in steps if step.act.name == "register_inspector"}
    assert inspectors == {*TEAM, *POOL, *ROSTER, *REVIEWERS, *SECONDS}
