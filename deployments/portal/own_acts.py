"""本单位: the acts that an office does for itself at the page without a duty, and for which of a person's offices."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.account.people import Capacity
from models.ledger.acts import Act, Role
from models.ledger.answer.objecting import object_to_entered
from models.ledger.heirs import heirs
from models.ledger.innovation.applications import apply_innovation, withdraw_innovation
from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department, lead_now, of_number
from models.ledger.target.adjustment import request_adjustment, withdraw_adjustment
from models.ledger.target.filing import file_adjustment
from models.loading import having
from models.records import InnovationProject, Target
from models.rules.errors import FieldRefused
from models.rules.secrecy import Secrets
from models.statements import run

NOT_OWN = {
    "target": "本单位牵头的目标中没有“{}”，请核对编号和年度。",
    "project": "本单位没有编号为“{}”的创新项目，请核对编号。",
}
OWN_SUBJECTS = """
SELECT concat(t.year, '/', t.code) FROM target t JOIN target_department x ON x.target_id = t.id
WHERE x.department_id = ANY(:offices)
"""
OF_OFFICES: tuple[Act[Any], ...] = (
    request_adjustment,
    file_adjustment,
    withdraw_adjustment,
    apply_innovation,
    withdraw_innovation,
    object_to_entered,
)


def is_own(visit: Visit, act: Act[Any]) -> bool:
    """Return whether the person does an act for his own office, not for the agency."""
    return act in OF_OFFICES and bool(visit.capacities(Role.OFFICE)) and not visit.capacities(Role.AGENCY)


def as_office_sees(session: Session, visit: Visit, secrets: Secrets) -> Secrets:
    """Return the marked records without the numbers of other units' targets, which do not exist for an office."""
    offices = [each.department for each in visit.capacities(Role.OFFICE)]
    own = set(run(session, OWN_SUBJECTS, offices=offices).scalars())
    return Secrets(
        tuple(x if own.intersection(x.subjects) else replace(x, subjects=(), pointer="") for x in secrets.records)
    )


def office_of(visit: Visit, data: Mapping[str, Any]) -> Capacity:
    """Return for which of his offices a person acts: that of the named target, project or department, else the first.

    Raises FieldRefused for a target or a project of another unit, as for one that never was.
    """
    offices = visit.capacities(Role.OFFICE)
    with begin() as session:
        owner = _owner(session, visit, data)
    found = next((each for each in offices if each.department == owner), None)
    if found is None and "department" not in data:
        field = "target" if "target" in data else "project"
        raise FieldRefused(NOT_OWN[field].format(data[field]), field)
    return found or offices[0]


def _owner(session: Session, visit: Visit, data: Mapping[str, Any]) -> int | None:
    """Return the department that has what is named; None if there is no such thing."""
    if "target" in data:
        year = int(data.get("year") or visit.day.date.year)
        target = having(session, Target, jurisdiction_id=home(session), year=year, code=data["target"])
        return lead_now(session, target) if target else None
    if "department" in data:
        return find_department(session, home(session), data["department"]).id
    project = of_number(session, home(session), InnovationProject, data["project"])
    return heirs(session).get(project.department_id, project.department_id) if project else None
