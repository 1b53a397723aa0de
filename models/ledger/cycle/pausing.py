"""暂停与恢复: the agency pauses and resumes a cycle; schedule, manual run and reconcile respect it (6.1)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from models.intake.cycle import CycleHeld
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.jurisdiction import calendar_of, go_live
from models.ledger.transitions import lock, record_row
from models.records import Pause
from models.rules.cycle import Cycle
from models.rules.cycles import CYCLES, find_cycle
from models.rules.day_order import check_not_before
from models.rules.errors import Refused
from models.rules.pause import Halt, describe_halt, halted_on, held_back
from models.rules.periods import Period
from models.statements import run

HALTS = """
SELECT cycle, paused_from, resumed_on, reason FROM pause WHERE jurisdiction_id = :jurisdiction ORDER BY paused_from
"""
OPENED = "SELECT period FROM cycle_run WHERE jurisdiction_id = :jurisdiction AND cycle = :cycle"


@act("pause_cycle", "暂停周期", clause="3-6.1", roles={Role.AGENCY})
def pause_cycle(session: Session, data: CycleHeld, ctx: Context) -> Summary:
    """Pause a cycle from a day on: no new period opens, open periods continue; raises Refused if pauses overlap."""
    cycle, since = _find_periodic(data.cycle), data.since or ctx.date
    if running := [pause for pause in _load_pauses(session, ctx, cycle) if _is_running(pause, since)]:
        existing = running[0]
        if (existing.paused_from, existing.resumed_on, existing.reason) == (since, None, data.reason):
            return Summary(f"“{cycle.name}”此前已暂停，未作改动。", {"paused": 0})
        raise Refused(f"与已登记的暂停重叠：{describe_halt(_as_halt(existing))}如需更改，请先恢复（resume_cycle）。")
    pause = _pause_from(session, ctx, cycle, since)
    pause.resumed_on, pause.reason, pause.resume_reason = None, data.reason, ""
    record_row(session, ctx, pause, "paused", detail={"reason": data.reason})
    words = f"已暂停“{cycle.name}”：自{since}起不开启新的期间，已开启的照常办理。"
    return Summary(words, {"paused": 1}, {"cycle": cycle.key, "from": since.isoformat()})


@act("resume_cycle", "恢复周期", clause="3-6.1", roles={Role.AGENCY})
def resume_cycle(session: Session, data: CycleHeld, ctx: Context) -> Summary:
    """Resume a paused cycle from a day on; periods missed during the pause open only on request.

    Raises Refused if the cycle is not paused, or if the day is before the start of the pause.
    """
    cycle = _find_periodic(data.cycle)
    running = [pause for pause in _load_pauses(session, ctx, cycle) if _is_running(pause, ctx.date)]
    if not running:
        raise Refused(f"“{cycle.name}”没有暂停，无需恢复。")
    pause = running[0]
    since = data.since or max(ctx.date, pause.paused_from)
    check_not_before(since, pause.paused_from, "恢复日期", "暂停日期")
    if (pause.resumed_on, pause.resume_reason) == (since, data.reason):
        return Summary(f"“{cycle.name}”此前已恢复，未作改动。", {"resumed": 0})
    pause.resumed_on, pause.resume_reason = since, data.reason
    record_row(session, ctx, pause, "resumed", detail={"reason": data.reason})
    missed = _missed_periods(session, ctx, cycle, _as_halt(pause))
    words = f"“{cycle.name}”自{since}起恢复。{_open_instructions(cycle, missed)}"
    return Summary(words, {"resumed": 1}, {"cycle": cycle.key, "from": since.isoformat(), "missed": missed})


def halts_of(session: Session, jurisdiction: int) -> list[Halt]:
    """Return every pause of the jurisdiction's cycles, past ones included, by first day."""
    return [Halt(*row) for row in run(session, HALTS, jurisdiction=jurisdiction)]


def why_held_back(session: Session, ctx: Context, cycle: Cycle, period: Period) -> str:
    """Return why a pause prevents opening a period, and what to do; empty if no pause prevents it.

    If the pause is over, the period opens when the agency opens it or when a run names it.
    """
    halts = halts_of(session, ctx.jurisdiction)
    requested = ctx.actor.role is Role.AGENCY or ctx.day.period is not None
    wanted = requested or str(period) in _opened_periods(session, ctx, cycle)
    halt = held_back(halts, cycle.key, opening_day(session, ctx, cycle, period), ctx.date, wanted=wanted)
    if halt is None:
        return ""
    if halt.holds(ctx.date):
        return f"{describe_halt(halt)}{period.label}不开启。"
    return f"{describe_halt(halt)}{_open_instructions(cycle, [str(period)])}"


def opening_day(session: Session, ctx: Context, cycle: Cycle, period: Period) -> date:
    """Return the opening day of a period on the current calendar."""
    return cycle.opens_on(period, calendar_of(session, ctx.jurisdiction))


def standing_halts(all_halts: Sequence[Halt], day: date) -> list[Halt]:
    """Return the pause of each cycle that is paused on `day`."""
    halted = (halted_on(all_halts, cycle.key, day) for cycle in CYCLES)
    return [halt for halt in halted if halt]


def _find_periodic(key: str) -> Cycle:
    cycle = find_cycle(key)
    if not cycle.periodic:
        raise Refused(f"“{cycle.name}”由整改事项触发，不按日期开启，不能暂停或恢复。")
    return cycle


def _load_pauses(session: Session, ctx: Context, cycle: Cycle) -> list[Pause]:
    lock(session, "pause")
    pauses = select(Pause).where(Pause.jurisdiction_id == ctx.jurisdiction, Pause.cycle == cycle.key)
    return list(session.exec(pauses.order_by(col(Pause.paused_from))))


def _is_running(pause: Pause, day: date) -> bool:
    # A pause that was resumed before its first day covers no day.
    return pause.resumed_on is None or pause.resumed_on > max(day, pause.paused_from)


def _as_halt(pause: Pause) -> Halt:
    return Halt(pause.cycle, pause.paused_from, pause.resumed_on, pause.reason)


def _pause_from(session: Session, ctx: Context, cycle: Cycle, since: date) -> Pause:
    cancelled = (pause for pause in _load_pauses(session, ctx, cycle) if pause.paused_from == since)
    return next(cancelled, Pause(jurisdiction_id=ctx.jurisdiction, cycle=cycle.key, paused_from=since, reason=""))


def _opened_periods(session: Session, ctx: Context, cycle: Cycle) -> set[str]:
    return set(run(session, OPENED, jurisdiction=ctx.jurisdiction, cycle=cycle.key).scalars())


def _missed_periods(session: Session, ctx: Context, cycle: Cycle, halt: Halt) -> list[str]:
    calendar, opened = calendar_of(session, ctx.jurisdiction), _opened_periods(session, ctx, cycle)
    begun = cycle.opened_between(go_live(session, ctx), ctx.date, calendar)
    return [str(p) for p in begun if halt.holds(cycle.opens_on(p, calendar)) and str(p) not in opened]


def _open_instructions(cycle: Cycle, periods: list[str]) -> str:
    if not periods:
        return ""
    example = f"mubiao run {cycle.key} --period {periods[0]}"
    return f"开启日在暂停期间的不自动补开：{'、'.join(periods)}；确需开启：{example}。"
