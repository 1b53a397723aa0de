"""`mubiao bodies`: lists the bodies that take part, and the parts of the departments."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day, print_json
from deployments.commands.lists import print_list, with_former
from deployments.installation import ledger
from deployments.listings.departments import format_validity
from models.ledger.registry.bodies import count_offices, list_bodies, list_divisions
from models.rules.body import OFFICES
from tasks.clock import business_day

TITLES = ("层次", "单位", "类别", "成员单位", "联系人", "手机", "有效期")
DIVISION_TITLES = ("部门编码", "部门", "内设机构", "有效期")
NUMBERS = ("", "第一层", "第二层", "第三层")
NONE = "没有参与单位。登记：mubiao act register_body，或 mubiao import bodies。"
NO_DIVISIONS = "没有内设机构。登记：mubiao act register_division，或 mubiao import divisions。"


@click.command(help="参与单位：领导小组、机关工委、督查室等。例：mubiao bodies --all")
@click.option("--divisions", is_flag=True, help="列出各部门的内设机构")
@with_former
@on_day
@as_json
def command(*, divisions: bool, former: bool, day: date | None, as_json: bool) -> None:
    """List the bodies in force on the day by level, the departments as a number; or the parts of departments.

    Address and basis of a body are in the JSON and in its sheet.
    """
    with ledger() as session:
        today = business_day(day).date
        if divisions:
            parts = list_divisions(session, today, former=former)
            print_list(parts, DIVISION_TITLES, map(_part_cells, parts), NO_DIVISIONS, as_json=as_json)
            return
        rows, offices = list_bodies(session, today, former=former), count_offices(session, today)
    if as_json:
        print_json({"bodies": rows, "offices": offices})
        return
    print_list(rows, TITLES, map(_cells, rows), NONE, as_json=False, whole=(0, 1, 6))
    print(f"第四层：{OFFICES}{offices}个（mubiao departments）。")


def _cells(row: dict[str, Any]) -> list[Any]:
    who = [NUMBERS[row["level"]], row["name"], row["kind"].label, "是" if row["member"] else ""]
    return [*who, row["contact"], row["mobile"], format_validity(row)]


def _part_cells(row: dict[str, Any]) -> list[Any]:
    return [row["department_code"], row["department"], row["name"], format_validity(row)]
