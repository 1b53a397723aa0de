"""领导: what a head has to read, and 已阅 with his own hand: his password in the same form."""

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.portal.failures import FAILURES
from deployments.portal.signing_in import LATER, is_password
from deployments.portal.visit import Visit
from models.database import begin
from models.intake.source import SignedPaper
from models.ledger.account.sessions import hand_of
from models.ledger.acts import Role
from models.ledger.perform import perform
from models.ledger.report.acknowledgement import UnreadResult, record_read, unread_results
from models.rules.errors import Refused

NOT_FOUND = 404
WRONG = "口令有误，没有登记。"


def show(visit: Visit, fault: str = "", status: int = 200) -> Response:
    """Return what the heads of the person's departments have to read."""
    with begin() as session:
        results = unread_results(session, [each.department for each in visit.capacities(Role.HEAD)])
        _, by_hand = hand_of(session, visit.person.account)
    names = {each.department: each.name for each in visit.capacities(Role.HEAD)}
    return visit.page("head", status, results=results, names=names, by_hand=by_hand, fault=fault)


def read(visit: Visit) -> Response:
    """Record 已阅 of one result by the head himself; the password in the form is his hand (A49)."""
    number = visit.said("obligation")
    with begin() as session:
        found = _find(unread_results(session, [each.department for each in visit.capacities(Role.HEAD)]), number)
        hashed, by_hand = hand_of(session, visit.person.account)
    capacity = next(
        (each for each in visit.capacities(Role.HEAD) if found and each.department == found.department), None
    )
    if found is None or capacity is None or not by_hand:
        raise HTTPException(NOT_FOUND)
    who = str(visit.person.account)
    if FAILURES.try_again(who, visit.address, visit.day.at):
        return show(visit, LATER, 429)
    if not is_password(hashed, visit.said("password")):
        return show(visit, WRONG, 422)
    FAILURES.succeed(who, visit.address)
    actor = visit.person.actor(capacity)
    signed = replace(actor, paper=SignedPaper(account=actor.account))
    try:
        with begin() as session:
            perform(session, record_read, {"obligation": found.obligation}, visit.day, signed)
    except Refused as refusal:
        return show(visit, refusal.message, 422)
    return visit.to("/head?done=1")


def _find(results: list[UnreadResult], number: str) -> UnreadResult | None:
    return next((each for each in results if str(each.obligation) == number), None)
