"""`mubiao assignments`: lists other work that was assigned to the agency."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import print_list
from deployments.installation import installation
from models.database import begin
from models.ledger.assignment.register import list_assignments
from models.rules.assignment import Giver
from models.rules.states import AssignmentState
from tasks.clock import business_day

TITLES = ("编号", "交办单位", "交办文号", "交办内容", "办理时限", "状态", "办结")
NONE = "没有{}交办事项。登记：mubiao act record_assignment。"


@click.command(help="交办事项：党委、政府和领导小组交办的其他工作。例：mubiao assignments --all")
@click.option("--all", "done", is_flag=True, help="也列已办结的和已撤销的")
@on_day
@as_json
def command(*, done: bool, day: date | None, as_json: bool) -> None:
    """List the assignments that are open on the day, or all; the JSON has results and files."""
    with installation(), begin() as session:
        rows = list_assignments(session, business_day(day).date, done=done)
    empty = NONE.format("" if done else "未办结的")
    print_list(rows, TITLES, map(_cells, rows), empty, as_json=as_json, whole=(0, 2, 4))


def _cells(row: dict[str, Any]) -> list[Any]:
    late = "（超过时限）" if row["late"] else ""
    what = [row["assignment"], Giver(row["giver"]).label, row["paper_number"], row["content"]]
    return [*what, f"{row['limit'] or ''}{late}", AssignmentState(row["state"]).label, row["done_on"] or ""]
