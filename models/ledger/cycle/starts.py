"""启用日期: periods that began before it open only on request; when the last sweep was (6.1, 6.2.2)."""

from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from models.intake.cycle import CycleToOpen
from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.jurisdiction import calendar_of, go_live, home
from models.ledger.periods_ahead import opens_late, ordered_periods
from models.ledger.year_end.notice import due_of_period
from models.rules.cycle import Cycle
from models.rules.cycles import BEFORE_TOTAL
from models.rules.errors import Refused
from models.rules.periods import Period
from models.rules.workdays import SHANGHAI
from models.statements import run

ADVICE = "期限还没有到的，写明原因即可安排开启：mubiao act open_cycle … --before-go-live 是 --reason 原因。"


def why_not_open(session: Session, ctx: Context, cycle: Cycle, period: Period, data: CycleToOpen) -> str:
    """Return why a scheduled run opens nothing because the period began before the go-live date; empty if it may open.

    It may if the agency ordered it, or asks for it now.
    Raises Refused if a person asks for such a period without a reason, or after its due day, unless the total of its
    year waits for it.
    """
    live = go_live(session, ctx)
    if period.start >= live:
        if data.before_go_live:
            raise Refused(f"{period.label}自{period.start}起，不早于启用日期{live}，请去掉 before_go_live。")
        return ""
    why = f"{period.label}早于启用日期{live}，不开启。"
    if not data.before_go_live:
        if (cycle.key, str(period)) in ordered_periods(session, ctx.jurisdiction):
            return ""
        if ctx.actor.role is Role.AGENCY or ctx.day.period is not None:
            raise Refused(f"{why}{ADVICE}")
        return why
    due = due_of_period(session, ctx, cycle, period)
    late = cycle in BEFORE_TOTAL and period.end >= live and opens_late(session, ctx.jurisdiction, period.year, ctx.date)
    if due < ctx.date and not late:
        raise Refused(f"{why}期限{due}已过。")
    return ""


def with_reason(opened: Summary, data: CycleToOpen) -> Summary:
    """Return the summary with the reason why the period was opened although it began before the go-live date."""
    return replace(opened, words=f"{opened.words}启用前已开始，原因：{data.reason}。") if data.reason else opened


LAST = "SELECT at FROM block WHERE act = :act ORDER BY height DESC LIMIT 1"
LAST_DAY = "SELECT business_date FROM block WHERE act = :act ORDER BY height DESC LIMIT 1"
FIRST_RECORD = "SELECT at FROM block ORDER BY height LIMIT 1"


@act("record_sweep", "登记巡检", clause="3-6.2.2", roles={Role.SYSTEM})
def record_sweep(_session: Session, _data: NoInput, ctx: Context) -> Summary:
    """6.2.2: record that the day's sweep finished. No row changes; the block, one per day by request id, proves it."""
    return Summary(f"{ctx.date}的巡检已登记。", {"swept": 1})


def last_swept(session: Session) -> datetime | None:
    """Return the instant at which a sweep last finished, in Asia/Shanghai; None before the first one."""
    finished_at: datetime | None = run(session, LAST, act=record_sweep.name).scalar()
    return finished_at.astimezone(SHANGHAI) if finished_at else None


def last_day_swept(session: Session) -> date | None:
    """Return the last business date of a sweep; None before the first one."""
    day: date | None = run(session, LAST_DAY, act=record_sweep.name).scalar()
    return day


def days_without_sweep(session: Session, today: date) -> int:
    """Return the working days since the last sweep, up to and including today; before any sweep, since the first block.

    Returns calendar days if `today` is outside the calendar.
    """
    calendar = calendar_of(session, home(session))
    last = last_swept(session) or run(session, FIRST_RECORD).scalar_one().astimezone(SHANGHAI)
    since = last.date()
    inside = calendar.first <= since and today <= calendar.last
    return calendar.count(since, today) if inside else (today - since).days
