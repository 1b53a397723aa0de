"""The departments whose pages a person sees: his own ones, or all."""

from urllib.parse import quote

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.account.people import Capacity
from models.ledger.acts import Role
from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.ledger.registry.register import list_departments

NOT_FOUND = 404


def show_all(visit: Visit) -> Response:
    """Return the departments whose pages the person sees; who sees one only is led there."""
    with begin() as session:
        places = _places(session, visit)
    return visit.to(f"/unit/{quote(places[0][0])}") if len(places) == 1 else visit.page("units", places=places)


def find_unit(session: Session, visit: Visit) -> Capacity:
    """Return the department of an address, as its office. Raises HTTPException for one that the person does not see."""
    code = visit.request.path_params["unit"]
    if code not in {place for place, _ in _places(session, visit)}:
        raise HTTPException(NOT_FOUND)
    unit = find_department(session, home(session), code)
    return Capacity(unit.id or 0, unit.code, unit.name, Role.OFFICE)


def _places(session: Session, visit: Visit) -> list[tuple[str, str]]:
    """Return code and name of each department that the person sees."""
    if visit.reads_all:
        return [(row["code"], row["name"]) for row in list_departments(session, visit.day.date) if not row["is_agency"]]
    return [*dict.fromkeys((each.code, each.name) for each in visit.capacities())]
