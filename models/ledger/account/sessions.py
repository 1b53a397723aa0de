"""登录: the first use of a slip, the hash that a password is checked against, and sessions by their tokens."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, select

from models.intake.account import FirstSignIn, PasswordChanged
from models.ledger.account.opening import END_SESSIONS, newest_slip, tell_person
from models.ledger.account.people import SignedIn, account_named, person_of
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.seals import seal_changes
from models.ledger.transitions import record_row
from models.records import Account, Slip
from models.rules.account import LATE_FORM, WHOLE, acts_by_hand, session_end
from models.rules.errors import Refused
from models.rules.workdays import BusinessDay
from models.statements import run

WRONG_CODE = "首次登录码有误、用过或者已经过期，请核对；过期的请管理机构重新开单。"
KEEP_HASH = """
INSERT INTO password (account_id, hash, set_at) VALUES (:account, :hash, :at)
ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at
"""
HASH_OF = "SELECT hash FROM password WHERE account_id = :account"
DONE_BY = "coalesce(nullif(b.entered_by, ''), b.actor) FROM transition x JOIN block b ON b.act_id = x.act_id"
HAND_OF = f"""
SELECT (SELECT p.hash FROM password p WHERE p.account_id = :account) AS hash,
    array_agg(s.confirmed_on ORDER BY s.number)
    FILTER (WHERE s.used_on IS NOT NULL) AS confirmed,
    (SELECT {DONE_BY} WHERE (x.record, x.event, x.record_id) = ('account', 'opened', :account)) AS opened_by,
    (SELECT {DONE_BY} WHERE (x.record, x.event, x.record_id) = ('slip', 'confirmed', max(s.id))) AS confirmed_by
FROM slip s WHERE s.account_id = :account
"""  # noqa: S608 - constants only
BEGIN = """
INSERT INTO page_session (account_id, token_digest, form_token, browser, known, begun_at, seen_at)
VALUES (:account, :digest, :form_token, :browser, true, :at, :at)
"""
END_OLDER = "UPDATE page_session SET ended_at = :at WHERE browser = :browser AND ended_at IS NULL"
FORGET_BROWSERS = "UPDATE page_session SET known = false WHERE account_id = :account AND known"
IS_BROWSER = "SELECT EXISTS (SELECT FROM page_session WHERE browser = :browser)"
# A session counts only if it began since the password in force was set.
SINCE_PASSWORD = "JOIN password p ON p.account_id = s.account_id AND p.hash <> '' AND p.set_at <= s.begun_at"  # noqa: S105
FIND = f"""
SELECT s.account_id, s.form_token, s.begun_at, s.seen_at, s.ended_at FROM page_session s {SINCE_PASSWORD}
WHERE s.token_digest = :digest
"""  # noqa: S608 - constants only
ENDS = "least(ended_at, seen_at + :idle, begun_at + :whole)"
OWN_SESSIONS = f"""
SELECT s.id, s.begun_at, s.seen_at, s.token_digest = :digest AS here FROM page_session s {SINCE_PASSWORD}
WHERE s.account_id = :account AND {ENDS} >= :at AND ended_at IS NULL ORDER BY s.seen_at DESC, s.id DESC
"""  # noqa: S608 - constants only
# The session that a form is of, by the token of the form: its browser may have another session by now, or none.
OF_FORM = f"SELECT account_id, form_token FROM page_session WHERE form_token = :form_token AND {ENDS} >= :since"  # noqa: S608
SEEN = "UPDATE page_session SET seen_at = :at WHERE token_digest = :digest AND seen_at < :before"
END = "UPDATE page_session SET ended_at = :at WHERE token_digest = :digest AND ended_at IS NULL"
END_ONE = "UPDATE page_session SET ended_at = :at WHERE (account_id, id) = (:account, :number) AND ended_at IS NULL"
NOTED_EVERY = timedelta(minutes=1)


class OpenSession(NamedTuple):
    """A session that is open: who is signed in, and the token that each of its forms carries."""

    person: SignedIn
    form_token: str


@act("first_sign_in", "首次登录", clause="3-4.6", roles={*Role} - {Role.SYSTEM}, instead="在网页上用开通单首次登录。")
def first_sign_in(session: Session, data: FirstSignIn, ctx: Context) -> Summary:
    """4.6: use a slip once and set the password that its person chose; the person's addresses are told at once."""
    account, slip = slip_of(session, data.code_digest, ctx.day)
    slip.used_on = ctx.date
    record_row(session, ctx, slip, "used")
    run(session, END_SESSIONS, account=account.id, at=ctx.at)
    seal_changes(session, ctx, KEEP_HASH, account=account.id, hash=data.password_hash, at=ctx.at)
    tell_person(session, ctx, account, "已首次登录")
    return Summary(f"“{account.person}”已首次登录。", {"signed_in": 1}, {"account": account.serial})


