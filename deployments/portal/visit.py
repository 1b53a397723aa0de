"""A visit of the page: the request with its form, who is signed in, and the day; a handler gives its answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from deployments.pages import filled_in, with_days_in_full
from deployments.portal.guard import cookie_name
from deployments.portal.tabs import tabs_of
from models.database import begin
from models.ledger.account.people import Capacity, SignedIn
from models.ledger.account.sessions import OpenSession
from models.ledger.acts import Role
from models.ledger.jurisdiction import is_rehearsal, name_of_home
from models.rules.workdays import BusinessDay
from tasks.settings import settings

SEE_OTHER = 303
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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

    @property
    def address(self) -> str:
        """Return the address from which the request came, and the cell: failures at one slow down no other one."""
        return f"{settings().cell} {self.request.client.host if self.request.client else ''}"

    @property
    def tabs(self) -> list[tuple[str, str]]:
        """Return the pages of the person by what he is today: address and title."""
        return tabs_of(self.person)

    @property
    def reads_all(self) -> bool:
        """Return whether the person reads the pages of all departments: the agency and its readers do."""
        return self.person.reads or bool(self.capacities(Role.AGENCY))

    def capacities(self, *roles: Role) -> list[Capacity]:
        """Return the capacities of the person in these roles, or all."""
        return [each for each in self.person.capacities if not roles or each.role in roles]

    def said(self, name: str) -> str:
        """Return a text of the form; empty if it has none of that name."""
        found = self.form.get(name)
        return found.replace("\0", "") if isinstance(found, str) else ""

    def files(self, name: str) -> Sequence[UploadFile]:
        """Return the files that were chosen in a field."""
        found = (each for each in self.form.getlist(name) if isinstance(each, UploadFile))
        return [each for each in found if each.filename]

    def page(self, template: str, status: int = 200, **context: Any) -> Response:  # noqa: ANN401 - for a template
        """Return a page in the frame of all pages."""
        with begin() as session:
            frame = {"home": name_of_home(session), "rehearsal": is_rehearsal(session)}
        frame |= {"visit": self, "root": self.request.scope.get("root_path", ""), "path": self.request.url.path}
        return HTMLResponse(with_days_in_full(filled_in(f"portal/{template}.html.j2", {**frame, **context})), status)

    def to(self, path: str) -> Response:
        """Return the answer of a form: the browser asks for the page at `path`, and Back sends nothing again."""
        return RedirectResponse(self.request.scope.get("root_path", "") + path, SEE_OTHER)


def download(name: str, content: bytes, kind: str = XLSX) -> Response:
    """Return a file as a download."""
    return Response(
        content, media_type=kind, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    )


def token_digest(request: Request) -> str:
    """Return the digest of the session's token that a request carries; that of an empty text without one."""
    return sha256(request.cookies.get(cookie_name(request), "").encode()).hexdigest()
