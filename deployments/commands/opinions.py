"""`mubiao opinions`: lists public opinions, their remediation and its publication."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day, print_json
from deployments.installation import installation
from deployments.text_table import table
from models.database import begin
from models.ledger.opinion.register import list_opinions
from models.rules.periods import parse_period
from models.rules.states import OpinionState
from models.rules.verdicts import remark
from tasks.clock import business_day

TITLES = ("编号", "部门", "收到", "状态", "整改时限", "反馈", "应公布", "公布")


@click.command(help="公众意见及其整改、公布情况。例：mubiao opinions --period 2026Q3")
@click.option("--period", metavar="期间", help="收到意见的期间，如2026Q3；默认全部")
@on_day
@as_json
def command(*, period: str | None, day: date | None, as_json: bool) -> None:
    """List the opinions on that day; as JSON with the full texts, for publication."""
    wanted = parse_period(period) if period else None
    with installation(), begin() as session:
        rows = list_opinions(session, business_day(day).date, wanted)
    if as_json:
        print_json(rows)
    else:
        print(
            table(TITLES, [_cells(row) for row in rows], whole=(0,))
            if rows
            else _describe_empty_list(wanted.label if wanted else "")
        )


def _cells(row: dict[str, Any]) -> list[Any]:
    fed_back, published = (
        _format_receipt(row, "fed_back_on", "feedback"),
        _format_receipt(row, "published_on", "publication"),
    )
    state = OpinionState(row["state"]).label
    opinion = [row["opinion"], row["department"], row["received_on"], state, row["limit"] or "", fed_back]
    return [*opinion, row["publication_due"], published]


def _format_receipt(row: dict[str, Any], day: str, name: str) -> str:
    return f"{row[day] or ''}{remark(late=row[f'{name}_late'], entered_late=row[f'{name}_entered_late'])}"


def _describe_empty_list(period: str) -> str:
    return f"{period}未收到公众意见。"
