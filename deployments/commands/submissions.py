"""`mubiao submissions`: lists the papers in which drafts went to the body that approves them."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json
from deployments.commands.lists import of_year, print_list
from deployments.installation import installation
from models.database import begin
from models.ledger.draft.papers import list_submissions

TITLES = ("报审", "目标类别", "审批单位", "项数", "退回", "报审日期", "批件", "下达")
NONE = "没有报审。报审：mubiao act submit_drafts --category 目标类别。"


@click.command(help="目标报审及其审批、下达。例：mubiao submissions --year 2027")
@of_year
@as_json
def command(*, year: int | None, as_json: bool) -> None:
    """List the papers of a year, by default of all years, by number."""
    with installation(), begin() as session:
        rows = list_submissions(session, year)
    print_list(rows, TITLES, map(_cells, rows), NONE, as_json=as_json, whole=(0, 5), wrapped=(2, 6, 7))


def _cells(row: dict[str, Any]) -> list[Any]:
    what = [row["submission"], row["category"].label.removesuffix("目标"), row["body"], row["drafts"]]
    papers = [_dated(row["approval_number"], row["approval_date"]), _dated(row["issue_number"], row["issue_date"])]
    return [*what, row["returned"] or "", row["submitted_on"], *papers]


def _dated(number: str, day: date | None) -> str:
    """The number of a paper with its date below; empty without one."""
    return f"{number}，{day}" if day else ""
