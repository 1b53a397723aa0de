"""`mubiao submissions`: lists the papers in which drafts went to the body that approves them."""

from typing import Any

import click

from deployments.commands.answers import as_json
from deployments.commands.lists import of_year, print_list
from deployments.installation import installation
from models.database import begin
from models.ledger.draft.papers import list_submissions

TITLES = ("报审", "目标类别", "审批单位", "项数", "退回", "报审日期", "批件", "批件日期", "下达文号", "发文日期")
NONE = "没有报审。报审：mubiao act submit_drafts --category 目标类别。"


@click.command(help="目标报审及其审批、下达。例：mubiao submissions --year 2027")
@of_year
@as_json
def command(*, year: int | None, as_json: bool) -> None:
    """List the papers of a year, by default of all years, by number."""
    with installation(), begin() as session:
        rows = list_submissions(session, year)
    print_list(rows, TITLES, map(_cells, rows), NONE, as_json=as_json, whole=(0, 6, 8))


def _cells(row: dict[str, Any]) -> list[Any]:
    what = [row["submission"], row["category"].label, row["body"], row["drafts"], row["returned"] or ""]
    approved = [row["submitted_on"], row["approval_number"], row["approval_date"] or ""]
    return [*what, *approved, row["issue_number"], row["issue_date"] or ""]
