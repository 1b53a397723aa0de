"""`mubiao cycles`: lists every cycle with the periods of a year: opening date, due date and proof."""

import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from deployments.calendar_copy import load_calendar
from deployments.commands.answers import as_json, print_answer
from deployments.pauses_copy import KeptClosed, load_pauses
from deployments.text_table import table
from models.rules.cycles import CYCLES
from models.rules.deadlines import describe_proof
from models.rules.pause import Halt, describe_halt, halted_on
from models.rules.periods import parse_period
from models.rules.workdays import WorkCalendar, weekday_name
from tasks.home import home_folder


@click.command(help="列出一年中各周期每期的开启日和期限。例：mubiao cycles --year 2026")
@click.option("--year", metavar="年", type=click.IntRange(1, 9999), help="默认为放假安排已公布的最后一年")
@as_json
def command(*, year: int | None, as_json: bool) -> None:
    """List the periodic cycles; daily flows are not listed."""
    calendar = load_calendar(home_folder())
    rows = list_cycles(calendar, year or calendar.announced_until.year)
    kept = load_pauses(home_folder())
    current = {halt for row in rows if (halt := _halt_of(row, kept.halts))}
    for halt in sorted(current, key=lambda each: (each.first, each.cycle)):
        print(f"{describe_halt(halt)}开启日在此期间的不自动开启。", file=sys.stderr)
    titles = ["周期", "条款", "期间", "开启", "期限", "依据"]
    cells = [[r["name"], r["clause"], r["period"], _format_opening(r, kept), _format_due(r), r["why"]] for r in rows]
    listed = table(titles, cells, whole=(2, 3, 4), wrapped=(0, 5))
    print_answer([{k: v for k, v in row.items() if k != "why"} for row in rows], listed, as_json=as_json)


def list_cycles(calendar: WorkCalendar, year: int) -> list[dict[str, Any]]:
    """Returns one row per period of every periodic cycle: opening date, due date and proof in words."""
    rows = []
    for cycle in CYCLES:
        for period in cycle.periods(year):
            deadline = cycle.deadline(period, calendar)
            rows.append(
                {
                    "cycle": cycle.key,
                    "name": cycle.name,
                    "clause": cycle.clause,
                    "period": str(period),
                    "opens": str(cycle.opens_on(period, calendar)),
                    "due": str(deadline.due),
                    "provisional": deadline.provisional,
                    "why": f"{weekday_name(deadline.due)}；{describe_proof(deadline.proof)}",
                }
            )
    return rows


def _format_due(row: dict[str, Any]) -> str:
    return f"{row['due']}（暂定）" if row["provisional"] else row["due"]


def _format_opening(row: dict[str, Any], kept: KeptClosed) -> str:
    if kept.is_left_out(row["cycle"], parse_period(row["period"])):
        return f"不开启（{kept.live}启用）"
    return f"{row['opens']}（暂停）" if _halt_of(row, kept.halts) else str(row["opens"])


def _halt_of(row: dict[str, Any], halts: Sequence[Halt]) -> Halt | None:
    return halted_on(halts, row["cycle"], date.fromisoformat(row["opens"]))
