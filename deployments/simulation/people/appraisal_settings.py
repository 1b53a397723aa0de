"""The appraisal's settings and leaders, in the first days of the simulated year: before anything is to be appraised."""

import csv
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session

from deployments.simulation.people.planned_acts import PlannedAct, Scene
from models.intake.contact import read_contacts
from models.ledger.policies import set_policy
from models.ledger.registry.contacts import import_contacts
from models.rules.item_weights import EXAMPLE as ITEM_WEIGHTS
from models.rules.kinds import ContactRole
from models.rules.score.innovation import PRIZE_EXAMPLE
from models.rules.score.quotas import QUOTAS_EXAMPLE, RATIOS_EXAMPLE
from models.statements import run

OBJECTION_DAYS = 3
CLASS = "省直机关"
SETTINGS = {
    "party_item_weights": ITEM_WEIGHTS,
    "appraisal_cut_off": "1月31日",
    "leader_scale": "0–100",
    "leader_least": "3",
    "innovation_prizes": PRIZE_EXAMPLE,
    "innovation_absent": "0分",
    "unit_classes": CLASS,
    "grade_quotas": QUOTAS_EXAMPLE,
    "individual_ratios": RATIOS_EXAMPLE,
    "objection_days": str(OBJECTION_DAYS),
}
LEADERS = ("推演领导一", "推演领导二", "推演领导三")
AGENCY = "SELECT code FROM department WHERE is_agency"


def decide_settings(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """Yield on the first working day of the year the settings of the appraisal, and who rates as a leader (2.15)."""
    if scene.day != scene.calendar.nth_after(scene.plan.issued_on, 1):
        return
    for key, value in SETTINGS.items():
        data = {"key": key, "value": value, "valid_from": scene.plan.go_live, "basis": "推演设定"}
        yield PlannedAct(set_policy, data, f"{set_policy}|{key}")
    yield PlannedAct(import_contacts, read_contacts(_write_leaders(scene.session, materials)), "leaders")


def _write_leaders(session: Session, materials: Path) -> Path:
    """Write the leaders as contacts of the agency; returns the path."""
    agency, path = run(session, AGENCY).scalar_one(), materials / "leaders.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("部门编码", "角色", "姓名"))
        writer.writerows((agency, ContactRole.PROVINCIAL_LEADER.label, name) for name in LEADERS)
    return path
