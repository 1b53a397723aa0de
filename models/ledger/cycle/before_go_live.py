"""启用前的期间: a period that began before the go-live date opens only when the agency asks for it, with a reason."""

from dataclasses import replace

from sqlmodel import Session

from models.intake.cycle import CycleToOpen
from models.ledger.acts import Context, Role, Summary
from models.ledger.cycle.starts import first_days
from models.ledger.jurisdiction import go_live
from models.ledger.year_end.notice import due_of_period
from models.rules.cycle import Cycle
from models.rules.errors import Refused
from models.rules.periods import Period

ADVICE = "期限还没有到的，写明原因即可开启：mubiao act open_cycle … --before-go-live 是 --reason 原因。"


def why_not_open(session: Session, ctx: Context, cycle: Cycle, period: Period, data: CycleToOpen) -> str:
    """Return why a scheduled run opens nothing because the period began before the go-live date; empty if it may open.

    Of a cycle that a later version brought, its first run here takes the place of that date.
    Raises Refused if a person asks for such a period without a reason, or after its due day.
    """
    live = go_live(session, ctx)
    first = max(live, first_days(session, ctx).get(cycle.key, live))
    if period.start >= first:
        if data.before_go_live:
            raise Refused(f"{period.label}自{period.start}起，不早于启用日期{live}，请去掉 before_go_live。")
        return ""
    why = f"{period.label}早于启用日期{live}，不开启。"
    if period.start >= live:
        why = f"“{cycle.name}”是新版本增加的周期，只开启{first}起开始的期间，{period.label}不开启。"
    if not data.before_go_live:
        if ctx.actor.role is Role.AGENCY or ctx.day.period is not None:
            raise Refused(f"{why}{ADVICE}")
        return why
    due = due_of_period(session, ctx, cycle, period)
    if due < ctx.date:
        raise Refused(f"{why}期限{due}已过。")
    return ""


def with_reason(opened: Summary, data: CycleToOpen) -> Summary:
    """Return the summary with the reason why the period was opened although it began before the go-live date."""
    return replace(opened, words=f"{opened.words}启用前已开始，原因：{data.reason}。") if data.reason else opened
