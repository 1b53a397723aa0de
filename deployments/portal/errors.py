"""What a page says when something is not there, wrong or away; nothing of the inside."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from deployments.pages import filled_in
from models.rules.errors import Refused, Unavailable

NOT_THERE, FAILED = "没有这个网页。", "系统出错，没有办理。"
SENTENCES = {400: "发来的内容有误，没有收取。", 404: NOT_THERE, 405: NOT_THERE, 413: "发来的内容过大，没有收取。"}


def refused(request: Request, refusal: HTTPException) -> Response:
    """Return the sentence of a status."""
    return _page(request, SENTENCES.get(refusal.status_code, refusal.detail), refusal.status_code)


def not_done(request: Request, refusal: Refused) -> Response:
    """Return the sentence of a refusal that no page shows at its place."""
    return _page(request, refusal.message, 422)


def unavailable(request: Request, trouble: Unavailable) -> Response:
    """Return why nothing can be done at the moment."""
    return _page(request, str(trouble), 503)


def left(_: Request, __: ClientDisconnect) -> Response:
    """Return an answer that is not read: the client went away, which is no error in a log."""
    return Response(status_code=400)


def failed(request: Request, _: Exception) -> Response:
    """Return that the system failed."""
    return _page(request, FAILED, 500)


def _page(request: Request, words: str, status: int) -> Response:
    page = filled_in("portal/error.html.j2", {"words": words, "root": request.scope.get("root_path", "")})
    return HTMLResponse(page, status)


HANDLERS: Mapping[Any, Any] = {
    HTTPException: refused,
    Refused: not_done,
    Unavailable: unavailable,
    ClientDisconnect: left,
    Exception: failed,
}
