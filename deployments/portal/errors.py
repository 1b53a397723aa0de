"""What a page says when something is not there, wrong or away; nothing of the inside."""

import logging
from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from deployments.pages import filled_in, with_days_in_full
from models.disk import FULL
from models.rules.errors import Refused, Unavailable

NOT_THERE, FAILED = "没有这个网页。", "系统出错，没有办理。"
NO_ROOM = "系统磁盘空间不足，没有办理，请告知管理机构。"
AWAY = 503
FAULT = 500  # of the server: a page with a number
LOG = logging.getLogger("uvicorn.error")
SENTENCES = {400: "发来的内容有误，没有收取。", 404: NOT_THERE, 405: NOT_THERE, 413: "发来的内容过大，没有收取。"}


def refused(request: Request, refusal: HTTPException) -> Response:
    """Return the sentence of a status."""
    words, status = SENTENCES.get(refusal.status_code, refusal.detail), refusal.status_code
    return _numbered(request, refusal, words, status) if status >= FAULT else _page(request, words, status)


def not_done(request: Request, refusal: Refused) -> Response:
    """Return the sentence of a refusal that no page shows at its place."""
    return _page(request, refusal.message, 422)


def closed(request: Request, reason: Unavailable) -> Response:
    """Return why a page is closed on purpose; that is no error in a log."""
    return _page(request, str(reason), AWAY)


def unavailable(request: Request, trouble: Unavailable) -> Response:
    """Return why nothing can be done at the moment."""
    return _numbered(request, trouble, str(trouble), AWAY)


def of_system(request: Request, error: OSError) -> Response:
    """Return that the disk is full, which passes; any other error of the system is raised as a failure."""
    if error.errno not in FULL:
        raise error
    return _numbered(request, error, NO_ROOM, AWAY)


def left(_: Request, __: ClientDisconnect) -> Response:
    """Return an answer that is not read: the client went away, which is no error in a log."""
    return Response(status_code=400)


def failed(request: Request, error: Exception) -> Response:
    """Return that the system failed."""
    return _numbered(request, error, FAILED, 500)


def _numbered(request: Request, error: Exception, words: str, status: int) -> Response:
    """Return what went wrong with a number by which the log has it."""
    number = token_hex(4)
    LOG.error("page error %s: %s at %s", number, type(error).__name__, request.url.path)
    return _page(request, f"{words}告知管理机构时请报错误编号{number}。", status)


def _page(request: Request, words: str, status: int) -> Response:
    page = filled_in("portal/error.html.j2", {"words": words, "root": request.scope.get("root_path", "")})
    return HTMLResponse(with_days_in_full(page), status)


HANDLERS: Mapping[Any, Any] = {
    HTTPException: refused,
    Refused: not_done,
    Unavailable: unavailable,
    OSError: of_system,
    ClientDisconnect: left,
    Exception: failed,
}
