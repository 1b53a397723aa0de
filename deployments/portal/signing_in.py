"""登录: by password, by a slip for the first time, and out again; wrong tries wait for a code, without a lock."""

import secrets
from hashlib import sha256

from anyio import CapacityLimiter
from sqlmodel import Session
from starlette.responses import Response

from deployments.portal import passwords
from deployments.portal.browser import TOKEN_BYTES, keep_cookie, keep_token, token_for
from deployments.portal.guard import cookie_name, is_secure, path_of_page
from deployments.portal.hash_queue import look_up, named_in
from deployments.portal.passwords import chosen_fault, hashed, is_password
from deployments.portal.sign_in_code import send_soon
from deployments.portal.visit import Visit, token_digest
from models.database import begin
from models.intake.account import FirstSignIn
from models.ledger.account.people import own_words, person_of
from models.ledger.account.sessions import begin_session, end_session, first_sign_in, slip_of
from models.ledger.account.tries import Counted, give_back, is_waiting, take_try, use_code
from models.ledger.perform import perform
from models.records import Account
from models.rules.account import DAILY, HOURLY, ONE_TRY_TERM, read_code
from models.rules.chinese_dates import in_full
from models.rules.errors import Refused

WRONG = "姓名或者口令有误，请核对；忘记口令的，请管理机构重新开单。"
WITHOUT_ROLE = "您今天不是任何部门的联系人，或者开通单不是为现在的任职开的，请管理机构核对、重新开单。"
STOPPED = "这个账号暂停登录至{}，次日自动恢复；有疑问的，请与管理机构联系。"
WAITS = (
    f"这里口令错的次数已到上限（一小时{HOURLY}次，一天{DAILY}次），口令填对也要等。"
    "请用您登录过的浏览器登录，或者要一个验证码；没有登记邮箱、企业微信的，请管理机构重新开单。"
)
ASKED = (
    f"有这个账号并且登记了邮箱或者企业微信的，验证码已经发去，{int(ONE_TRY_TERM.total_seconds() // 60)}分钟内有效，"
    "可以试一次口令。没有收到的，请管理机构重新开单。"
)
WRONG_CODE = "验证码有误、用过或者已经过期，请核对，或者另要一个。"
SPENT = "口令有误，验证码已经用掉；再试请另要一个验证码，忘记口令的请管理机构重新开单。"
FIRST = CapacityLimiter(1)  # of those who come with a slip: a wrong code takes no hash


def show(visit: Visit, fault: str = "", status: int = 200, *, waits: bool = False, told: str = "") -> Response:
    """Return the page to sign in; where a name waits, with what asks for a code and takes it."""
    name = named_in(visit)
    return visit.page("sign_in", status, fault=fault, name=name, next=_next(visit), waits=waits, told=told)


def sign_in(visit: Visit) -> Response:
    """Sign in by name and password, or say that one of them is wrong, or that a code has to open this try."""
    counted, found = look_up(visit)
    account, of_account = found or (0, passwords.DECOY)
    code = read_code(visit.said("code"))
    if not _may_try(visit, counted, account, code):
        fault, status = (WRONG_CODE, 422) if code else (WAITS, 429)
        return show(visit, fault, status, waits=True)
    if not is_password(of_account, visit.said("password")) or not account:
        return show(visit, SPENT if code else WRONG, 401, waits=bool(code))
    return _go_in(visit, account, "" if code else counted.key)


def _go_in(visit: Visit, account: int, counted: str) -> Response:
    """Let the person in whose password was right; his try is no longer counted."""
    with begin() as session:
        give_back(session, counted)
        person = person_of(session, account, visit.day.date)
        without = _why_not(session, account, visit)
    return enter(visit, account, _next(visit)) if person else show(visit, without, 403)


def _why_not(session: Session, account: int, visit: Visit) -> str:
    """Return why an account without a role today is not let in: it is stopped, or its person is nothing."""
    until = session.get_one(Account, account).stopped_until
    return STOPPED.format(in_full(until)) if until and until >= visit.day.date else WITHOUT_ROLE


def _may_try(visit: Visit, counted: Counted, account: int, code: str) -> bool:
    """Return whether the password is looked at: the try is counted as wrong for now, or a code is used up."""
    with begin() as session:
        if code:
            return use_code(session, account, sha256(code.encode()).hexdigest(), visit.day.at)
        return take_try(session, counted.key, visit.day.at)


def ask_code(visit: Visit) -> Response:
    """Send a code to the registered address of a name that waits; the answer is the same for an unknown name."""
    counted, _ = look_up(visit)
    with begin() as session:
        waits = is_waiting(session, counted.key, visit.day.at)
    if not waits:
        return show(visit)
    send_soon(visit)
    return show(visit, waits=True, told=ASKED)


def show_first(visit: Visit, fault: str = "", status: int = 200) -> Response:
    """Return the page for the first sign-in with a slip."""
    return visit.page("first", status, fault=fault, code=visit.said("code"), next=_next(visit))


def use_slip(visit: Visit) -> Response:
    """Use the code of a slip and set the password; a fault names itself and uses up nothing."""
    code, password, again = (visit.said(name) for name in ("code", "password", "again"))
    digest = sha256(read_code(code).encode()).hexdigest()
    try:
        with begin() as session:
            account, slip = slip_of(session, digest, visit.day)
            number = account.id or 0
            person, words = person_of(session, number, visit.day.date, slip.id), own_words(session, number)
            without = _why_not(session, number, visit)
        if person is None:
            return show_first(visit, without, 422)
        if fault := chosen_fault(password, again, words):
            return show_first(visit, fault, 422)
        data = FirstSignIn(code_digest=digest, password_hash=hashed(password))
        with begin() as session:
            perform(session, first_sign_in, data, visit.day, person.actor(next(iter(person.capacities), None)))
    except Refused as refusal:
        return show_first(visit, refusal.message, 422)
    return enter(visit, number, _next(visit))


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


def enter(visit: Visit, account: int, path: str) -> Response:
    """Begin a session, in which the person stands at `path`; the browser is known to the account from now on."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    digest, form_token = sha256(token.encode()).hexdigest(), secrets.token_urlsafe(TOKEN_BYTES)
    with begin() as session:
        kept = token_for(session, visit.request)
        begin_session(session, account, digest, form_token, visit.day.at, sha256(kept.encode()).hexdigest())
    answer = visit.to(path)
    keep_cookie(answer, visit.request, cookie_name(visit.request), token)
    keep_token(answer, visit.request, kept)
    return answer


def _next(visit: Visit) -> str:
    """Return where a person wanted to go: a path of this page, never another host."""
    asked = visit.said("next") or visit.request.query_params.get("next", "/")
    return asked if asked.startswith("/") and not asked.startswith("//") and "\\" not in asked else "/"
