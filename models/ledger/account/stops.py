"""暂停登录: one clerk stops an account until the end of the next working day; it ends by itself (A49b)."""

from datetime import date, timedelta

from sqlmodel import Session

from models.intake.account import AccountEnded
from models.ledger.account.opening import AGENCY, END_SESSIONS, tell_of_signer
from models.ledger.account.people import open_account_named
from models.ledger.acts import Context, Summary, act
from models.ledger.four_eyes import operator_of
from models.ledger.jurisdiction import calendar_of
from models.ledger.registry.signers import from_afar
from models.ledger.transitions import lock, record_row
from models.rules.chinese_dates import in_full
from models.rules.errors import Refused
from models.statements import run

APART = timedelta(days=30)  # between two stops by one clerk: many short ones would be an end
STOPPED = "SELECT stopped_until FROM account WHERE id = :account AND stopped_until >= :day"


@act("stop_account", "暂停账号登录", clause="3-4.6", roles=AGENCY)
def stop_account(session: Session, data: AccountEnded, ctx: Context) -> Summary:
    """4.6, A49b: stop an account until the end of the next working day; its owner and the agency's head are told.

    Raises Refused if the same clerk stopped it at the page within the last 30 days.
    """
    lock(session, "account")
    account = open_account_named(session, ctx.jurisdiction, data.person)
    before, hand = account.stopped_until, operator_of(ctx)
    if before and before >= ctx.date:
        return Summary(f"“{account.person}”的账号{account.serial}已暂停登录至{before}，未作改动。", {"stopped": 0})
    if before and from_afar(ctx) and account.stopped_by == hand.account and ctx.date - before < APART:
        raise Refused(
            f"您{APART.days}天内暂停过“{account.person}”的账号{account.serial}（至{before}），不能接着暂停；"
            "确要停用的，附任免文件停用账号，由另一名经办人确认，或者在本机办理。"
        )
    until = calendar_of(session, ctx.jurisdiction).nth_after(ctx.date, 1)
    account.stopped_until, account.stopped_by, account.stopped_why = until, hand.account or hand.name, data.reason
    record_row(session, ctx, account, "stopped")
    run(session, END_SESSIONS, account=account.id, at=ctx.at)
    tell_of_signer(session, ctx, account, f"由{hand.name}暂停登录至{in_full(until)}，次日自动恢复，原因：{data.reason}")
    return Summary(f"“{account.person}”的账号{account.serial}暂停登录至{until}，次日自动恢复。", {"stopped": 1})


def stopped_until(session: Session, account: int, day: date) -> date | None:
    """Return until when an account is stopped; None if it is not."""
    found: date | None = run(session, STOPPED, account=account, day=day).scalar()
    return found
