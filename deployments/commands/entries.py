"""`mubiao entries`: lists the entries of the negative list with limit and state."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import code_of, of_department, of_year, only_open, print_list
from deployments.installation import installation
from models.database import begin
from models.ledger.negative_list.register import list_entries
from models.rules.states import EntryState
from tasks.clock import business_day

TITLES = ("目标", "名称", "部门", "列入", "签收", "状态", "轮次", "整改时限", "现期限")


@click.command(help="负面清单条目及其整改。例：mubiao entries --year 2026 --open")
@of_year
@of_department
@only_open
@on_day
@as_json
def command(*, year: int | None, department: str | None, running: bool, day: date | None, as_json: bool) -> None:
    """List the entries as of the day."""
    with installation(), begin() as session:
        code = code_of(session, department)
        rows = list_entries(session, business_day(day).date, year, code, running=running)
    print_list(rows, TITLES, map(_cells, rows), "没有负面清单条目。", as_json=as_json, wrapped=(5, 8))


def _cells(row: dict[str, Any]) -> list[Any]:
    entry = f"{row['year']}/{row['target']}/{row['occurrence']}"
    due = f"{row['due'] or ''}{'（逾期）' if row['overdue'] else ''}"
    due = "，".join(filter(None, (due, row["waiver"].partition("（")[0])))
    day = row["declared_on"]
    declared = f"（{day.month}月{day.day}日已申报）" if day else ""
    state = f"{EntryState(row['state']).label}{declared}"
    return [
        entry,
        row["name"],
        row["department"],
        row["listed_on"],
        row["receipted_on"] or "",
        state,
        row["round"] or "",
        row["limit"] or "",
        due,
    ]
