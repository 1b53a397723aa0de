"""本人账号: the password is changed, with the old one, and the own sessions are listed and ended (3-4.6)."""

from datetime import timedelta

from starlette.responses import Response

from deployments.portal.hand import password_fault
from deployments.portal.kept_texts import number_said
from deployments.portal.passwords import chosen_fault, hashed
from deployments.portal.signing_in import enter
from deployments.portal.visit import Visit, token_digest
from models.database import begin
from models.intake.account import PasswordChanged
from models.ledger.account.people import own_words
from models.ledger.account.sessions import change_password, end_own, hand_of, own_sessions
from models.ledger.perform import perform
from tasks.settings import settings

SAME = "新口令与现在的口令相同，没有更改：请另设一个。"


def show(visit: Visit, fault: str = "", status: int = 200) -> Response:
    """Return the person's open sessions, each with what ends it, and the form of a new password."""
    idle = timedelta(minutes=settings().page_idle)
    with begin() as session:
        rows = own_sessions(session, visit.person.account, token_digest(visit.request), visit.day.at, idle)
    return visit.page("own", status, fault=fault, rows=rows)


def change(visit: Visit) -> Response:
    """Change the password; all other sessions end, and a new one begins here."""
    account = visit.person.account
    with begin() as session:
        (kept, _), words = hand_of(session, account), own_words(session, account)
    if fault := password_fault(visit, kept) or chosen_fault(visit.said("new"), visit.said("again"), words):
        return show(visit, fault, 422)
    if visit.said("new") == visit.said("password"):
        return show(visit, SAME, 422)
    data = PasswordChanged(account=account, password_hash=hashed(visit.said("new")))
    with begin() as session:
        actor = visit.person.actor(next(iter(visit.person.capacities), None))
        perform(session, change_password, data, visit.day, actor)
    return enter(visit, account, "/own?changed=1")


def end(visit: Visit) -> Response:
    """End one of the person's sessions; that of this browser is ended by signing out."""
    with begin() as session:
        end_own(session, visit.person.account, number_said(visit, "session"), visit.day.at)
    return visit.to("/own?ended=1")
