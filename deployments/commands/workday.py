"""`mubiao workday`: computes a due date with its proof, many from a file, or the working days between two dates."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from deployments.calendar_copy import load_calendar
from deployments.commands.answers import DATE, PATH, as_json, print_answer, print_json, read_csv
from deployments.text_table import table
from models.rules.deadlines import DeadlineRule, compute_deadline
from models.rules.errors import Refused
from models.rules.workdays import WorkCalendar, days_between, weekday_name
from tasks.home import home_folder

BASIS = "起算当日不计"


@click.command(help="推算工作日并列出依据。例：mubiao workday 2026-03-31 --plus 15")
@click.argument("anchor", metavar="[日期]", type=DATE, required=False)
@click.option("--plus", metavar="N", type=int, help="之后第N个工作日，起算当日不计")
@click.option("--minus", metavar="N", type=int, help="之前第N个工作日")
@click.option("--file", metavar="CSV", type=PATH, help="逐行计算，列为 date,n（n为负则往前）")
@click.option("--between", metavar="A B", type=DATE, nargs=2, help="A之后至B（含）的工作日数")
@as_json
def command(
    *,
    anchor: date | None,
    plus: int | None,
    minus: int | None,
    file: Path | None,
    between: tuple[date, date] | None,
    as_json: bool,
) -> None:
    """Run one of the three computations."""
    calendar = load_calendar(home_folder())
    if between:
        _count_between(calendar, *between, as_json=as_json)
    elif file:
        _print_many(calendar, file, as_json=as_json)
    elif anchor and (plus is None) != (minus is None):
        _print_one(calendar, anchor, plus if plus is not None else -(minus or 0), as_json=as_json)
    else:
        raise click.UsageError("请给出日期和 --plus N 或 --minus N 之一，或用 --file、--between。")


def _count_between(calendar: WorkCalendar, first: date, last: date, *, as_json: bool) -> None:
    days = calendar.count(first, last)
    print_answer({"workdays": days}, f"{first}之后至{last}（含）共{days}个工作日。", as_json=as_json)


def solve(calendar: WorkCalendar, anchor: date, n: int) -> dict[str, Any]:
    """Returns the n-th working day after (n > 0) or before (n < 0) the anchor, with every counted and skipped day.

    Raises Refused if n is 0.
    """
    if n == 0:
        raise Refused("工作日数应为正整数，不能是0。")
    if n > 0:
        proof = compute_deadline(DeadlineRule("workday", f"{n}个工作日内", BASIS, n), anchor, calendar).proof
        counted, skipped = [day["date"] for day in proof["counted"]], proof["skipped"]
        due = date.fromisoformat(proof["due"])
    else:
        due = calendar.nth_before(anchor, -n)
        span = [day for day in days_between(due, anchor) if day != anchor]
        counted = [str(day) for day in reversed(span) if calendar.is_workday(day)]
        skipped = [{"date": str(day), "why": calendar.why_off(day)} for day in span if not calendar.is_workday(day)]
    provisional = calendar.is_provisional(max(due, anchor))
    facts = {"due": str(due), "provisional": provisional, "calendar": calendar.version}
    return {**facts, "counted": counted, "skipped": skipped}


def _print_one(calendar: WorkCalendar, anchor: date, n: int, *, as_json: bool) -> None:
    result = solve(calendar, anchor, n)
    if as_json:
        print_json(result)
        return
    due = date.fromisoformat(result["due"])
    makeup = f"，{calendar.why_on(due)}" if calendar.why_on(due) else ""
    print(
        f"{result['due']}（{weekday_name(due)}{makeup}）{'（暂定：放假安排尚未公布）' if result['provisional'] else ''}"
    )
    print(f"{anchor}{'之后' if n > 0 else '之前'}第{abs(n)}个工作日，起算当日不计。工作日历版本{result['calendar']}。")
    for number, day in enumerate(result["counted"], 1):
        why = calendar.why_on(date.fromisoformat(day))
        print(f"  第{number}个  {day} {weekday_name(date.fromisoformat(day))}{f'  {why}' if why else ''}")
    for skip in result["skipped"]:
        print(f"  不计    {skip['date']}  {skip['why']}")


def _print_many(calendar: WorkCalendar, file: Path, *, as_json: bool) -> None:
    answers = [
        {"date": str(anchor), "n": n, "due": str(due), "provisional": calendar.is_provisional(max(due, anchor))}
        for anchor, n in _read_cases(file)
        for due in [calendar.nth_after(anchor, n) if n > 0 else calendar.nth_before(anchor, -n)]
    ]
    if as_json:
        print_json(answers)
        return
    cells = [[*list(each.values())[:3], "是" if each["provisional"] else ""] for each in answers]
    print(table(["起算日", "N", "期限", "暂定"], cells))


def _read_cases(file: Path) -> list[tuple[date, int]]:
    if cases := [_parse_case(file, number, row) for number, row in enumerate(read_csv(file), 2)]:
        return cases
    raise Refused(f"“{file.name}”没有数据：应有两列 date（如2026-03-31）和 n（整数，负数为之前）。")


def _parse_case(file: Path, number: int, row: dict[str, str]) -> tuple[date, int]:
    """Returns date and n of one row. Raises Refused, naming file and row, if it is invalid."""
    try:
        return date.fromisoformat(row["date"].strip()), int(row["n"])
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise Refused(f"{file.name} 第{number}行：应有两列 date（如2026-03-31）和 n（整数，负数为之前）。") from error
