"""Blocks that show a clock that was wrong, or chosen by someone: begun long before or after sealing, or set back."""

from datetime import timedelta

from sqlmodel import Session

from models.ledger.chain.clock import confirm_clock
from models.ledger.rehearsal import is_rehearsal
from models.rules.business_day import SHANGHAI
from models.statements import run

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
