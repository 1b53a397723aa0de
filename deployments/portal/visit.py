"""A visit of the page: the request with its form, who is signed in, and the day; a handler gives its answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from deployments.pages import filled_in
from deployments.portal.guard import check_form, cookie_name
from models.database import begin
from models.ledger.account.people import Capacity, SignedIn
from models.ledger.account.sessions import OpenSession, session_of
from models.ledger.acts import Role
from models.ledger.jurisdiction import is_rehearsal, name_of_home
from models.rules.workdays import BusinessDay
from tasks.clock import business_day

MOST_FIELDS, MOST_FILES = 5_000, 200  # of one form; how many a draft may have is said by its page
SEE_OTHER = 303
NO_SESSION = OpenSession(SignedIn(0, 0, "", ()), "")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request with what it brings: the form, the open session, and the business day on which it arrived."""

    request: Request
    day: BusinessDay
    open: OpenSession = NO_SESSION
    form: FormData = field(default_factory=FormData)

    @property
    def person(self) -> SignedIn:
        """Return who is signed in."""
        return self.open.person

    def capacities(self, *roles: Role) -> list[Capacity]:
        """Return the capacities of the person in these roles, or all."""
        return [each for each in self.person.capacities if not roles or each.role in roles]

    def said(self, name: str) -> str:
        """Return a text of the form; empty if it has none of that name."""
        value = self.form.get(name)
        return value if isinstance(value, str) else ""

    def files(self, name: str) -> Sequence[UploadFile]:
        """Return the files that were chosen in a field."""
        found = (each for each in self.form.getlist(name) if isinstance(each, UploadFile))
        return [each for each in found if each.filename]

    def page(self, template: str, status: int = 200, **context: Any) -> Response:  # noqa: ANN401 - for a template
        """Return a page in the frame of all pages."""
        with begin() as session:
            frame = {"home": name_of_home(session), "rehearsal": is_rehearsal(session)}
        frame |= {"visit": self, "root": self.request.scope.get("root_path", ""), "path": self.request.url.path}
        return HTMLResponse(filled_in(f"portal/{template}.html.j2", {**frame, **context}), status)

    def to(self, path: str) -> Response:
        """Return the answer of a form: the browser asks for the page at `path`, and Back sends nothing again."""
        return RedirectResponse(self.request.scope.get("root_path", "") + path, SEE_OTHER)


Handler = Callable[[Visit], Response]


def token_digest(request: Request) -> str:
    """Return the digest of the session's token that a request carries; that of an empty text without one."""
    return sha256(request.cookies.get(cookie_name(request), "").encode()).hexdigest()


def handled(handler: Handler, *, signed_in: bool = True) -> Callable[[Request], Any]:
    """Return the endpoint of a handler; without a session the person is sent to sign in first."""

    async def endpoint(request: Request) -> Response:
        if request.method != "POST":
            return await run_in_threadpool(partial(_answer, handler, request, FormData(), signed_in=signed_in))
        async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
            return await run_in_threadpool(partial(_answer, handler, request, form, signed_in=signed_in))

    return endpoint


def _answer(handler: Handler, request: Request, form: FormData, *, signed_in: bool) -> Response:
    day = business_day()
    with begin() as session:
        found = session_of(session, token_digest(request), day)
    visit = Visit(request, day, found or NO_SESSION, form)
    if signed_in and found is None:
        return visit.to("/in?next=" + request.url.path.removeprefix(request.scope.get("root_path", "")))
    if request.method == "POST":
        check_form(request, form, found.form_token if found and signed_in else None)
    return handler(visit)
