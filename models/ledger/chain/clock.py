"""时钟: the recorded instants that a machine's clock is checked against, and the agency's confirmation of it."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from models.intake.clock import ClockConfirmed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.transitions import record
from models.rules.errors import Refused
from models.statements import run
from models.transaction import transaction

NEWEST = "SELECT height, at FROM block ORDER BY height DESC LIMIT 1"
CONFIRMED = "SELECT at FROM block WHERE height > :height AND act = :act ORDER BY height DESC LIMIT 1"
LOCK = "SELECT FROM jurisdiction WHERE id = :jurisdiction FOR UPDATE"


class Recorded(NamedTuple):
    """A block's place in the chain and the instant at which it was recorded."""

    height: int
    at: datetime


def newest_record(session: Session) -> Recorded | None:
    """Return height and instant of the newest block; None before `mubiao init`."""
    row = run(session, NEWEST).first()
    return Recorded(row.height, row.at) if row else None


def confirmed_since(session: Session, height: int) -> datetime | None:
    """Return the instant of the last clock confirmation above block `height`; None if there is no such block."""
    confirmed_at: datetime | None = run(session, CONFIRMED, height=height, act=confirm_clock.name).scalar()
    return confirmed_at


@act("confirm_clock", "确认时钟", clause="3-6.2.2", roles={Role.AGENCY})
def confirm_clock(session: Session, data: ClockConfirmed, ctx: Context) -> Summary:
    """Confirm the machine's clock against the actual date, so that stopped scheduled tasks may run again.

    Each confirmation is a block, also a second one: the clock may have been moved since. Raises Refused if the date
    entered differs from the clock's.
    """
    if data.today != ctx.at.date():
        difference = f"本机时钟现为{ctx.at:%Y-%m-%d %H:%M}（北京时间），与您核对的{data.today}不是同一天"
        raise Refused(f"{difference}。请先校准本机时间，再确认。")
    run(session, LOCK, jurisdiction=ctx.jurisdiction)  # two at once have their transitions in the order of their blocks
    last = newest_record(session)
    detail = {"last": last.at.isoformat()} if last else {}
    transaction(session).clock_confirmed = True
    record(session, ctx, "jurisdiction", [ctx.jurisdiction], "clock_confirmed", detail=detail)
    return Summary(f"已确认本机时钟为{ctx.at:%Y-%m-%d %H:%M}（北京时间），计划任务照常进行。", {"confirmed": 1})
