"""An endpoint: what is asked of a request before its handler is called, and before its form is read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deployments.portal.body import TEXT, read_form
from deployments.portal.guard import check_origin, check_token, is_token
from deployments.portal.visit import NO_SESSION, SEE_OTHER, Visit, token_digest
from models.database import begin
from models.ledger.account.sessions import OpenSession, session_of
from models.rules.workdays import BusinessDay
from tasks.clock import business_day
from tasks.settings import settings

NO_PAGES = ("/out",)  # where a person is not sent after signing in
# More threads than this only wait for each other; a page never waits for forms, which take turns at the ledger.
SHOWING, SENDING = CapacityLimiter(4), CapacityLimiter(4)
Handler = Callable[[Visit], Response]
Late = Callable[[Visit], None] | None


def handled(
    handler: Handler,
    *,
    signed_in: bool = True,
    late: Late = None,
    most: int = TEXT,
    limiter: CapacityLimiter | None = None,
) -> Callable[[Request], Any]:
    """Return the endpoint of a handler; without a session the person is sent to sign in first.

    `late` keeps what the form of a session brings that ended by time. A form has at most `most` bytes, and is read once
    its origin and its session are known; its day is that on which all of it had arrived. What takes long has a
    `limiter` of its own, so that it holds nobody else up.
    """

    async def endpoint(request: Request) -> Response:
        if request.method != "POST":
            return await to_thread.run_sync(_show, handler, request, signed_in, limiter=limiter or SHOWING)
        check_origin(request)
        if not await to_thread.run_sync(_may_send, request, signed_in, bool(late), limiter=SHOWING):
            return _sign_in_first(request)
        async with read_form(request, most) as form:
            visit = Visit(request, business_day(), form=form)
            return await to_thread.run_sync(_take, handler, late, visit, signed_in, limiter=limiter or SENDING)

    return endpoint


def _found(request: Request, day: BusinessDay, *, late: bool = False) -> OpenSession | None:
    with begin() as session:
        return session_of(session, token_digest(request), day, timedelta(minutes=settings().page_idle), late=late)


def _sign_in_first(request: Request) -> Response:
    root = request.scope.get("root_path", "")
    wanted = request.url.path.removeprefix(root)
    return RedirectResponse(f"{root}/in?next={'/' if wanted in NO_PAGES else wanted}", SEE_OTHER)


def _show(handler: Handler, request: Request, signed_in: bool) -> Response:  # noqa: FBT001 - of a thread
    day = business_day()
    found = _found(request, day)
    if signed_in and found is None:
        return _sign_in_first(request)
    return handler(Visit(request, day, found or NO_SESSION))


def _may_send(request: Request, signed_in: bool, late: bool) -> bool:  # noqa: FBT001 - as above
    """Return whether a form is read at all: of an open session, or of one that ended by time if it is kept."""
    day = business_day()
    return not signed_in or bool(_found(request, day) or (late and _found(request, day, late=True)))


def _take(handler: Handler, late: Late, visit: Visit, signed_in: bool) -> Response:  # noqa: FBT001 - as above
    request = visit.request
    found = _found(request, visit.day)
    if signed_in and found is None:
        if late and (ended := _found(request, visit.day, late=True)) and is_token(visit.form, ended.form_token):
            late(replace(visit, open=ended))
        return _sign_in_first(request)
    check_token(visit.form, found.form_token if found and signed_in else None)
    return handler(replace(visit, open=found or NO_SESSION))
