"""The page of a simulated year: a calendar of its deadlines and the work of every week, in one file without scripts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from deployments.pages import filled_in
from deployments.simulation.picture import Mark, Picture, Row
from models.rules.workdays import SATURDAY, weekday_name

TEMPLATE = "simulation/year.html.j2"
SHADES = 5


@dataclass(frozen=True, slots=True)
class Square:
    """One day: where it stands in its month's grid and how it looks there, what opens and what falls due on it."""

    day: date
    style: str
    opened: Sequence[Mark]
    due: Sequence[Mark]

    @property
    def name(self) -> str:
        """22日 周四."""
        return f"{self.day.day}日 {weekday_name(self.day)}"

    @property
    def words(self) -> str:
        """All that there is to say of it, in one line."""
        opened = [f"{mark.title}开启" for mark in self.opened]
        due = [f"{mark.title}到期，{mark.number}{mark.provisional and f'，{mark.provisional}'}" for mark in self.due]
        return "；".join([*opened, *due])


def draw(
    path: Path, title: str, picture: Picture, facts: Sequence[tuple[str, Any]], remarks: Sequence[str] = ()
) -> None:
    """Write the page; `facts` are the figures at its head, `remarks` what people must know before they read it."""
    months = groupby(picture.days, lambda day: (day.year, day.month))
    together = [*picture.agency, picture.all_departments]
    most = max((n for row in picture.departments for n in row.work.values()), default=0)
    context = {
        "title": title,
        "facts": facts,
        "remarks": remarks,
        "announced_until": picture.calendar.announced_until,
        "provisional": any(mark.provisional for mark in picture.due),
        "months": [_month(list(days), picture) for _, days in months],
        "weeks": [(week, week + timedelta(days=6), picture.workdays(week)) for week in picture.weeks],
        "week_months": [(name, len(list(same))) for name, same in groupby(picture.weeks, _month_of)],
        "together": [_shaded(row, picture.weeks, max(row.work.values(), default=0)) for row in together],
        "departments": [_shaded(row, picture.weeks, most) for row in picture.departments],
    }
    path.write_text(filled_in(TEMPLATE, context), encoding="utf-8")


def _month_of(week: date) -> str:
    return f"{week.month}月"


def _month(days: list[date], picture: Picture) -> dict[str, Any]:
    squares = [_square(day, picture) for day in days]
    return {
        "name": f"{days[0].year}年{days[0].month}月",
        "blank": days[0].weekday(),
        "squares": squares,
        "told": [square for square in squares if square.opened or square.due],
    }


def _square(day: date, picture: Picture) -> Square:
    opened, due = ([mark for mark in marks if mark.day == day] for marks in (picture.opened, picture.due))
    return Square(day, " ".join(_styles(day, picture, opened, due)), opened, due)


def _styles(day: date, picture: Picture, opened: Sequence[Mark], due: Sequence[Mark]) -> Iterable[str]:
    if not picture.calendar.is_workday(day):
        yield "rest"
    elif day.weekday() >= SATURDAY:
        yield "makeup"
    if due:
        yield _weight(due)
    elif any(mark.earliest == day for mark in picture.due):
        yield "sooner"
    if opened:
        yield "opens"


def _weight(due: Sequence[Mark]) -> str:
    """Whether what falls due on a day is there by chance only, may still move, or stands."""
    if all(mark.chance for mark in due):
        return "chance"
    return "maybe" if all(mark.provisional for mark in due) else "due"


def _shaded(row: Row, weeks: Sequence[date], most: int) -> dict[str, Any]:
    return {
        "name": row.name,
        "total": sum(row.work.values()),
        "cells": [_cell(row.work.get(week, 0), row.items, week, most) for week in weeks],
    }


def _cell(n: int, items: Mapping[date, int], week: date, most: int) -> dict[str, int]:
    """A week's work, how many items it comes to, and how dark it is: from 0 for nothing to `SHADES` for the most."""
    return {"n": n, "due": items.get(week, 0), "shade": -(-n * SHADES // most) if most else 0}
