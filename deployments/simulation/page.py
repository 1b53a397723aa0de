"""The page of a simulated year: a calendar of deadlines and the work per week, in one HTML file without scripts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from deployments.pages import filled_in
from deployments.simulation.picture import DayMark, DepartmentWeeks, Picture
from models.rules.workdays import SATURDAY, weekday_name

TEMPLATE = "simulation/year.html.j2"
SHADES = 5


@dataclass(frozen=True, slots=True)
class Square:
    """One day in the month grid: its CSS classes, and the marks that open and fall due on it."""

    day: date
    style: str
    opened: Sequence[DayMark]
    due: Sequence[DayMark]

    @property
    def name(self) -> str:
        """Returns for example 22日 周四."""
        return f"{self.day.day}日 {weekday_name(self.day)}"

    @property
    def words(self) -> str:
        """Returns all marks of the day in one line."""
        opened = [f"{mark.title}开启" for mark in self.opened]
        due = [f"{mark.title}到期，{mark.number}{mark.provisional and f'，{mark.provisional}'}" for mark in self.due]
        return "；".join([*opened, *due])


def draw(
    path: Path, title: str, picture: Picture, facts: Sequence[tuple[str, Any]], remarks: Sequence[str] = ()
) -> None:
    """Write the page to `path`; `facts` are the figures in its header, `remarks` the sentences shown above it."""
    months = groupby(picture.days, lambda day: (day.year, day.month))
    summary_rows = [*picture.agency, picture.all_departments]
    most = max((n for row in picture.departments for n in row.work.values()), default=0)
    context = {
        "title": title,
        "facts": facts,
        "remarks": remarks,
        "announced_until": picture.calendar.announced_until,
        "provisional": any(mark.provisional for mark in picture.due),
        "months": [_month_context(list(days), picture) for _, days in months],
        "weeks": [(week, week + timedelta(days=6), picture.workdays(week)) for week in picture.weeks],
        "week_months": [(name, len(list(same))) for name, same in groupby(picture.weeks, _month_name)],
        "together": [_row_context(row, picture.weeks, max(row.work.values(), default=0)) for row in summary_rows],
        "departments": [_row_context(row, picture.weeks, most) for row in picture.departments],
    }
    path.write_text(filled_in(TEMPLATE, context), encoding="utf-8")


def _month_name(week: date) -> str:
    return f"{week.month}月"


def _month_context(days: list[date], picture: Picture) -> dict[str, Any]:
    squares = [_build_square(day, picture) for day in days]
    return {
        "name": f"{days[0].year}年{days[0].month}月",
        "blank": days[0].weekday(),
        "squares": squares,
        "told": [square for square in squares if square.opened or square.due],
    }


def _build_square(day: date, picture: Picture) -> Square:
    opened, due = ([mark for mark in marks if mark.day == day] for marks in (picture.opened, picture.due))
    return Square(day, " ".join(_styles(day, picture, opened, due)), opened, due)


def _styles(day: date, picture: Picture, opened: Sequence[DayMark], due: Sequence[DayMark]) -> Iterable[str]:
    if not picture.calendar.is_workday(day):
        yield "rest"
    elif day.weekday() >= SATURDAY:
        yield "makeup"
    if due:
        yield _due_style(due)
    elif any(mark.earliest == day for mark in picture.due):
        yield "sooner"
    if opened:
        yield "opens"


def _due_style(due: Sequence[DayMark]) -> str:
    """Returns `chance` if all marks depend on what people do, `maybe` if all are provisional, else `due`."""
    if all(mark.chance for mark in due):
        return "chance"
    return "maybe" if all(mark.provisional for mark in due) else "due"


def _row_context(row: DepartmentWeeks, weeks: Sequence[date], most: int) -> dict[str, Any]:
    return {
        "name": row.name,
        "total": sum(row.work.values()),
        "cells": [_cell_context(row.work.get(week, 0), row.items, week, most) for week in weeks],
    }


def _cell_context(n: int, items: Mapping[date, int], week: date, most: int) -> dict[str, int]:
    """Returns the work of one week, the items due, and the shade: 0 for no work, `SHADES` for the most work."""
    return {"n": n, "due": items.get(week, 0), "shade": -(-n * SHADES // most) if most else 0}
