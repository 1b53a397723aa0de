"""`mubiao targets`: lists the targets of a year, or one target with its parts."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import code_of, of_department, print_list
from deployments.installation import installation
from models.database import begin
from models.ledger.target.register import Wanted, list_targets
from tasks.clock import business_day

TITLES = ("编号", "目标", "责任部门", "数量", "完成时限", "最近填报", "缺")


@click.command(help="一年的目标及最近填报的进度。例：mubiao targets --year 2026 --department SJYT")
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="目标的年度，默认为业务日期所在年度")
@of_department
@click.option("--tree", metavar="目标编号", help="只列这个目标和它的下级目标")
@click.option("--incomplete", is_flag=True, help="只列缺绩效要求、目标类别、目标来源或完成时限的")
@on_day
@as_json
def command(
    *, year: int | None, department: str | None, tree: str | None, incomplete: bool, day: date | None, as_json: bool
) -> None:
    """List the targets of a year as of the day."""
    on = business_day(day).date
    year = year or on.year
    with installation(), begin() as session:
        rows = list_targets(session, on, Wanted(year, code_of(session, department), tree, incomplete))
    empty = f"没有符合条件的{year}年目标，其他年度请加 --year。"
    print_list(rows, TITLES, map(_cells, rows), empty, as_json=as_json)


def _cells(row: dict[str, Any]) -> list[Any]:
    code = "　" * (row["level"] or 0) + row["code"]
    quantity = f"{row['quantity'].normalize():f}{row['unit'] or ''}" if row["quantity"] is not None else ""
    quantity += f"（{row['note']}）" if row["note"] else ""
    due = f"{row['deadline'] or ''}{'（已过）' if row['overdue'] else ''}"
    return [code, row["name"], row["department"], quantity, due, _reported(row), "、".join(row["missing"])]


def _reported(row: dict[str, Any]) -> str:
    if row["reported_for"] is None:
        return ""
    # 4.7: the progress of a marked target is withheld
    progress = "（已标密）" if row["progress"] is None else f"{row['progress'].normalize():f}%"
    return f"{row['reported_for']} {progress}"
