"""应办: what an office owes, by when; below, what is done and how it was judged."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.account.drafts import drafts_of_office
from models.ledger.account.people import Capacity
from models.ledger.acts import Role
from models.ledger.duty.register import ObligationView, days_in_words, list_obligations
from models.ledger.secrets import secrets_of
from models.ledger.year_end.completeness import gaps_of_reported
from models.rules.states import ObligationState

Items = list[ObligationView]
DONE = 20  # of the newest that are shown


def show(visit: Visit) -> Response:
    """Return the desk of a person: what each of his offices owes; who has no office begins with another page."""
    if visit.tabs and not visit.capacities(Role.OFFICE):
        return visit.to(visit.tabs[0][0])
    with begin() as session:
        desks = [(each, *of_office(session, visit, each)) for each in visit.capacities(Role.OFFICE)]
    return visit.page("desk", desks=desks, days=days_in_words)


def of_office(
    session: Session, visit: Visit, office: Capacity
) -> tuple[Items, Items, Mapping[int, Any], Mapping[int, str]]:
    """Return what an office owes, the newest that it has done, the drafts by duty, and what a filed duty lacks."""
    listed = list_obligations(session, visit.day.date, department=office.code)
    items = [each for each in listed if not each.row.agency_owes and each.row.department == office.name]
    is_open = [item for item in items if item.row.state == ObligationState.OPEN]
    done = [item for item in items if item.row.state == ObligationState.DISCHARGED]
    newest = sorted(done, key=lambda item: item.row.counted_on, reverse=True)[:DONE]
    gaps = gaps_of_reported(session, [item.row for item in is_open], secrets_of(session))
    return is_open, newest, drafts_of_office(session, office.department), gaps
