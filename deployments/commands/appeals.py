"""`mubiao appeals`: lists the appeals with their state and ruling."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import code_of, of_department, of_year, only_open, print_list
from deployments.installation import installation
from models.database import begin
from models.ledger.appeal.register import list_appeals
from models.rules.appeal import Ruling, SubjectKind
from models.rules.states import AppealState
from models.rules.verdicts import remark
from tasks.clock import business_day

TITLES = ("申诉事项", "编号", "次", "部门", "提出", "状态", "复核", "结束", "裁定", "理由", "申诉理由")
WHOLE, WRAPPED = (1, 4, 7), (0, 3, 9, 10)  # places of columns that are cut last, and that go on below


@click.command(help="申诉及其复核、裁定。例：mubiao appeals --open")
@of_year
@of_department
@only_open
@on_day
@as_json
def command(*, year: int | None, department: str | None, running: bool, day: date | None, as_json: bool) -> None:
    """List the appeals as of the day."""
    with installation(), begin() as session:
        code = code_of(session, department)
        rows = list_appeals(session, business_day(day).date, year, code, running=running)
    cells = map(_cells, rows)
    print_list(rows, TITLES, cells, "没有申诉。", as_json=as_json, whole=WHOLE, wrapped=WRAPPED)


def _cells(row: dict[str, Any]) -> list[Any]:
    ruling = Ruling(row["ruling"]).label if row["ruling"] else ""
    subject = [SubjectKind(row["kind"]).label, row["key"]]
    about = [*subject, row["number"], row["department"], _lodged(row), AppealState(row["state"]).label]
    return [*about, row["inspection"] or "", row["ended_on"] or "", ruling, row["reason"], row["ground"]]


def _lodged(row: dict[str, Any]) -> str:
    return f"{row['lodged_on']}{remark(late=False, entered_late=row['entered_late'])}"
