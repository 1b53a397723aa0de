"""登录: by password, by a slip for the first time, and out again; failures slow down, and never lock."""

import secrets
from collections import defaultdict
from datetime import datetime, timedelta
from hashlib import sha256
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from starlette.responses import Response

from deployments.portal.guard import cookie_name
from deployments.portal.visit import Visit, token_digest
from models.database import begin
from models.intake.account import FirstSignIn
from models.ledger.account.people import person_of
from models.ledger.account.sessions import begin_session, end_session, first_sign_in, hash_named, slip_of
from models.ledger.jurisdiction import home
from models.ledger.perform import perform
from models.rules.account import password_fault, read_code, wait_after, wait_of_address
from models.rules.errors import Refused

TOKEN_BYTES = 32
HOUR = timedelta(hours=1)
WRONG = "姓名或者口令有误，请核对；忘记口令的，请管理机构重新开单。"
WITHOUT_ROLE = "您今天不是任何部门的联系人，请管理机构核对。"
UNEQUAL = "两次填写的口令不同，请重新填写。"
HASHER = PasswordHasher()
DECOY = HASHER.hash(secrets.token_hex())  # an unknown name takes as long as a wrong password
TWO_AT_A_TIME = BoundedSemaphore(2)


class Failures:
    """The failures of the last hour by account and address; kept while the process runs."""

    def __init__(self) -> None:
        self._of: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)

    def wait(self, name: str, address: str, now: datetime) -> timedelta:
        """Return how long this name waits at this address."""
        own, all_of = self._recent((name, address), now), self._recent(("", address), now)
        left = [last + waits(len(found)) - now for found, waits in ((own, wait_after), (all_of, wait_of_address))
                for last in found[-1:]]  # fmt: skip
        return max([timedelta(), *left])

    def add(self, name: str, address: str, now: datetime) -> None:
        """Count a failure."""
        for key in ((name, address), ("", address)):
            self._of[key].append(now)

    def clear(self) -> None:
        """Forget all failures."""
        self._of.clear()

    def forget(self, name: str, address: str) -> None:
        """Count no more: the person has signed in."""
        self._of.pop((name, address), None)

    def _recent(self, key: tuple[str, str], now: datetime) -> list[datetime]:
        found = [at for at in self._of.get(key, ()) if now - at < HOUR]
        if found:
            self._of[key] = found
        else:
            self._of.pop(key, None)
        return found


FAILURES = Failures()


def show(visit: Visit, fault: str = "", name: str = "", status: int = 200) -> Response:
    """Return the page to sign in."""
    return visit.page("sign_in", status, fault=fault, name=name, next=_next(visit))


def sign_in(visit: Visit) -> Response:
    """Sign in by name and password, or say that one of them is wrong."""
    name, password = visit.said("name").strip(), visit.said("password")
    address, now = _address(visit), visit.day.at
    if wait := FAILURES.wait(name, address, now):
        return show(visit, f"多次有误，请在{int(wait.total_seconds()) + 1}秒后再试。", name, 429)
    with begin() as session:
        found = hash_named(session, home(session), name)
    if not _matches(found[1] if found else DECOY, password) or found is None:
        FAILURES.add(name, address, now)
        return show(visit, WRONG, name, 401)
    FAILURES.forget(name, address)
    return _enter(visit, found[0])


def show_first(visit: Visit, fault: str = "", status: int = 200) -> Response:
    """Return the page for the first sign-in with a slip."""
    return visit.page("first", status, fault=fault, code=visit.said("code"))


def use_slip(visit: Visit) -> Response:
    """Use the code of a slip and set the password; a fault names itself and uses up nothing."""
    code, password, again = (visit.said(name) for name in ("code", "password", "again"))
    digest = sha256(read_code(code).encode()).hexdigest()
    address, now = _address(visit), visit.day.at
    if FAILURES.wait("首次登录", address, now):
        return show_first(visit, "多次有误，请稍后再试。", 429)
    try:
        with begin() as session:
            account, _ = slip_of(session, digest, visit.day)
            person = person_of(session, account.id or 0, visit.day.date)
        if person is None:
            return show_first(visit, WITHOUT_ROLE, 422)
        words = [person.name, *(part for each in person.capacities for part in (each.code, each.name))]
        if fault := UNEQUAL if password != again else password_fault(password, words):
            return show_first(visit, fault, 422)
        with TWO_AT_A_TIME:
            hashed = HASHER.hash(password)
        with begin() as session:
            data = FirstSignIn(code_digest=digest, password_hash=hashed)
            perform(session, first_sign_in, data, visit.day, person.actor(person.capacities[0]))
    except Refused as refusal:
        FAILURES.add("首次登录", address, now)
        return show_first(visit, refusal.message, 422)
    return _enter(visit, account.id or 0)


def sign_out(visit: Visit) -> Response:
    """End the session, or with `everywhere` all of the account."""
    everywhere = visit.person.account if visit.said("everywhere") else None
    with begin() as session:
        end_session(session, token_digest(visit.request), visit.day.at, everywhere=everywhere)
    answer = visit.to("/in")
    answer.delete_cookie(cookie_name(visit.request))
    return answer


def _enter(visit: Visit, account: int) -> Response:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with begin() as session:
        digest = sha256(token.encode()).hexdigest()
        begin_session(session, account, digest, secrets.token_urlsafe(TOKEN_BYTES), visit.day.at)
    answer = visit.to(_next(visit))
    secure, below = visit.request.url.scheme == "https", visit.request.scope.get("root_path", "")
    answer.set_cookie(
        cookie_name(visit.request),
        token,
        path=below or "/",
        httponly=True,
        secure=secure,
        samesite="lax" if secure else "strict",
    )
    return answer


def _matches(hashed: str, password: str) -> bool:
    with TWO_AT_A_TIME:
        try:
            return HASHER.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


def _next(visit: Visit) -> str:
    """Return where a person wanted to go: a path of this page, never another host."""
    asked = visit.said("next") or visit.request.query_params.get("next", "/")
    return asked if asked.startswith("/") and not asked.startswith("//") and "\\" not in asked else "/"


def _address(visit: Visit) -> str:
    return visit.request.client.host if visit.request.client else ""
