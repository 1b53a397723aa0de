"""时钟: the instants of the ledger against which a machine's clock is judged, and the agency's word for the clock."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from models.database import run
from models.intake.clock import ClockConfirmed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.transitions import record
from models.rules.errors import Refused

NEWEST = "SELECT height, at FROM block ORDER BY height DESC LIMIT 1"
CONFIRMED = "SELECT at FROM block WHERE height > :height AND act = 'confirm_clock' ORDER BY height DESC LIMIT 1"


class Recorded(NamedTuple):
    """A block's place in the chain and the instant at which it was recorded."""

    height: int
    at: datetime


def newest_record(session: Session) -> Recorded | None:
    """The newest block; none before the installation is founded."""
    found = run(session, NEWEST).first()
    return Recorded(found.height, found.at) if found else None


def confirmed_since(session: Session, height: int) -> datetime | None:
    """The instant at which the agency last vouched for the clock, later in the chain than `height`."""
    found: datetime | None = run(session, CONFIRMED, height=height).scalar()
    return found


@act("confirm_clock", "确认时钟", clause="3-6.2.2", roles={Role.AGENCY})
def confirm_clock(session: Session, data: ClockConfirmed, ctx: Context) -> Summary:
    """Somebody compared the machine's clock with the day it really is; what was stopped for doubt may go on."""
    if data.today != ctx.at.date():
        shown = f"本机时钟现为{ctx.at:%Y-%m-%d %H:%M}（北京时间），与您核对的{data.today}不是同一天"
        raise Refused(f"{shown}。请先校准本机时间，再确认。")
    last = newest_record(session)
    detail = {"last": last.at.isoformat()} if last else {}
    record(session, ctx, "jurisdiction", [ctx.jurisdiction], "clock_confirmed", detail=detail)
    return Summary(f"已确认本机时钟为{ctx.at:%Y-%m-%d %H:%M}（北京时间），计划任务照常进行。", {"confirmed": 1})
