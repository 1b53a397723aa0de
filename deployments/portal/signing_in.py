"""登录: by password, by a slip for the first time, and out again; failures slow down, and never lock."""

import secrets
from hashlib import sha256
from threading import Semaphore

from anyio import CapacityLimiter
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from starlette.responses import Response

from deployments.portal.failures import FAILURES
from deployments.portal.guard import cookie_name, is_secure, path_of_page
from deployments.portal.visit import Visit, token_digest
from models.database import begin
from models.intake.account import FirstSignIn
from models.ledger.account.people import own_words, person_of
from models.ledger.account.sessions import begin_session, end_session, first_sign_in, hash_named, slip_of
from models.ledger.account.stops import stopped_until
from models.ledger.jurisdiction import home
from models.ledger.perform import perform
from models.rules.account import password_fault, read_code
from models.rules.chinese_dates import in_full
from models.rules.errors import Refused
from models.rules.personal_names import one_spelling

TOKEN_BYTES = 32
WRONG = "姓名或者口令有误，请核对；忘记口令的，请管理机构重新开单。"
UNEQUAL = "两次填写的口令不同，请重新填写。"
WITHOUT_ROLE = "您今天不是任何部门的联系人，或者开通单不是为现在的任职开的，请管理机构核对、重新开单。"
STOPPED = "这个账号暂停登录至{}，次日自动恢复；有疑问的，请与管理机构联系。"
LATER = "多次有误，请稍后再试。"
HASHER = PasswordHasher()
DECOY = HASHER.hash(secrets.token_hex())  # an unknown name takes as long as a wrong password
TWO_AT_A_TIME = CapacityLimiter(2)  # of those who sign in; a signed-in session never waits for them
HASHES = Semaphore(2)  # at a time, of all


def show(visit: Visit, fault: str = "", name: str = "", status: int = 200) -> Response:
    """Return the page to sign in."""
    return visit.page("sign_in", status, fault=fault, name=name, next=_next(visit))


def sign_in(visit: Visit) -> Response:
    """Sign in by name and password, or say that one of them is wrong."""
    name, password = visit.said("name").strip()[:200], visit.said("password")
    with begin() as session:
        found = hash_named(session, home(session), name)
    who = one_spelling(name.replace("／", "/").rpartition("/")[2])  # of any department: unknown names are counted alike
    if wait := FAILURES.try_again(who, visit.address, visit.day.at):
        return show(visit, f"多次有误，请在{int(wait.total_seconds()) + 1}秒后再试。", name, 429)
    if not is_password(found[1] if found else DECOY, password) or found is None:
        return show(visit, WRONG, name, 401)
    FAILURES.succeed(who, visit.address)
    with begin() as session:
        person = person_of(session, found[0], visit.day.date)
        stopped = stopped_until(session, found[0], visit.day.date)
    without = STOPPED.format(in_full(stopped)) if stopped else WITHOUT_ROLE
    return _enter(visit, found[0]) if person else show(visit, without, name, 403)


def show_first(visit: Visit, fault: str = "", status: int = 200) -> Response:
    """Return the page for the first sign-in with a slip."""
    return visit.page("first", status, fault=fault, code=visit.said("code"), next=_next(visit))


def use_slip(visit: Visit) -> Response:
    """Use the code of a slip and set the password; a fault names itself and uses up nothing."""
    code, password, again = (visit.said(name) for name in ("code", "password", "again"))
    digest = sha256(read_code(code).encode()).hexdigest()
    if FAILURES.try_again("", visit.address, visit.day.at):
        return show_first(visit, LATER, 429)
    try:
        with begin() as session:
            account, slip = slip_of(session, digest, visit.day)
            number = account.id or 0
            person, words = person_of(session, number, visit.day.date, slip.id), own_words(session, number)
        if person is None:
            return show_first(visit, WITHOUT_ROLE, 422)
        if fault := UNEQUAL if password != again else password_fault(password, words):
            return show_first(visit, fault, 422)
        with begin() as session:
            data = FirstSignIn(code_digest=digest, password_hash=_hash(password))
            perform(session, first_sign_in, data, visit.day, person.actor(next(iter(person.capacities), None)))
    except Refused as refusal:
        return show_first(visit, refusal.message, 422)
    FAILURES.succeed("", visit.address)
    return _enter(visit, number)


def sign_out(visit: Visit) -> Response:
    """End the session, or with `everywhere` all of the account."""
    everywhere = visit.person.account if visit.said("everywhere") else None
    with begin() as session:
        end_session(session, token_digest(visit.request), visit.day.at, everywhere=everywhere)
    answer = visit.to("/in")
    answer.delete_cookie(
        cookie_name(visit.request), path_of_page() or "/", secure=is_secure(visit.request), httponly=True
    )
    return answer


def _hash(password: str) -> str:
    with HASHES:
        return HASHER.hash(password)


def is_password(hashed: str, password: str) -> bool:
    """Return whether a password is that of a hash; an empty hash is of none."""
    try:
        with HASHES:
            HASHER.verify(hashed or DECOY, password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(hashed)


def _enter(visit: Visit, account: int) -> Response:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with begin() as session:
        digest = sha256(token.encode()).hexdigest()
        begin_session(session, account, digest, secrets.token_urlsafe(TOKEN_BYTES), visit.day.at)
    answer, secure = visit.to(_next(visit)), is_secure(visit.request)
    answer.set_cookie(
        cookie_name(visit.request),
        token,
        path=path_of_page() or "/",
        httponly=True,
        secure=secure,
        samesite="lax" if secure else "strict",
    )
    return answer


def _next(visit: Visit) -> str:
    """Return where a person wanted to go: a path of this page, never another host."""
    asked = visit.said("next") or visit.request.query_params.get("next", "/")
    return asked if asked.startswith("/") and not asked.startswith("//") and "\\" not in asked else "/"