@act(
    "change_password",
    "更改本人口令",
    clause="3-4.6",
    roles={*Role} - {Role.SYSTEM},
    instead="请本人登录网页，在“本人账号”中更改。",
)
def change_password(session: Session, data: PasswordChanged, ctx: Context) -> Summary:
    """4.6: keep the password that the person chose in place of the one that he gave; all his sessions end."""
    account = session.get_one(Account, data.account)
    run(session, END_SESSIONS, account=account.id, at=ctx.at)
    seal_changes(session, ctx, KEEP_HASH, account=account.id, hash=data.password_hash, at=ctx.at)
    tell_person(session, ctx, account, "已更改口令")
    return Summary(f"“{account.person}”已更改本人口令。", {"changed": 1}, {"account": account.serial})


def slip_of(session: Session, code_digest: str, day: BusinessDay) -> tuple[Account, Slip]:
    """Return the account and the slip of a first-use code. Raises Refused unless it is the newest, unused and valid."""
    slip = session.exec(select(Slip).where(Slip.code_digest == code_digest).with_for_update()).first()
    account = session.get(Account, slip.account_id) if slip else None
    if slip is None or account is None or account.ended_on or slip.used_on or slip.last_day < day.date:
        raise Refused(WRONG_CODE)
    if newest_slip(session, account).id != slip.id:
        raise Refused(WRONG_CODE)
    return account, slip


def hash_named(session: Session, jurisdiction: int, name: str) -> tuple[int, str] | None:
    """Return account and password hash of a name to sign in with; None for an unknown one."""
    account = account_named(session, jurisdiction, name)
    found = run(session, HASH_OF, account=account or 0).scalar()  # an unknown name takes as long
    return (account, found) if account and found else None


def hand_of(session: Session, account: int) -> tuple[str, str]:
    """Return the password hash of an account, and who opened it and confirmed its slip.

    The second is empty if its person does not act by hand at the page.
    """
    row = run(session, HAND_OF, account=account).one()
    words = f"{row.opened_by}开通，{row.confirmed_by}登记回执"
    return row.hash or "", words if acts_by_hand(row.confirmed or ()) else ""


def begin_session(session: Session, account: int, digest: str, form_token: str, at: datetime, browser: str) -> None:
    """Begin a session of an account, known by the digest of its token; the older ones of its browser end."""
    run(session, END_OLDER, browser=browser, at=at)
    run(session, BEGIN, account=account, digest=digest, form_token=form_token, browser=browser, at=at)


def is_browser(session: Session, browser: str) -> bool:
    """Return whether there was a sign-in in this browser."""
    return bool(run(session, IS_BROWSER, browser=browser).scalar_one())


def session_of(session: Session, digest: str, day: BusinessDay, idle: timedelta) -> OpenSession | None:
    """Return the open session with this token; None if it is unknown or has ended, or its person is nothing today.

    It ends by time, at the latest `idle` after it was used last.
    """
    row = run(session, FIND, digest=digest).first()
    if row is None or row.ended_at or day.at > session_end(row.begun_at, row.seen_at, idle):
        return None
    if (person := person_of(session, row.account_id, day.date)) is None:
        return None
    run(session, SEEN, digest=digest, at=day.at, before=day.at - NOTED_EVERY)
    return OpenSession(person, row.form_token)


def session_of_form(session: Session, form_token: str, day: BusinessDay, idle: timedelta) -> OpenSession | None:
    """Return the session that a form is of, if it has not ended for half a day, and its person has a role today."""
    since = day.at - LATE_FORM
    row = run(session, OF_FORM, form_token=form_token, since=since, idle=idle, whole=WHOLE).first()
    person = person_of(session, row.account_id, day.date) if row else None
    return OpenSession(person, row.form_token) if row and person else None


def own_sessions(session: Session, account: int, digest: str, at: datetime, idle: timedelta) -> list[Any]:
    """Return the open sessions of an account, the one that was used last first; `here` is that with this token."""
    return list(run(session, OWN_SESSIONS, account=account, digest=digest, at=at, idle=idle, whole=WHOLE))


def end_own(session: Session, account: int, number: int, at: datetime) -> None:
    """End one session of an account."""
    run(session, END_ONE, account=account, number=number, at=at)


def end_session(session: Session, digest: str, at: datetime, *, everywhere: int | None = None) -> None:
    """End a session, or all of an account, which is then known to no browser."""
    if everywhere:
        run(session, END_SESSIONS, account=everywhere, at=at)
        run(session, FORGET_BROWSERS, account=everywhere)
    else:
        run(session, END, digest=digest, at=at)
