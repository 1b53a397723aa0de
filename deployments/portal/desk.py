"""应办: what an office owes, by when; below, what is done and how it was judged."""

from sqlmodel import Session
from starlette.responses import Response

from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.acts import Role
from models.ledger.duty.register import ObligationView, days_in_words, list_obligations
from models.rules.states import ObligationState

DONE = 20  # of the newest that are shown


def show(visit: Visit) -> Response:
    """Return the desk of a person: what each of his offices owes."""
    with begin() as session:
        desks = [(place, *_of_office(session, visit, place.code)) for place in visit.capacities(Role.OFFICE)]
    return visit.page("desk", desks=desks, days=days_in_words)


def _of_office(session: Session, visit: Visit, code: str) -> tuple[list[ObligationView], list[ObligationView]]:
    items = [each for each in list_obligations(session, visit.day.date, department=code) if not each.row.agency_owes]
    is_open = [item for item in items if item.row.state == ObligationState.OPEN]
    done = [item for item in items if item.row.state == ObligationState.DISCHARGED]
    return is_open, sorted(done, key=lambda item: item.row.counted_on, reverse=True)[:DONE]
