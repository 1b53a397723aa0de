"""What protects every page: headers of each answer, the origin of each form and its token, the name of the cookie."""

import hmac
from urllib.parse import urlsplit

from starlette.datastructures import FormData, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tasks.settings import settings

FORBIDDEN = 403
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
TOKEN = "token"  # noqa: S105 - the name of a field


class Guard:
    """The middleware that puts the headers on each answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with the headers of every page."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


def cookie_name(request: Request) -> str:
    """Return the name of the session's cookie: bound to its host over TLS, to its path below one, plain on loopback."""
    if request.url.scheme != "https":
        return "mubiao"
    return "__Secure-mubiao" if request.scope.get("root_path") else "__Host-mubiao"


def check_form(request: Request, form: FormData, token: str | None) -> None:
    """Raise HTTPException unless a form comes from a page of ours: by its origin, and with the session's token.

    Before signing in there is no token; the cookie is not sent from elsewhere then (SameSite).
    """
    if not is_from_here(request):
        raise HTTPException(FORBIDDEN, "这个请求不是从本网页发出的，没有办理。")
    given = form.get(TOKEN)
    if token is not None and not (isinstance(given, str) and hmac.compare_digest(given, token)):
        raise HTTPException(FORBIDDEN, "网页已过期，没有办理，请刷新后重试。")


def is_from_here(request: Request) -> bool:
    """Return whether a request was made by a page of ours: by Sec-Fetch-Site, or without it by its Origin."""
    if site := request.headers.get("sec-fetch-site"):
        return site == "same-origin"
    origin = urlsplit(request.headers.get("origin", ""))
    asked = urlsplit(settings().page_url or str(request.base_url))
    return bool(origin.netloc) and (origin.scheme, origin.netloc) == (asked.scheme, asked.netloc)
