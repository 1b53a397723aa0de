"""What is sent of an act's form: kept for the account, tried, and done or returned with its faults."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.portal.act_faults import without_commands
from deployments.portal.act_form import whites_of
from deployments.portal.act_trying import MARKED, try_act
from deployments.portal.acts import chosen, key_of, request_of
from deployments.portal.fields import WHOLE_FORM
from deployments.portal.kept_texts import (
    SENT_OTHERWISE,
    GivenForm,
    MarkedMeanwhile,
    keep_typed,
    remove_chosen,
    sent_before,
)
from deployments.portal.own_acts import as_office_sees, is_own
from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.account.drafts import DraftKey, Typed, draft_of, drop_draft, keep_faults
from models.ledger.acts import Act
from models.ledger.secrecy.markings import newest_marking
from models.ledger.secrets import secrets_of
from models.rules.white_cells import Cell

UNSEEN = "您在另一个网页上为同一操作选过文件，没有办理：文件列在下面，不要的请移除，核对后再提交一次。"


def send(visit: Visit) -> Response:
    """Keep what was typed; then do the act, remove one file, or leave it at that, as the button says; or drop all.

    A form that was done already does nothing again; one that was changed since is only kept.
    """
    act = chosen(visit)
    if visit.said("do") == "drop":
        return _drop(visit, act)
    key, texts = key_of(visit, act), _texts(visit, act)
    asked = visit.said("request")[:40]
    request = request_of(visit, act, asked)
    with begin() as session:
        unseen = _has_unseen(visit, draft_of(session, key))
    if sent := sent_before(visit, request, texts, _places(visit, act)):
        return visit.to(f"/act/{act.name}?done={asked}")
    draft, marked = _keep(visit, act, key, texts)
    if draft is None:
        raise HTTPException(409, "同一操作刚在另一个网页上保存过，请返回核对。")
    removed = remove_chosen(visit, key)
    if removed or (visit.said("do") != "send" and not marked):
        return visit.to(f"/act/{act.name}?saved=1")
    refused = _refusal(sent, marked=marked) or ({WHOLE_FORM: UNSEEN} if unseen else {})
    faults = _told(visit, act, refused or draft.faults or try_act(visit, act, draft, key, request))
    with begin() as session:
        keep_faults(session, key, draft.version, faults)
    return visit.to(f"/act/{act.name}#faults" if faults else f"/act/{act.name}?done={asked}")


def _has_unseen(visit: Visit, before: Typed) -> bool:
    """Return whether files are kept that the page of this form did not show: they may be about something else."""
    return bool(before.files) and visit.said("version") != str(before.version)


def _drop(visit: Visit, act: Act[Any]) -> Response:
    """Delete what was kept; the form comes with what the address names."""
    key = key_of(visit, act)
    with begin() as session:
        drop_draft(session, key, draft_of(session, key).version)
    return visit.to(f"/act/{act.name}?{visit.request.url.query}")


def _told(visit: Visit, act: Act[Any], faults: Mapping[str, str]) -> dict[str, str]:
    """Return the faults as the person reads them: an office types no commands."""
    return {name: without_commands(words) if is_own(visit, act) else words for name, words in faults.items()}


def keep_late(visit: Visit) -> bool:
    """Keep what was typed for an act that the person may still do, and names nothing marked; returns whether it is."""
    with suppress(HTTPException):
        act = chosen(visit)
        with begin() as session:
            marked = _is_marked(session, visit, act, texts := _texts(visit, act))
        if not marked and visit.said("do") != "drop":
            return _keep(visit, act, key_of(visit, act), texts)[0] is not None
    return False


def _keep(visit: Visit, act: Act[Any], key: DraftKey, texts: dict[str, str]) -> tuple[Typed | None, bool]:
    """Keep what was typed, nothing of a form about what is marked.

    Returns what is kept, and whether the form is about that.
    """
    with begin() as session:
        marking, before = newest_marking(session), draft_of(session, key)
        marked = _is_marked(session, visit, act, texts)
    given = GivenForm({} if marked else texts, [] if marked else _places(visit, act), marking)
    try:
        return keep_typed(visit, key, before, given), marked
    except MarkedMeanwhile:
        return _keep(visit, act, key, texts)


def _is_marked(session: Session, visit: Visit, act: Act[Any], texts: dict[str, str]) -> bool:
    secrets = secrets_of(session)
    seen = as_office_sees(session, visit, secrets) if secrets and is_own(visit, act) else secrets
    return seen.is_row_about(texts.values())


def _places(visit: Visit, act: Act[Any]) -> list[str]:
    return [white.name for white in whites_of(act, own=is_own(visit, act)) if white.cell is Cell.FILES]


def _refusal(sent: bool | None, *, marked: bool) -> dict[str, str]:  # noqa: FBT001 - of a form
    """Return why a form is not tried: it is about what is marked, or was changed after it was done."""
    if marked:
        return {WHOLE_FORM: MARKED}
    return {} if sent is None else {WHOLE_FORM: SENT_OTHERWISE}


def _texts(visit: Visit, act: Act[Any]) -> dict[str, str]:
    names = (white.name for white in whites_of(act, own=is_own(visit, act)) if white.cell is not Cell.FILES)
    return {name: visit.said(name) for name in names if visit.said(name)}
