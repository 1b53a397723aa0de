"""The browser of a request: it keeps a random token for 180 days; the ledger has its digest."""

import secrets
from hashlib import sha256

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from deployments.portal.guard import cookie_name, is_secure, path_of_page
from models.ledger.account.sessions import is_browser
from models.rules.account import KNOWN_FOR

TOKEN_BYTES = 32


def browser_of(request: Request) -> str:
    """Return the SHA-256 of the token that the browser of a request keeps, perhaps an unknown one; or empty."""
    token = request.cookies.get(_name(request), "")
    return sha256(token.encode()).hexdigest() if token else ""


def token_for(session: Session, request: Request) -> str:
    """Return the token of the browser that signs in: its own if there was a sign-in, else a new one."""
    if is_browser(session, browser_of(request)):
        return request.cookies[_name(request)]
    return secrets.token_urlsafe(TOKEN_BYTES)


def keep_token(answer: Response, request: Request, token: str) -> None:
    """Let the browser keep its token for another 180 days."""
    keep_cookie(answer, request, _name(request), token, int(KNOWN_FOR.total_seconds()))


def keep_cookie(answer: Response, request: Request, name: str, value: str, seconds: int | None = None) -> None:
    """Put a cookie on an answer that no script and no other site reads; without `seconds` until the browser closes."""
    secure = is_secure(request)
    place = path_of_page() or "/"
    answer.set_cookie(
        name, value, seconds, path=place, httponly=True, secure=secure, samesite="lax" if secure else "strict"
    )


def _name(request: Request) -> str:
    return f"{cookie_name(request)}-browser"
