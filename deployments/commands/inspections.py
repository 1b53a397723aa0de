"""`mubiao inspections`: lists the inspections with their state and findings."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import code_of, of_department, print_list
from deployments.installation import installation
from models.database import begin
from models.ledger.inspection.register import list_inspections
from models.rules.inspection import InspectionKind
from models.rules.states import InspectionState
from tasks.clock import business_day

TITLES = ("编号", "类别", "名称", "状态", "结束日期", "组长", "结果")


@click.command(help="核查的方案、状态和结果数。例：mubiao inspections --year 2026")
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="核查编号的年度，默认全部")
@of_department
@on_day
@as_json
def command(*, year: int | None, department: str | None, day: date | None, as_json: bool) -> None:
    """List the inspections as of the day."""
    with installation(), begin() as session:
        rows = list_inspections(session, business_day(day).date, year, code_of(session, department))
    print_list(rows, TITLES, map(_cells, rows), "没有核查。", as_json=as_json)


def _cells(row: dict[str, Any]) -> list[Any]:
    kind, state = InspectionKind(row["kind"]).label, InspectionState(row["state"]).label
    state += "（已过期）" if row["overdue"] else ""
    waiting = f"，待签字{row['unsigned']}" if row["unsigned"] else ""
    findings = f"{row['signed']}项{waiting}，未完成{row['failing']}" if row["signed"] or waiting else ""
    return [row["inspection"], kind, row["title"], state, row["ends_on"] or "", "、".join(row["leaders"]), findings]
