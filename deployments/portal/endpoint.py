"""An endpoint: what is asked of a request before its handler is called, and before its form is read."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from deployments.portal.body import TEXT, read_form
from deployments.portal.browser import browser_of
from deployments.portal.guard import FORBIDDEN, TOKEN, check_origin, is_token
from deployments.portal.visit import NO_SESSION, SEE_OTHER, Visit, token_digest
from models.database import begin
from models.ledger.account.sessions import OpenSession, is_browser, session_of, session_of_form
from models.rules.workdays import BusinessDay
from tasks.clock import business_day
from tasks.settings import settings

NO_PAGES = ("/out", "/own/end")  # where a person is not sent after signing in
# More threads than this only wait for each other; a page never waits for forms, which take turns at the ledger.
SHOWING, SENDING = CapacityLimiter(4), CapacityLimiter(4)
Handler = Callable[[Visit], Response]
Late = Callable[[Visit], bool] | None
Turn = Callable[[Visit, Callable[[], Response]], Awaitable[Response]]
OUTDATED = "网页已过期，没有办理，请刷新后重试。"
OF_ANOTHER = "这个网页是以另一账号的登录打开的，没有办理，您看不到其中的内容；其中已经填写的，留给其本人登录后提交。"


def handled(
    handler: Handler,
    *,
    signed_in: bool = True,
    late: Late = None,
    most: int = TEXT,
    limiter: CapacityLimiter | None = None,
    turn: Turn | None = None,
) -> Callable[[Request], Any]:
    """Return the endpoint of a handler; without a session the person is sent to sign in first.

    `late` keeps what the form of a session that has ended brings, for its person, and returns whether it did. A form
    has at most `most` bytes, and is read once its origin and its session are known; its day is that on which all of it
    had arrived. What takes long has a `limiter` of its own, or waits its `turn`, so that others do not wait for it.
    """

    async def endpoint(request: Request) -> Response:
        if request.method != "POST":
            return await to_thread.run_sync(_show, handler, request, signed_in, limiter=limiter or SHOWING)
        check_origin(request)
        if signed_in and not await to_thread.run_sync(_may_send, request, bool(late), limiter=SHOWING):
            return _sign_in_first(request)
        async with read_form(request, most) as form:
            visit = Visit(request, business_day(), form=form)
            work = partial(_take, handler, late, visit, signed_in)
            return await (turn(visit, work) if turn else to_thread.run_sync(work, limiter=limiter or SENDING))

    return endpoint


def _idle() -> timedelta:
    return timedelta(minutes=settings().page_idle)


def _found(request: Request, day: BusinessDay) -> OpenSession | None:
    with begin() as session:
        return session_of(session, token_digest(request), day, _idle())


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


def _may_send(request: Request, late: bool) -> bool:  # noqa: FBT001 - as above
    """Return whether a form is read at all: in an open session, or in a browser that had one, if it is kept then."""
    if _found(request, business_day()):
        return True
    with begin() as session:
        return late and is_browser(session, browser_of(request))


def _take(handler: Handler, late: Late, visit: Visit, signed_in: bool) -> Response:  # noqa: FBT001 - as above
    found = _found(visit.request, visit.day)
    if not signed_in or (found and is_token(visit.form, found.form_token)):
        return handler(replace(visit, open=found or NO_SESSION))
    with begin() as session:
        ended = session_of_form(session, visit.said(TOKEN), visit.day, _idle())
    kept = late(replace(visit, open=ended)) if late and ended else False
    if found is None:
        return _sign_in_first(visit.request)
    if ended and ended.person.account != found.person.account:
        raise HTTPException(FORBIDDEN, OF_ANOTHER)
    if kept:
        return visit.to(f"{visit.request.url.path.removeprefix(visit.request.scope.get('root_path', ''))}?saved=1")
    raise HTTPException(FORBIDDEN, OUTDATED)
