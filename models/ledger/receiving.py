"""The day that counts for what reaches the agency: the day it was received, not the day it was recorded (A27)."""

from datetime import date

from sqlmodel import Session

from models.database import run
from models.ledger.acts import Context
from models.ledger.transitions import OBLIGATION_KEY
from models.records import Obligation
from models.rules.errors import Refused

# An obligation begins on its cycle's opening day, or when the act that opened it was received; each return begins it
# anew.
BEGAN = f"""
SELECT greatest(coalesce(c.opens_on, max(m.day) FILTER (WHERE m.event = 'opened')),
    max(m.day) FILTER (WHERE m.event <> 'opened'))
FROM obligation o JOIN department d ON d.id = o.department_id LEFT JOIN cycle_run c ON c.id = o.cycle_run_id
    JOIN LATERAL (
        SELECT t.event, coalesce(CAST(b.source ->> 'received' AS date), b.business_date) AS day
        FROM transition t JOIN block b ON b.act_id = t.act_id
        WHERE t.record = 'obligation' AND t.record_key = {OBLIGATION_KEY.format(o="o", d="d")}
            AND t.event IN ('opened', 'return', 'renew')) m ON true
WHERE o.id = :obligation GROUP BY c.opens_on
"""  # noqa: S608 - constants only


def received_on(session: Session, ctx: Context, obligation: Obligation) -> date:
    """The day on which what is entered was received: today, or the day that the agency names for an office.

    Refuses a day before the obligation began; one in the future was refused before.
    """
    if "received" not in ctx.source:
        return ctx.date
    received, began = day_received(ctx), run(session, BEGAN, obligation=obligation.id).scalar_one()
    if received < began:
        raise Refused(f"收到日期{received}早于该事项开始的日期{began}，请核对。")
    return received


def day_received(ctx: Context) -> date:
    """The day on which what is entered was received, where there is no obligation that it answers."""
    said = ctx.source.get("received")
    return date.fromisoformat(said) if said else ctx.date
