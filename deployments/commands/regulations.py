"""`mubiao regulations`: lists the rules of the agency, and how departments use their results (1-5.3 a, 1-5.2)."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import print_list
from deployments.installation import installation
from models.database import begin
from models.ledger.regulation.register import list_regulations
from models.rules.regulation import RegulationKind
from tasks.clock import business_day

TITLES = ("编号", "类别", "部门", "名称", "文号", "施行", "状态")
NONE = "没有登记规章制度。登记：mubiao act record_regulation。"


@click.command(help="规章制度和部门的结果运用机制。例：mubiao regulations --all")
@click.option("--all", "former", is_flag=True, help="也列已废止的")
@on_day
@as_json
def command(*, former: bool, day: date | None, as_json: bool) -> None:
    """List what is in force on the day, or all; the JSON has the files."""
    with installation(), begin() as session:
        rows = list_regulations(session, business_day(day).date, former=former)
    print_list(rows, TITLES, map(_cells, rows), NONE, as_json=as_json, whole=(0, 4), wrapped=(3,))


def _cells(row: dict[str, Any]) -> list[Any]:
    standing = "有效" if row["in_force"] else f"{row['repealed_on']}起废止" if row["repealed_on"] else "尚未施行"
    kind = RegulationKind(row["kind"]).label
    issuer = row["department"] or "管理机构"
    return [row["regulation"], kind, issuer, row["title"], row["paper_number"], row["valid_from"], standing]
