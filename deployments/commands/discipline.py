"""`mubiao discipline`: the facts of 讲规矩守纪律 of each department in a year, also withdrawn ones (1-6.1, A44)."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import code_of, of_department, print_list
from deployments.installation import installation
from models.database import begin
from models.ledger.score.discipline import discipline_records
from models.ledger.secrets import concealed
from models.rules.score.given import year_appraised
from models.rules.states import DisciplineState
from tasks.clock import business_day

TITLES = ("编码", "部门", "序号", "事实", "扣减（只扣奖）", "依据", "状态")


@click.command(help="讲规矩守纪律：只扣奖不扣分的事实和依据。例：mubiao discipline --year 2026")
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="默认为正在考评的年度")
@of_department
@on_day
@as_json
def command(*, year: int | None, department: str | None, day: date | None, as_json: bool) -> None:
    """List the records of a year."""
    with installation(), begin() as session:
        code = code_of(session, department)
        found = concealed(session, discipline_records(session, year or year_appraised(business_day(day).date)))
    rows = [row for row in found if code in (None, row["code"])]
    print_list(rows, TITLES, map(_cells, rows), "没有登记。", as_json=as_json, wrapped=(3, 4, 5, 6))


def _cells(row: dict[str, Any]) -> list[Any]:
    state = DisciplineState(row["state"])
    withdrawn = f"{state.label}（{row['withdrawn_on']}，{row['reason']}）" if row["withdrawn_on"] else state.label
    paper = f"{row['paper_number']}，{row['paper_date']}"
    return [row["code"], row["department"], row["serial"], row["fact"], row["reduces"], paper, withdrawn]
