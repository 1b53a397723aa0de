"""新增周期: a cycle that a new version brings opens only periods that begin after its first run here."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from models.intake.cycle import CycleToOpen
from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.jurisdiction import GO_LIVE, calendar_of, go_live, home
from models.ledger.periods_ahead import ordered_periods
from models.ledger.transitions import record_rows
from models.ledger.year_end.notice import due_of_period
from models.records import CycleStart
from models.rules.cycle import Cycle
from models.rules.cycles import CYCLES, expected_runs
from models.rules.errors import Refused
from models.rules.periods import Period
from models.rules.workdays import SHANGHAI
from models.statements import run

DAY = timedelta(days=1)
STARTS = "SELECT cycle, first_run FROM cycle_start WHERE jurisdiction_id = :jurisdiction"
CYCLES_RUN = "SELECT DISTINCT cycle FROM cycle_run WHERE jurisdiction_id = :jurisdiction"
PAUSED = "SELECT cycle FROM pause WHERE jurisdiction_id = :jurisdiction"


def days_of_starts(session: Session, jurisdiction: int, today: date) -> dict[str, date]:
    """Return, by key of a cycle that a later version brought, the first day on which its periods may begin.

    A cycle is new if the earlier sweeps opened none of the periods that it had by then; its first run is today.
    """
    starts = _stored_starts(session, jurisdiction)
    return starts | dict.fromkeys(_new_cycles(session, jurisdiction, starts), today + DAY)


def first_days(session: Session, ctx: Context) -> dict[str, date]:
    """Return the same days; the first run of a new cycle is stored, so that later runs know it."""
    starts = _stored_starts(session, ctx.jurisdiction)
    new = [
        CycleStart(jurisdiction_id=ctx.jurisdiction, cycle=key, first_run=ctx.date)
        for key in _new_cycles(session, ctx.jurisdiction, starts)
    ]
    record_rows(session, ctx, new, "introduced")
    return starts | {start.cycle: start.first_run + DAY for start in new}


def _stored_starts(session: Session, jurisdiction: int) -> dict[str, date]:
    return {start.cycle: start.first_run + DAY for start in run(session, STARTS, jurisdiction=jurisdiction)}


def _new_cycles(session: Session, jurisdiction: int, known: Collection[str]) -> list[str]:
    run_here = set(run(session, CYCLES_RUN, jurisdiction=jurisdiction).scalars())
    missing = {cycle.key for cycle in CYCLES if cycle.periodic} - run_here - set(known)
    swept = last_day_swept(session) if missing else None
    if swept is None or not run_here:
        return []
    paused = set(run(session, PAUSED, jurisdiction=jurisdiction).scalars())
    live = run(session, GO_LIVE, jurisdiction=jurisdiction).scalar_one()
    expected = expected_runs(live, swept, calendar_of(session, jurisdiction))
    return sorted({cycle.key for cycle, _ in expected} - run_here - set(known) - paused)


ADVICE = "期限还没有到的，写明原因即可安排开启：mubiao act open_cycle … --before-go-live 是 --reason 原因。"


def why_not_open(session: Session, ctx: Context, cycle: Cycle, period: Period, data: CycleToOpen) -> str:
    """Return why a scheduled run opens nothing because the period began before the go-live date; empty if it may open.

    It may if the agency ordered it, or asks for it now.

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
        if (cycle.key, str(period)) in ordered_periods(session, ctx.jurisdiction):
            return ""
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
