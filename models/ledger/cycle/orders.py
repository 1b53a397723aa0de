"""启用前期间的安排: which periods that began before the go-live date open on their own day (6.1)."""

from typing import Any

from sqlmodel import Session, select

from models.intake.cycle import PeriodLeftOut
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.jurisdiction import GO_LIVE
from models.ledger.transitions import lock, record_row
from models.records import CycleOrder
from models.rules.cycle import Cycle
from models.rules.cycles import find_cycle, subject_of
from models.rules.errors import Refused
from models.rules.periods import Period
from models.statements import run

IS_OPEN = """
SELECT EXISTS (SELECT FROM cycle_run WHERE jurisdiction_id = :jurisdiction AND cycle = :cycle AND period = :period)
"""


def keep_order(session: Session, ctx: Context, cycle: Cycle, period: Period, reason: str) -> bool:
    """Keep the order that a period opens on its own day; return whether it is new."""
    return _decide(session, ctx, cycle, period, reason, opens=True)


@act("leave_out_period", "启用前期间不开启", clause="3-6.1", roles={Role.AGENCY})
def leave_out_period(session: Session, data: PeriodLeftOut, ctx: Context) -> Summary:
    """Record that a period which began before the go-live date is not opened; an order to open it is taken back.

    Raises Refused for a period that began later, and for one that is open.
    """
    cycle = find_cycle(data.cycle)
    period = cycle.period(data.period)
    name = subject_of(cycle.duty, str(period))
    live = run(session, GO_LIVE, jurisdiction=ctx.jurisdiction).scalar_one()
    if period.start >= live:
        raise Refused(f"{period.label}不早于启用日期{live}，照常开启；要停的请暂停（pause_cycle）。")
    lock(session, "cycle_order")
    if run(session, IS_OPEN, jurisdiction=ctx.jurisdiction, cycle=cycle.key, period=str(period)).scalar_one():
        raise Refused(f"{name}已开启，不能改为不开启。")
    if not _decide(session, ctx, cycle, period, data.reason, opens=False):
        return Summary(f"{name}此前已登记不开启，未作改动。", {"left_out": 0})
    return Summary(f"已登记：{name}不开启，原因：{data.reason}。", {"left_out": 1})


def _decide(session: Session, ctx: Context, cycle: Cycle, period: Period, reason: str, *, opens: bool) -> bool:
    lock(session, "cycle_order")
    key: dict[str, Any] = {"jurisdiction_id": ctx.jurisdiction, "cycle": cycle.key, "period": str(period)}
    order = session.exec(select(CycleOrder).filter_by(**key)).first()
    if order and order.opens == opens:
        return False
    order = order or CycleOrder(**key, opens=opens, reason="", recorded_on=ctx.date)
    order.opens, order.reason, order.recorded_on = opens, reason, ctx.date
    record_row(session, ctx, order, "ordered" if opens else "left_out", detail={"reason": reason})
    return True
