"""What protects every page: headers of each answer, the origin of each form and its token, the name of the cookie."""

import hmac
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import FormData, Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deployments.portal.errors import refused
from tasks.settings import settings

MALFORMED, FORBIDDEN = 400, 403
LONGEST_PATH = 500  # characters; a number in it is one that Python reads
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
    """Around the whole application: it puts the headers on each answer, those of errors too.

    Below a path the page is found whether or not the proxy takes that path off.
    """

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

        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        if split(f"http://{Headers(scope=scope).get('host', '')}") is None:
            return await refused(Request(scope), HTTPException(MALFORMED))(scope, receive, guarded)
        root, path = path_of_page(), scope["path"]
        below = path if path.startswith(f"{root}/") else f"{root}/" if path == root else root + path
        asked = {
            "root_path": root,
            "path": below[:LONGEST_PATH],
            "query_string": scope["query_string"].replace(b"%00", b""),
        }
        return await self._app({**scope, **asked}, receive, guarded)


def is_secure(request: Request) -> bool:
    """Return whether people reach the page by TLS: by the address that they type, else by the request."""
    return (settings().page_url or str(request.url)).startswith("https:")


def path_of_page() -> str:
    """Return the path below which people reach the page; empty at the root of its host."""
    return urlsplit(settings().page_url).path.rstrip("/")


def cookie_name(request: Request) -> str:
    """Return the name of the session's cookie: bound to its host over TLS, to its path below one, plain on loopback."""
    if not is_secure(request):
        return "mubiao"
    return "__Secure-mubiao" if path_of_page() else "__Host-mubiao"


def check_origin(request: Request) -> None:
    """Raise HTTPException unless a form comes from a page of ours; it was not read yet."""
    if not is_from_here(request):
        raise HTTPException(FORBIDDEN, "这个请求不是从本网页发出的，没有办理。")


def is_token(form: FormData, token: str) -> bool:
    """Return whether a form carries the token of its session."""
    given = form.get(TOKEN)
    return isinstance(given, str) and hmac.compare_digest(given.encode(), token.encode())


def is_from_here(request: Request) -> bool:
    """Return whether a request was made by a page of ours: by Sec-Fetch-Site, or without it by its Origin."""
    if site := request.headers.get("sec-fetch-site"):
        return site == "same-origin"
    origin = split(request.headers.get("origin", ""))
    asked = urlsplit(settings().page_url or f"http://{settings().page_listen}")
    return origin is not None and bool(origin.netloc) and origin[:2] == asked[:2]


def split(address: str) -> SplitResult | None:
    """Return the parts of an address in a header; None if it cannot be read."""
    try:
        return urlsplit(address)
    except ValueError:
        return None
