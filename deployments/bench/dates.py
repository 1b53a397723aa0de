"""Measures due dates: one working day, one with its proof, and all open ones when the calendar changes."""

from collections.abc import Iterator
from datetime import date
from timeit import repeat

from deployments.bench.databases import BenchServer, on
from deployments.bench.measurements import MICROSECOND, BenchFigure, Say, seconds_of
from models.database import begin
from models.intake.calendar import read_calendar
from models.intake.shipped import shipped_calendar
from models.ledger.acts import OPERATOR, SYSTEM
from models.ledger.calendar.days import import_calendar
from models.ledger.cycle.opening import open_cycle
from models.ledger.perform import perform
from models.rules.cycles import MID_YEAR_REVIEW, QUARTERLY_MEETING
from models.rules.deadlines import compute_deadline
from models.rules.errors import Refused
from models.statements import run

ANCHOR, N, TIMES = date(2026, 3, 31), 15, 2000
LIVE, TODAY = date(2024, 7, 1), on(date(2026, 7, 1))
OBLIGATIONS, MOVING = 10, 2
HEADER = "date,kind,name,notice_title,notice_number,notice_date"
NOTICE = "国务院办公厅关于调整放假安排的通知"
# In each quarter one working day becomes a day off.
NEXT = ("2026-07-13",)
ALL = ("2024-10-15", "2025-01-14", "2025-04-15", "2025-07-15", "2025-10-15", "2026-01-14", "2026-04-14", "2026-07-14")


def workdays() -> Iterator[BenchFigure]:
    """Measure the fifteenth working day after a date, without and with its proof."""
    calendar, rule = shipped_calendar(), QUARTERLY_MEETING.duty.due
    bare = min(repeat(lambda: calendar.nth_after(ANCHOR, N), number=TIMES, repeat=9)) / TIMES
    proof = min(repeat(lambda: compute_deadline(rule, ANCHOR, calendar), number=TIMES, repeat=9)) / TIMES
    yield BenchFigure("workday", f"第{N}个工作日", 0, 0, bare, target=1 * MICROSECOND)
    yield BenchFigure("workday_proof", f"第{N}个工作日，附依据", 0, 0, proof, target=50 * MICROSECOND)


def recomputing(server: BenchServer, departments: int, say: Say) -> Iterator[BenchFigure]:
    """Measure a calendar change with ten open obligations per department: two of them move, then all."""
    say(f"日历变动后重算，{departments * OBLIGATIONS}项在办……")
    with server.fresh(departments, 0):
        with begin() as session:
            run(session, "UPDATE jurisdiction SET go_live = :live WHERE go_live IS NOT NULL", live=LIVE)
        _open_obligations()
        for case, title, days, moved, target in (
            ("recompute", "日历变动后重算并通知", NEXT, MOVING, 2),
            ("recompute_all", "同上，最坏情形：全部改期", ALL, OBLIGATIONS, None),
        ):
            seconds = seconds_of(lambda days=days, moved=moved: _import_notice(server, days, departments * moved))  # type: ignore[misc]
            note = f"{departments * OBLIGATIONS}项在办，其中{departments * moved}项改期"
            yield BenchFigure(case, title, departments, 0, seconds, target=target, note=note)


def _open_obligations() -> None:
    for cycle in (QUARTERLY_MEETING, MID_YEAR_REVIEW):
        for period in cycle.opened_between(LIVE, TODAY.date, shipped_calendar()):
            with begin() as session:
                perform(session, open_cycle, {"cycle": cycle.key, "period": str(period)}, TODAY, SYSTEM)


def _import_notice(server: BenchServer, days: tuple[str, ...], expected: int) -> None:
    """Import a notice with these days off. Raises Refused if the number of moved deadlines differs."""
    file = server.home / "calendar.csv"
    number = f"国办发明电〔2026〕{len(days)}号"
    rows = [f"{day},holiday,调整,{NOTICE},{number},2026-07-01" for day in days]
    file.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    with begin() as session:
        moved = perform(session, import_calendar, read_calendar(file), TODAY, OPERATOR).counts["moved"]
    if moved != expected:
        raise Refused(f"测速中止：应有{expected}项改期，实有{moved}项。")
