"""办理: the acts by topic, where each is done, and one page for each of them, made from its input (3-4.6)."""

from enum import StrEnum
from itertools import groupby
from secrets import token_hex
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.act_list import answer_to
from deployments.commands.act_help import TOPICS, about_act, listed_acts, topic_of
from deployments.portal.act_form import fields_of, whites_of
from deployments.portal.act_trying import has_own_hand
from deployments.portal.agency import NOT_FOUND, require_agency
from deployments.portal.own_acts import is_own
from deployments.portal.sheet import SHEETS_HERE, sheets_of_acts
from deployments.portal.visit import Visit
from models.database import begin
from models.intake.innovation import OnSiteRoundHeld, RoundHeld
from models.intake.leader_rating import LeaderSheetGiven, LeaderSheetRead
from models.ledger.account.drafts import DraftKey, Typed, draft_of
from models.ledger.act_index import ACT_INDEX
from models.ledger.acts import Act, Role, find_act
from models.ledger.answer.taking import take_answer
from models.ledger.doers import DOERS
from models.ledger.jurisdiction import INIT

OF_SECRECY = "secrecy"
# What has single ratings and votes is on no page (A40): not even as what was typed and not sent.
FORMS_OF_RATINGS = {LeaderSheetGiven, LeaderSheetRead, RoundHeld, OnSiteRoundHeld}
LONGEST = 500  # characters of a value that an address names


class ActWay(StrEnum):
    """A way in which an act is done."""

    PAGE = "网页"
    SHEET = "工作表"
    MACHINE = "本机"


def show_all(visit: Visit) -> Response:
    """Return the acts by topic."""
    require_agency(visit)
    here = sorted(filter(is_here, listed_acts()), key=lambda each: [*TOPICS].index(topic_of(each)))
    topics = [(TOPICS[key], [*acts]) for key, acts in groupby(here, topic_of)]
    return visit.page("acts", topics=topics, sheets=SHEETS_HERE)


def show(visit: Visit) -> Response:
    """Return the form of an act with what was typed, or what the address names."""
    act = chosen(visit)
    with begin() as session:
        draft = draft_of(session, key_of(visit, act))
        receipt = answer_to(session, request_of(visit, act, visit.request.query_params.get("done", "")))
    known = _known(visit, act)
    typed = draft if draft.version else Typed(content=known)
    fields = fields_of(act, typed, own=is_own(visit, act))
    return visit.page(
        "act",
        act=act,
        about=about_act(act),
        fields=fields,
        titles={each.name: each.title for each in fields} | {"password": "本人口令"},
        draft=typed,
        receipt=receipt,
        is_other=any(typed.content.get(name) != known[name] for name in known if name in visit.request.query_params),
        own_hand=has_own_hand(visit, act),
        sheet="" if is_own(visit, act) else sheets_of_acts().get(act.name),
        back="/unit" if is_own(visit, act) else "/act",
        request=token_hex(8),
    )


def chosen(visit: Visit) -> Act[Any]:
    """Return the act of an address. Raises HTTPException for one that the person does not do at the page."""
    name = visit.request.path_params["name"]
    act = find_act(name) if name in ACT_INDEX else None
    if act is None or not is_here(act) or not (visit.capacities(Role.AGENCY) or is_own(visit, act)):
        raise HTTPException(NOT_FOUND)
    return act


def is_here(act: Act[Any]) -> bool:
    """Return whether an act is done at the page: not the beginning, what is marked, ratings, or what has a command."""
    by_people = bool(act.form and act.roles - {Role.SYSTEM})
    elsewhere = act.instead or act.name == INIT or act.form in FORMS_OF_RATINGS
    return by_people and not elsewhere and topic_of(act) != OF_SECRECY


def key_of(visit: Visit, act: Act[Any]) -> DraftKey:
    """Return what the draft of an act is of."""
    return DraftKey(account=visit.person.account, act=act.name)


def _known(visit: Visit, act: Act[Any]) -> dict[str, str]:
    """Return what an address says of an act, and that the person does it himself."""
    asked = visit.request.query_params
    named = {white.name: asked[white.name][:LONGEST] for white in whites_of(act) if white.name in asked}
    if is_own(visit, act):
        return named
    return {**({DOERS[act.form]: visit.person.name} if act.form and act.form in DOERS else {}), **named}


def request_of(visit: Visit, act: Act[Any], asked: str) -> str:
    """Return the name of a request of the account."""
    return f"page:{visit.person.account}:{act.name}:{asked}"


def way_of(act: Act[Any]) -> ActWay:
    """Return the way of an act; what a sheet of the page can have goes by it, many rows at a time."""
    if act.name in sheets_of_acts():
        return ActWay.SHEET
    return ActWay.PAGE if is_here(act) or act is take_answer else ActWay.MACHINE
