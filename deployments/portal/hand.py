"""本人签字: 已阅 or a consent of who is signed in, with his password in the same form (A49)."""

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.concealed_refusals import conceal_secrets
from deployments.portal.browser import browser_of
from deployments.portal.head import NOT_FOUND, find, show
from deployments.portal.passwords import is_password
from deployments.portal.visit import Visit
from models.database import begin
from models.intake.source import SignedPaper
from models.ledger.account.sessions import hand_of
from models.ledger.account.tries import counted_as, give_back, take_try
from models.ledger.perform import perform
from models.rules.account import DAILY, HOURLY
from models.rules.errors import Refused

GONE = "没有这一项，或者它已经办理、有了变动，没有登记：请看下面现在的内容。"
WRONG = "口令有误，没有办理。"
LATER = f"口令错的次数已到上限（一小时{HOURLY}次，一天{DAILY}次），请一小时后再试；须签字的事项可以用签字的文件。"


def sign(visit: Visit) -> Response:
    """Record 已阅 or a consent by the person himself; the password in the form is his hand (A49)."""
    with begin() as session:
        signing = find(session, visit)
        hashed, by_hand = hand_of(session, visit.person.account)
    if not by_hand:
        raise HTTPException(NOT_FOUND)
    if signing is None:
        return show(visit, GONE, NOT_FOUND)
    if fault := password_fault(visit, hashed):
        return show(visit, fault, 429 if fault == LATER else 422)
    actor = visit.person.actor(signing.place)
    signed = replace(actor, paper=SignedPaper(account=f"{actor.account}（{by_hand}）"))
    try:
        with begin() as session, conceal_secrets(session):
            perform(session, signing.act, signing.data, visit.day, signed)
    except Refused as refusal:
        return show(visit, refusal.message, 422)
    return visit.to("/head?done=1")


def is_awaited(visit: Visit) -> bool:
    """Return whether what the form of an ended session signs still waits for its person; the password is not kept."""
    with begin() as session:
        return find(session, visit) is not None


def password_fault(visit: Visit, hashed: str) -> str:
    """Return why the password of a form is not that of the person; empty if it is.

    In a browser that is known to the account only what failed there is counted.
    """
    person, browser = visit.person, browser_of(visit.request)
    with begin() as session:
        counted = counted_as(session, person.name, person.account, browser, visit.day.at).key
        if not take_try(session, counted, visit.day.at):
            return LATER
    if not is_password(hashed, visit.said("password")):
        return WRONG
    with begin() as session:
        give_back(session, counted)
    return ""
