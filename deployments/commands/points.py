"""`mubiao points`: what the negative list cost each department in a year (1-2.23)."""

from datetime import date

import click

from deployments.commands.answers import as_json, on_day, put_json
from deployments.installation import installation
from deployments.text_table import table
from models.database import begin
from models.ledger.negative_list.points import Score, score_departments
from models.rules.points import UNSET, in_words
from tasks.clock import business_day

TITLES = ("编码", "部门", "条目", "记分")


@click.command(help="各部门一年的负面清单记分。例：mubiao points --year 2026")
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="目标的年度，默认为业务日期所在年度")
@on_day
@as_json
def command(*, year: int | None, day: date | None, as_json: bool) -> None:
    """List every department with its entries and their points."""
    with installation(), begin() as session:
        scores = score_departments(session, year or business_day(day).date.year)
    if as_json:
        put_json(
            [{**_named(score), "points": None if score.points is None else in_words(score.points)} for score in scores]
        )
    else:
        print(table(TITLES, [[score.code, score.department, score.entries, _said(score)] for score in scores]))


def _named(score: Score) -> dict[str, object]:
    return {"code": score.code, "department": score.department, "entries": score.entries}


def _said(score: Score) -> str:
    return UNSET if score.points is None else in_words(score.points)
