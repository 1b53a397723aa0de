"""目标: one target of a department with its versions, as `mubiao why --target` says them, for reading."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.commands.why_target import format_target
from deployments.portal.units import NOT_FOUND, find_unit
from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.target.history import why_target
from models.ledger.target.register import Wanted, list_targets


def show(visit: Visit) -> Response:
    """Return one target of a department with its versions, as `why` says them."""
    asked = visit.request.path_params
    with begin() as session:
        unit = find_unit(session, visit)
        found = list_targets(session, visit.day.date, Wanted(asked["year"], department=unit.code))
        if asked["code"] not in {row["code"] for row in found}:
            raise HTTPException(NOT_FOUND)
        told = why_target(session, asked["code"], asked["year"])
    told["findings"] = []  # of a visit that is not over, offices know nothing yet
    told["entries"] = [{**row, "duties": ()} for row in told["entries"] if row["listed_on"]]
    told["appeals"] = [{**row, "duties": ()} for row in told["appeals"]]
    return visit.page("target", unit=unit, lines=format_target(told))
