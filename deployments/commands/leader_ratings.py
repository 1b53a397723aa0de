"""`mubiao leader-ratings`: who rated, who entered and who read the ratings of a year, and no rating (1-2.15, 4.7)."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import print_list
from deployments.installation import installation
from models.database import begin
from models.ledger.score.leaders import list_leader_sheets, ratings_of_ended
from models.rules.score.given import year_appraised
from models.rules.states import LeaderSheetState
from tasks.clock import business_day

TITLES = ("省领导", "评价日期", "部门数", "状态", "录入", "核对", "撤回")
OF_ENDED = ("编码", "部门", "终止", "评价")
NONE = "还没有省领导的评价。录入：mubiao import leader-ratings。"


@click.command(help="省领导评价的录入、核对情况，不列各人的评价。例：mubiao leader-ratings --year 2026")
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="默认为正在考评的年度")
@click.option("--ended", is_flag=True, help="改列年内终止的部门所得的评价，只供查看，不计分")
@on_day
@as_json
def command(*, year: int | None, ended: bool, day: date | None, as_json: bool) -> None:
    """List the sheets of the leaders of a year, or what departments that ended in it were given."""
    with installation(), begin() as session:
        of_year = year or year_appraised(business_day(day).date)
        rows = ratings_of_ended(session, of_year) if ended else list_leader_sheets(session, of_year)
    if ended:
        print_list(rows, OF_ENDED, [list(row.values()) for row in rows], "没有这样的部门。", as_json=as_json)
    else:
        print_list(rows, TITLES, map(_cells, rows), NONE, as_json=as_json)


def _cells(row: dict[str, Any]) -> list[Any]:
    read = f"{row['confirmed_on']} {row['confirmed_by']}" if row["confirmed_on"] else ""
    withdrawn = f"{row['withdrawn_on']} {row['reason']}" if row["withdrawn_on"] else ""
    state = LeaderSheetState(row["state"]).label
    entered = f"{row['entered_on']} {row['entered_by']}"
    return [row["leader"], row["rated_on"], row["rated"], state, entered, read, withdrawn]
