"""The application: its routes, its middleware, and what it says when something is not there."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from deployments.pages import filled_in
from deployments.portal import desk, item, signing_in
from deployments.portal.guard import Guard
from deployments.portal.visit import handled
from models.rules.errors import Unavailable

STATIC = Path(__file__).parent.parent / "data" / "portal" / "static"
NOT_THERE, FAILED = "没有这个网页。", "系统出错，没有办理。"
SENTENCES = {404: NOT_THERE, 405: NOT_THERE, 413: "发来的内容过大，没有收取。"}


def application() -> Starlette:
    """Return the application; it serves the ledger to which this process is bound."""
    routes = [
        Route("/", handled(desk.show)),
        Route("/in", handled(signing_in.show, signed_in=False)),
        Route("/in", handled(signing_in.sign_in, signed_in=False), methods=["POST"]),
        Route("/first", handled(signing_in.show_first, signed_in=False)),
        Route("/first", handled(signing_in.use_slip, signed_in=False), methods=["POST"]),
        Route("/out", handled(signing_in.sign_out), methods=["POST"]),
        Route("/duty/{number:int}", handled(item.show)),
        Route("/duty/{number:int}", handled(item.send), methods=["POST"]),
        Route("/duty/{number:int}/saved", handled(item.saved)),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    refusals = {HTTPException: _refused, Unavailable: _unavailable, Exception: _failed}
    return Starlette(routes=routes, middleware=[Middleware(Guard)], exception_handlers=refusals)  # type: ignore[arg-type]


def _refused(request: Request, refusal: HTTPException) -> Response:
    return _error(request, SENTENCES.get(refusal.status_code, refusal.detail), refusal.status_code)


def _unavailable(request: Request, trouble: Unavailable) -> Response:
    return _error(request, str(trouble), 503)


def _failed(request: Request, _: Exception) -> Response:
    return _error(request, FAILED, 500)


def _error(request: Request, words: str, status: int) -> Response:
    page = filled_in("portal/error.html.j2", {"words": words, "root": request.scope.get("root_path", "")})
    return HTMLResponse(page, status)
