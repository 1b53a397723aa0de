"""本单位: the acts that an office does for itself at the page without a duty, and for which of a person's offices."""

from collections.abc import Mapping
from typing import Any

from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.account.people import Capacity
from models.ledger.acts import Act, Role
from models.ledger.innovation.applications import apply_innovation, withdraw_innovation
from models.ledger.target.adjustment import request_adjustment, withdraw_adjustment
from models.ledger.target.filing import file_adjustment
from models.ledger.target.register import Wanted, list_targets

OF_OFFICES: tuple[Act[Any], ...] = (
    request_adjustment,
    file_adjustment,
    withdraw_adjustment,
    apply_innovation,
    withdraw_innovation,
)


def is_own(visit: Visit, act: Act[Any]) -> bool:
    """Return whether the person does an act for his own office, not for the agency."""
    return act in OF_OFFICES and bool(visit.capacities(Role.OFFICE)) and not visit.capacities(Role.AGENCY)


def office_of(visit: Visit, data: Mapping[str, Any]) -> Capacity:
    """Return for which of his offices a person acts: that of the named department or target, else the first."""
    offices = visit.capacities(Role.OFFICE)
    return next((each for each in offices[1:] if _is_named(visit, each, data)), offices[0])


def _is_named(visit: Visit, office: Capacity, data: Mapping[str, Any]) -> bool:
    if "target" not in data:
        return bool(data.get("department") == office.code)
    wanted = Wanted(int(data.get("year") or visit.day.date.year), department=office.code)
    with begin() as session:
        return any(row["code"] == data["target"] for row in list_targets(session, visit.day.date, wanted))
