"""`mubiao departments`: lists the managed departments and the agency."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import print_list, with_former
from deployments.installation import installation
from models.database import begin
from models.ledger.registry.register import list_departments
from models.rules.kinds import Management
from tasks.clock import business_day

TITLES = ("编码", "部门", "类别", "联络员", "主要领导", "目标办邮箱", "目标", "有效期")


@click.command(help="纳入管理的部门。例：mubiao departments --all")
@with_former
@on_day
@as_json
def command(*, former: bool, day: date | None, as_json: bool) -> None:
    """List the departments in force on the day."""
    with installation(), begin() as session:
        rows = list_departments(session, business_day(day).date, former=former)
    print_list(rows, TITLES, map(_cells, rows), "没有部门。导入：mubiao import departments。", as_json=as_json)


def _cells(row: dict[str, Any]) -> list[Any]:
    kind = "管理机构" if row["is_agency"] else Management(row["management"]).label if row["management"] else ""
    name = row["name"] + (f"（已并入{row['successor']}）" if row["successor"] else "")
    people = [row[role] or "" for role in ("liaison", "head")]
    return [row["code"], name, kind, *people, row["email"], row["targets"], format_validity(row)]


def format_validity(row: dict[str, Any]) -> str:
    """The validity dates of a row; empty if it has always been and still is in force."""
    first, last = row["valid_from"], row["valid_to"]
    return "".join([f"{first}起" if first else "", f"至{last}" if last else ""])
