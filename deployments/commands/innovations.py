"""`mubiao innovations`: lists the projects of 创新项目评选 with their state and what made it so (1-2.16)."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import code_of, of_department, print_list
from deployments.installation import installation
from models.database import begin
from models.ledger.innovation.register import call_in_words, list_projects, state_in_words
from tasks.clock import business_day

TITLES = ("编号", "部门", "创新项目", "状态", "经过")
NONE = "{}年没有申报的创新项目。申报通知：mubiao act call_innovation。"
CALLED = "{}，还没有收取申报。收取：mubiao act apply_innovation。"


@click.command(help="创新项目：一年的申报、初评、现场评审和等次，各由什么产生。例：mubiao innovations --year 2026")
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="评选的年度，默认为业务日期所在年度")
@of_department
@on_day
@as_json
def command(*, year: int | None, department: str | None, day: date | None, as_json: bool) -> None:
    """List the projects of a year, or those of one department; the JSON has votes and papers."""
    with installation(), begin() as session:
        today, code = business_day(day).date, code_of(session, department)
        found = list_projects(session, year or today.year, today)
        called = call_in_words(session, year or today.year)
    rows = [row for row in found if code in (None, row["code"])]
    empty = CALLED.format(called) if called and not found else NONE.format(year or today.year)
    print_list(rows, TITLES, map(_cells, rows), empty, as_json=as_json, wrapped=(2, 4))


def _cells(row: dict[str, Any]) -> list[Any]:
    return [row["project"], row["department"], row["name"], state_in_words(row), "；".join(row["why"])]
