"""`mubiao results`: lists who was delivered the results of a year, who received them, what they were used for (1-9)."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import print_list
from deployments.installation import installation
from models.database import begin
from models.ledger.results_use.register import list_deliveries
from models.rules.results_use import Recipient, ResultUse
from models.rules.score.given import year_appraised
from models.rules.states import ResultDeliveryState
from tasks.clock import business_day

TITLES = ("类别", "对象", "版本", "文号", "反馈", "签收期限", "情况", "签收", "结果用于")
NONE = "{}年没有已审定的考评结果，也没有反馈。反馈：mubiao act deliver_results --year {}。"


@click.command(help="考评结果的反馈、签收和运用。例：mubiao results --year 2026")
@click.option("--year", metavar="年度", type=click.IntRange(2000, 9998), help="默认为正在考评的年度")
@on_day
@as_json
def command(*, year: int | None, day: date | None, as_json: bool) -> None:
    """List every delivery of a year as of the day, then who has none yet; the JSON has the files."""
    with installation(), begin() as session:
        today = business_day(day).date
        of_year = year or year_appraised(today)
        rows = list_deliveries(session, of_year, today)
    print_list(
        rows,
        TITLES,
        map(_cells, rows),
        NONE.format(of_year, of_year),
        as_json=as_json,
        whole=(2, 4, 5),
        wrapped=(0, 1, 3, 6, 7, 8),
    )


def _cells(row: dict[str, Any]) -> list[Any]:
    kind = Recipient(row["kind"]).label
    recipient = f"{row['recipient']}（{row['basis']}）" if row["basis"] else row["recipient"]
    if row["state"] is None:
        return [kind, recipient, row["version"], "", "", "", "未反馈", "", ""]
    standing = ResultDeliveryState(row["state"]).label
    told = f"（{row['told_person']}，{row['told_on']}）" if row["told_on"] and not row["received_on"] else ""
    received = f"{row['receiver']}，{row['received_on']}" if row["received_on"] else ""
    uses = "；".join(f"{ResultUse(each['use']).label}：{each['text']}" for each in row["uses"])
    paper, days = row["paper_number"], (row["delivered_on"], row["due"])
    return [kind, recipient, row["version"], paper, *days, standing + told, received, uses]
