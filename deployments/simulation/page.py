"""The page of a simulated year: a calendar of its deadlines and the load of every week, in one file without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from deployments.simulation.picture import Mark, Picture, Row

TEMPLATE = "simulation/year.html.j2"
SHADES = 5
_environment = Environment(
    loader=PackageLoader("deployments", "data"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Square:
    """One day of a month's grid: its number, what it is called for the style, and what falls on it."""

    number: int
    style: str
    words: str


def draw(path: Path, title: str, picture: Picture, facts: Sequence[tuple[str, Any]]) -> None:
    """Write the page; `facts` are the figures at its head."""
    context = {
        "title": title,
        "facts": facts,
        "months": [_month(list(days), picture) for _, days in groupby(picture.days, lambda day: (day.year, day.month))],
        "weeks": [(week, week + timedelta(days=6)) for week in picture.weeks],
        "week_months": [(name, len(list(same))) for name, same in groupby(picture.weeks, _month_of)],
        "agency": [_shaded(row, picture) for row in (*picture.agency, picture.all_departments)],
        "departments": [_shaded(row, picture) for row in picture.departments],
        "provisional": any(mark.provisional for mark in picture.due),
    }
    path.write_text(_environment.get_template(TEMPLATE).render(context), encoding="utf-8")


def _month_of(week: date) -> str:
    return f"{week.month}月"


def _month(days: list[date], picture: Picture) -> dict[str, Any]:
    due = [mark for mark in picture.due if days[0] <= mark.day <= days[-1]]
    opened = [mark for mark in picture.opened if days[0] <= mark.day <= days[-1]]
    return {
        "name": f"{days[0].year}年{days[0].month}月",
        "blank": days[0].weekday(),
        "days": [_square(day, picture, due, opened) for day in days],
        "due": due,
        "opened": opened,
    }


def _square(day: date, picture: Picture, due: Sequence[Mark], opened: Sequence[Mark]) -> Square:
    falls = [f"{mark.words}到期（{mark.n}项）" for mark in due if mark.day == day]
    opens = [mark.words for mark in opened if mark.day == day]
    style = "work" if picture.calendar.is_workday(day) else "rest"
    if style == "work" and day.weekday() >= 5:  # noqa: PLR2004 - Saturday
        style = "work makeup"
    style += " due" if falls else " opens" if opens else ""
    return Square(day.day, style, "；".join([*falls, *opens]))


def _shaded(row: Row, picture: Picture) -> dict[str, Any]:
    most = max(row.items.values(), default=0)
    cells = [
        {
            "n": row.items.get(week, 0),
            "lines": row.lines.get(week, 0),
            "shade": -(-row.items.get(week, 0) * SHADES // most) if most else 0,
        }
        for week in picture.weeks
    ]
    return {"name": row.name, "cells": cells, "total": sum(row.items.values())}
