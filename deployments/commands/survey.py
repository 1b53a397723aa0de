"""`mubiao survey`: 不满意度 of each department by dimension, and of each group with its numbers (1-8.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import code_of, of_department, print_list
from deployments.commands.scores_alongside import exact
from deployments.installation import ledger
from models.ledger.jurisdiction import home
from models.ledger.settled import year_under_appraisal
from models.ledger.survey.rates import Surveyed, survey_table
from models.rules.survey import Dimension, percent
from tasks.clock import business_day

SUMMARY = ("编码", "部门", "调查", "作答", *(each.label for each in Dimension))
TITLES = ("编码", "部门", "方面", "群体", "调查", "作答", "不满意", "不满意度")
NONE = "没有测评结果。"
HINT = "各方面加权的不满意度，人数是各群体之和；各群体的人数和不满意度：--department 部门，全部部门：--all。"
NO_NUMBERS: dict[str, Any] = dict.fromkeys(("asked", "answered", "dissatisfied"))  # of a row of all groups


@click.command(
    help="公众测评：各部门五个方面的不满意度；一个部门各群体的人数：--department SJYT。例：mubiao survey --year 2026"
)
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="默认为正在考评的年度")
@of_department
@click.option("--all", "detailed", is_flag=True, help="列出全部部门各群体的人数和不满意度")
@on_day
@as_json
def command(*, year: int | None, department: str | None, detailed: bool, day: date | None, as_json: bool) -> None:
    """List the weighted rates of all departments, or the numbers of the groups that they follow from."""
    with ledger() as session:
        code = code_of(session, department)
        today = business_day(day).date
        surveyed = survey_table(session, year or year_under_appraisal(session, home(session), today))
    chosen = [each for each in surveyed.departments.values() if code in (None, each.code)]
    if department or detailed or as_json:
        rows = [row for each in chosen for row in _rows(each)]
        print_list(rows, TITLES, map(_cells, rows), NONE, as_json=as_json)
    else:
        _print_summary(chosen)
    print("" if as_json else f"{surveyed.words}。\n", end="")


def _print_summary(chosen: Sequence[Surveyed]) -> None:
    """Print a row for each department; why rates are missing stands once under the table."""
    rows = [{"code": each.code, "department": each.name} for each in chosen]
    # A rate, or 未设定 or 无法计算 without the reason.
    rates = {each.code: [rate.words.partition("：")[0] for rate in each.rates.values()] for each in chosen}
    cells = [[each.code, each.name, *_people(each), *rates[each.code]] for each in chosen]
    print_list(rows, SUMMARY, cells, NONE, as_json=False)
    if rows:
        print(*_lacks(chosen), HINT, sep="\n")


def _lacks(chosen: Sequence[Surveyed]) -> Iterator[str]:
    """Yield each reason for which a rate is missing, once."""
    for words in dict.fromkeys(rate.lacks for each in chosen for rate in each.rates.values() if rate.lacks):
        yield f"{words}。"


def _people(surveyed: Surveyed) -> tuple[str, str]:
    """A43: return the people asked and those who answered, in all groups; from–to if the dimensions differ."""
    asked = [sum(count.asked for count in groups.values()) for groups in surveyed.numbers.values()]
    answered = [sum(count.answered for count in groups.values()) for groups in surveyed.numbers.values()]
    return _from_to(asked), _from_to(answered)


def _from_to(numbers: Sequence[int]) -> str:
    return str(numbers[0]) if len(set(numbers)) == 1 else f"{min(numbers)}–{max(numbers)}"


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
    place = [row["code"], row["department"], row["dimension"], row["group"] or "加权"]
    return [*place, *numbers, row["words"]]
