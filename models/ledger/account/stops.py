"""暂停登录: one clerk stops an account until the end of the next working day; it ends by itself (A49b)."""

from datetime import date, timedelta

from sqlmodel import Session

from models.intake.account import AccountEnded
from models.ledger.account.opening import AGENCY, END_SESSIONS, tell_of_signer
from models.ledger.account.people import open_account_named, terms_of
from models.ledger.acts import Context, Summary, act
from models.ledger.jurisdiction import calendar_of
from models.ledger.registry.signers import from_afar
from models.ledger.transitions import lock, record_row
from models.records import id_of
from models.rules.chinese_dates import in_full
from models.rules.errors import Refused
from models.statements import run

APART = timedelta(days=30)  # between two stops from the page: many short ones would be an end
STOPPED = "SELECT stopped_until FROM account WHERE id = :account AND stopped_until >= :day"
AGAIN = (
    "“{0}”的账号{1}{2}天内暂停过（至{3}），网页上不能接着暂停；确要停用的，附任免文件停用账号，由另一名经办人确认，"
    "或者在本机办理。"
)


@act("stop_account", "暂停账号登录", clause="3-4.6", roles=AGENCY)
def stop_account(session: Session, data: AccountEnded, ctx: Context) -> Summary:
    """4.6, A49b: stop an account until the end of the next working day; its owner and the agency's head are told.

    Raises Refused at the page if that of a signer was stopped within the last 30 days; any other may be ended anyway.
    """
    lock(session, "account")
    account = open_account_named(session, ctx.jurisdiction, data.person)
    before, named = account.stopped_until, f"“{account.person}”的账号{account.serial}"
    if before and before >= ctx.date:
        return Summary(f"{named}已暂停登录至{before}，未作改动。", {"stopped": 0})
    if before and from_afar(ctx) and ctx.date - before < APART and terms_of(session, id_of(account), ctx.date):
        raise Refused(AGAIN.format(account.person, account.serial, APART.days, before))
    until = account.stopped_until = calendar_of(session, ctx.jurisdiction).nth_after(ctx.date, 1)
    record_row(session, ctx, account, "stopped", detail={"reason": data.reason})
    run(session, END_SESSIONS, account=account.id, at=ctx.at)
    tell_of_signer(session, ctx, account, f"暂停登录至{in_full(until)}，次日自动恢复", data.reason)
    return Summary(f"{named}暂停登录至{until}，次日自动恢复。", {"stopped": 1})


def stopped_until(session: Session, account: int, day: date) -> date | None:
    """Return until when an account is stopped; None if it is not."""
    found: date | None = run(session, STOPPED, account=account, day=day).scalar()
    return found
