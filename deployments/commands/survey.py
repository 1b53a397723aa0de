"""`mubiao survey`: 不满意度 of each department by dimension and group, with the numbers that it is of (1-8.3)."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import code_of, of_department, print_list
from deployments.commands.scores_alongside import exact
from deployments.installation import installation
from models.database import begin
from models.ledger.survey.rates import Surveyed, survey_table
from models.rules.score.given import year_appraised
from models.rules.survey import percent
from tasks.clock import business_day

TITLES = ("编码", "部门", "方面", "群体", "调查", "作答", "不满意", "不满意度")
WEIGHTED = "加权"
NO_NUMBERS: dict[str, Any] = dict.fromkeys(("asked", "answered", "dissatisfied"))  # of a row of all groups


@click.command(help="公众测评：各部门五个方面、各群体的不满意度和人数。例：mubiao survey --year 2026 --department SJYT")
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="默认为正在考评的年度")
@of_department
@on_day
@as_json
def command(*, year: int | None, department: str | None, day: date | None, as_json: bool) -> None:
    """List the numbers of the survey of a year that counts, and the rates that follow."""
    with installation(), begin() as session:
        code = code_of(session, department)
        surveyed = survey_table(session, year or year_appraised(business_day(day).date))
    chosen = [each for each in surveyed.departments.values() if code in (None, each.code)]
    rows = [row for each in chosen for row in _rows(each)]
    print_list(rows, TITLES, map(_cells, rows), "没有测评结果。", as_json=as_json)
    print("" if as_json else f"{surveyed.words}。\n", end="")


def _rows(surveyed: Surveyed) -> Iterator[dict[str, Any]]:
    """Yield a row for each group and one for all, dimension by dimension; the rates are exact fractions."""
    for dimension, numbers in surveyed.numbers.items():
        of = {"code": surveyed.code, "department": surveyed.name, "dimension": dimension.label}
        for group, count in numbers.items():
            yield of | {"group": group, **asdict(count), "rate": exact(count.rate), "words": percent(count.rate)}
        rate = surveyed.rates[dimension]
        yield of | {"group": None, **NO_NUMBERS, "rate": exact(rate.value), "words": rate.words}


def _cells(row: dict[str, Any]) -> list[Any]:
    numbers = ["" if row[name] is None else row[name] for name in NO_NUMBERS]
    place = [row["code"], row["department"], row["dimension"], row["group"] or WEIGHTED]
    return [*place, *numbers, row["words"]]
