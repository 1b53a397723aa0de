"""时钟: the recorded instants that a machine's clock is checked against, and the agency's confirmation of it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from models.intake.jurisdiction import ClockConfirmed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.jurisdiction import is_rehearsal
from models.ledger.transitions import record
from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI
from models.statements import run, transaction

CONFIRMED = "SELECT at FROM block WHERE height > :height AND act = :act ORDER BY height DESC LIMIT 1"
SCHEDULED = "SELECT at FROM block WHERE height > :height AND role = :system ORDER BY height DESC LIMIT 1"
LOCK = "SELECT FROM jurisdiction WHERE id = :jurisdiction FOR UPDATE"


class Recorded(NamedTuple):
    """A block's place in the chain and the instant at which it was recorded."""

    height: int
    at: datetime


def newest_record(session: Session) -> Recorded | None:
    """Return height and instant of the newest block; None before `mubiao init`."""
    row = run(session, "SELECT height, at FROM block ORDER BY height DESC LIMIT 1").first()
    return Recorded(row.height, row.at) if row else None


def confirmed_since(session: Session, height: int) -> datetime | None:
    """Return the instant of the last clock confirmation above block `height`; None if there is no such block."""
    confirmed_at: datetime | None = run(session, CONFIRMED, height=height, act=confirm_clock.name).scalar()
    return confirmed_at


def last_scheduled(session: Session, height: int) -> datetime | None:
    """Return the instant of the newest block of scheduled work above block `height`; None if there is none.

    Some machine did that work, and its clock was trusted. What people enter is no proof: they may enter it under a
    wrong clock.
    """
    at: datetime | None = run(session, SCHEDULED, height=height, system=Role.SYSTEM.value).scalar()
    return at


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


MOST_APART = timedelta(days=1)  # a delivery run may take hours
APART = """
SELECT height, act, at, sealed_at FROM block WHERE greatest(at - sealed_at, sealed_at - at) > :most ORDER BY height
"""
BACK = """
SELECT b.height, b.sealed_at, p.sealed_at AS before FROM block b JOIN block p ON p.height = b.height - 1
WHERE b.act = :act AND b.sealed_at < p.sealed_at ORDER BY b.height
"""


def describe_instants_apart(session: Session) -> list[str]:
    """Return a sentence for each block whose two instants are more than a day apart; none of a rehearsal.

    The instant at which a block was sealed is the database's. That at which its act began is the program's: one that
    does not fit was wrong or chosen by someone, and each date that follows from it is to be looked at.
    """
    if is_rehearsal(session):
        return []
    return [
        f"台账第{row.height}块（{row.act}）：记为{row.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}开始，"
        f"{row.sealed_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}封存，相差一天以上，请核对当时的时钟。"
        for row in run(session, APART, most=MOST_APART)
    ]


def describe_clock_set_back(session: Session) -> list[str]:
    """Return a sentence for each confirmation of a clock that lay before the newest block; none of a rehearsal.

    A wrong clock was corrected, or a right one was set back: the dates that follow are to be looked at.
    """
    if is_rehearsal(session):
        return []
    return [
        f"台账第{row.height}块（{confirm_clock.name}）：确认时钟，由{row.before.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        f"退到{row.sealed_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}，请核对此后各块的日期。"
        for row in run(session, BACK, act=confirm_clock.name)
    ]
