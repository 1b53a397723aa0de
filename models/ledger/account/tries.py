"""口令试错: counted before a password is checked, by name or browser; and the code that opens one try (3-4.6)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlmodel import Session

from models.intake.account import CodeSent
from models.ledger.account.opening import tell_person
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.notice_ends import OWN_ADDRESSES
from models.records import Account
from models.rules.account import DAILY, HOURLY, KNOWN_FOR, ONE_TRY_TERM
from models.rules.errors import Refused
from models.rules.personal_names import one_spelling
from models.statements import run

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEFT = """(SELECT count(*) FILTER (WHERE x > :hour_before) < :hourly
    AND count(*) FILTER (WHERE x > :day_before) < :daily FROM unnest(t.tries) x)"""
# Of many tries at once each sees those before it.
TAKE = f"""
INSERT INTO sign_in_tries AS t (counted, tries) VALUES (:counted, ARRAY[CAST(:at AS timestamptz)])
ON CONFLICT (counted) DO UPDATE
    SET tries = ARRAY(SELECT x FROM unnest(t.tries) x WHERE x > :day_before) || CAST(:at AS timestamptz) WHERE {LEFT}
RETURNING 1
"""  # noqa: S608 - constants only
WAITS = f"SELECT EXISTS (SELECT FROM sign_in_tries t WHERE counted = :counted AND NOT {LEFT})"  # noqa: S608
GIVE_BACK = "UPDATE sign_in_tries SET tries = trim_array(tries, 1) WHERE counted = :counted AND cardinality(tries) > 0"
KNOWS = """
SELECT EXISTS (SELECT FROM page_session WHERE (account_id, browser) = (:account, :browser) AND known
    AND begun_at > :since)
"""
ADDRESSES = f"""
SELECT DISTINCT u.channel, u.address FROM account_place p JOIN account a ON a.id = p.account_id
    JOIN {OWN_ADDRESSES} q ON (q.department_id, q.name) = (p.department_id, a.person)
    CROSS JOIN LATERAL (VALUES ('mail', q.email), ('wecom_app', q.wecom_id)) u(channel, address)
WHERE a.id = :account AND a.ended_on IS NULL AND u.address <> '' ORDER BY 1, 2
"""  # noqa: S608 - constants only
KEEP_CODE = """
INSERT INTO sign_in_code AS c (account_id, code_digest, sent_at) VALUES (:account, :digest, :at)
ON CONFLICT (account_id) DO UPDATE SET code_digest = excluded.code_digest, sent_at = excluded.sent_at
    WHERE c.sent_at <= :before
RETURNING 1
"""
USE_CODE = "DELETE FROM sign_in_code WHERE (account_id, code_digest) = (:account, :digest) AND sent_at > :before"


class Counted(NamedTuple):
    """What the tries are counted of, and whether that is a browser in which the account signed in before."""

    key: str
    is_known: bool


def counted_as(session: Session, name: str, account: int | None, browser: str, at: datetime) -> Counted:
    """Return what the tries of a name are counted of: the browser if it is known to the account, else the name.

    A name is that of any department, so that the tries of unknown names are counted like those of known ones.
    """
    if browser and run(session, KNOWS, account=account or 0, browser=browser, since=at - KNOWN_FOR).scalar_one():
        return Counted(f"browser {account} {browser}", is_known=True)
    return Counted(key_of_name(name), is_known=False)


def key_of_name(name: str) -> str:
    """Return by what the tries of a name are counted, and wait for each other."""
    person = one_spelling(name.replace("／", "/").rpartition("/")[2])
    return f"name {sha256(person.encode(errors='replace')).hexdigest()}"


def take_try(session: Session, counted: str, at: datetime) -> bool:
    """Count one more try as wrong, before it is known to be right; returns False, and counts none, if it must wait."""
    return run(session, TAKE, counted=counted, at=at, **_limits(at)).first() is not None


def give_back(session: Session, counted: str) -> None:
    """Count one try less: it was right."""
    run(session, GIVE_BACK, counted=counted)


def is_waiting(session: Session, counted: str, at: datetime) -> bool:
    """Return whether no further try is taken for now."""
    return bool(run(session, WAITS, counted=counted, **_limits(at)).scalar_one())


def _limits(at: datetime) -> Mapping[str, Any]:
    return {"hour_before": at - HOUR, "day_before": at - DAY, "hourly": HOURLY, "daily": DAILY}


@act("send_sign_in_code", "发送登录验证码", clause="3-4.6", roles={Role.SYSTEM}, instead="请在登录的网页上要验证码。")
def send_sign_in_code(session: Session, data: CodeSent, ctx: Context) -> Summary:
    """4.6: keep the digest of a code that opens one try, for an account with an address; its office is told once a day.

    Raises Refused while the last one can still be used.
    """
    account = session.get_one(Account, data.account)
    before = ctx.at - ONE_TRY_TERM
    if not run(session, KEEP_CODE, account=account.id, digest=data.code_digest, at=ctx.at, before=before).first():
        raise Refused("上一个登录验证码还有效，没有另发。")
    tell_person(session, ctx, account, "多次口令有误，系统向本人登记的地址发送登录验证码", occasion=f"code {ctx.date}")
    return Summary(f"将向“{account.person}”（账号{account.serial}）登记的地址发送登录验证码。", {"codes": 1})


def addresses_of(session: Session, account: int, at: datetime) -> list[tuple[str, str]]:
    """Return channel and address of each registered address of an account's person, mail first."""
    return [(row.channel, row.address) for row in run(session, ADDRESSES, account=account, day=at.date())]


def use_code(session: Session, account: int, digest: str, at: datetime) -> bool:
    """Use up the code of an account; returns whether it was the right one, and in time."""
    return run(session, USE_CODE, account=account, digest=digest, before=at - ONE_TRY_TERM).rowcount > 0
