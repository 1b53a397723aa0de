"""`mubiao contacts`: lists the people of the departments with their roles and addresses."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.departments import format_validity
from deployments.commands.lists import code_of, of_department, print_list, with_former
from deployments.installation import installation
from models.database import begin
from models.ledger.registry.register import list_contacts
from models.rules.kinds import ContactRole
from tasks.clock import business_day

TITLES = ("部门", "角色", "姓名", "邮箱", "手机", "企业微信号", "有效期", "委托")
ROLES = click.Choice([role.label for role in ContactRole])


@click.command(help="各部门的联络员、主要领导等。例：mubiao contacts --role 联络员")
@of_department
@click.option("--role", metavar="角色", type=ROLES, help="联络员、目标办主任、主要领导、分管省领导")
@with_former
@on_day
@as_json
def command(*, department: str | None, role: str | None, former: bool, day: date | None, as_json: bool) -> None:
    """List the contacts in force on the day."""
    wanted = ContactRole.from_label(role) if role else None
    with installation(), begin() as session:
        code = code_of(session, department)
        rows = list_contacts(session, business_day(day).date, code, wanted, former=former)
    print_list(rows, TITLES, map(_cells, rows), "没有联系人。导入：mubiao import contacts。", as_json=as_json)


def _cells(row: dict[str, Any]) -> list[Any]:
    person = [row["department"], ContactRole(row["role"]).label, row["name"]]
    terms = "；".join(map(_format_term, row["represented"]))
    return [*person, row["email"], row["mobile"], row["wecom_id"], format_validity(row), terms]


def _format_term(term: dict[str, Any]) -> str:
    """Return 王芳 2026-03-10至2026-03-20, or 王芳 2026-03-10起，2026-03-12撤销."""
    end = f"起，{term['withdrawn_on']}撤销" if term["withdrawn_on"] else f"至{term['last_day']}"
    return f"{term['name']} {term['first_day']}{end}"
