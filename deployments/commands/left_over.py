"""`mubiao left-over`: lists what a year left to the next one, per department (1-4)."""

from datetime import date

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import code_of, of_department, print_list
from deployments.installation import installation
from models.database import begin
from models.ledger.target.left_over import left_over
from models.rules.left_over import Left
from tasks.clock import business_day

TITLES = ("编码", "部门", "遗留", "数量", "目标编号")


@click.command(help="上年遗留：整改未完成、两次以上列入负面清单、跨年度的目标。例：mubiao left-over --year 2026")
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="遗留下来的年度，默认为业务日期的上一年")
@of_department
@on_day
@as_json
def command(*, year: int | None, department: str | None, day: date | None, as_json: bool) -> None:
    """List one row per department and kind with the codes of its targets."""
    year = year or business_day(day).date.year - 1
    with installation(), begin() as session:
        code = code_of(session, department)
        found = [each for each in left_over(session, year) if code in (None, each.department_code)]
    rows = [
        {"department_code": each.department_code, "department": each.department, "kind": each.kind, "codes": each.codes}
        for each in found
    ]
    print_list(rows, TITLES, map(_cells, found), f"{year}年没有遗留。", as_json=as_json, whole=(0,), wrapped=(4,))


def _cells(each: Left) -> list[object]:
    return [each.department_code, each.department, each.kind.label, f"{len(each.codes)}项", "、".join(each.codes)]
