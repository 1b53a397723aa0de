"""领导: what a head has to read, the consents that wait, what the department owes late (6.1.5, 6.1.7)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import Session
from starlette.responses import Response

from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.account.people import Capacity
from models.ledger.account.sessions import hand_of
from models.ledger.acts import Act, Role
from models.ledger.duty.register import days_in_words, list_obligations
from models.ledger.report.acknowledgement import UnreadResult, record_read, unread_results
from models.ledger.secrets import secrets_of
from models.ledger.target.consent import Awaited, awaited_consents, consent_head, consent_leader
from models.ledger.year_end.completeness import gaps_of_reported

NOT_FOUND = 404
CONSENTS: dict[Role, Act[Any]] = {Role.HEAD: consent_head, Role.LEADER: consent_leader}


class Signing(NamedTuple):
    """What a person signs: in which of his places, the act, and its input."""

    place: Capacity
    act: Act[Any]
    data: dict[str, Any]


def show(visit: Visit, fault: str = "", status: int = 200) -> Response:
    """Return what the heads and leaders of the person's departments have to read and to consent to."""
    places = visit.capacities(*CONSENTS)
    day = visit.day.date
    with begin() as session:
        owed = [
            (place, list_obligations(session, day, department=place.code, unfinished=True))
            for place in {each.department: each for each in places}.values()
        ]
        gaps = gaps_of_reported(session, [item.row for _, items in owed for item in items], secrets_of(session))
        waiting = {"results": _results(session, visit), "consents": _consents(session, visit)}
        _, by_hand = hand_of(session, visit.person.account)
    late = [(place, [item for item in items if item.row.due < day]) for place, items in owed]
    names = {each.department: each.name for each in places}
    return visit.page(
        "head", status, **waiting, late=late, gaps=gaps, names=names, by_hand=by_hand, fault=fault, days=days_in_words
    )


def _results(session: Session, visit: Visit) -> list[UnreadResult]:
    return unread_results(session, _numbers(visit, Role.HEAD))


def _consents(session: Session, visit: Visit) -> list[tuple[Role, Awaited]]:
    return [(role, each) for role in CONSENTS for each in awaited_consents(session, role, _numbers(visit, role))]


def _numbers(visit: Visit, role: Role) -> Sequence[int]:
    return [each.department for each in visit.capacities(role)]


def find(session: Session, visit: Visit) -> Signing | None:
    """Return what a form signs, if it waits for this person."""
    for result in _results(session, visit):
        if f"{result.obligation}-{result.version}" == visit.said("obligation"):
            return Signing(_place(visit, Role.HEAD, result.department), record_read, {"obligation": result.obligation})
    for role, each in _consents(session, visit):
        if visit.said("consent") == f"{role}-{each.number}" and not each.marked:
            data = {"target": each.target, "year": each.year, "consented_on": visit.day.date}
            return Signing(_place(visit, role, each.department), CONSENTS[role], data)
    return None


def _place(visit: Visit, role: Role, department: int) -> Capacity:
    return next(each for each in visit.capacities(role) if each.department == department)
