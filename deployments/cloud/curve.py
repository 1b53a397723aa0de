"""The months of a key project as a drawing: its progress over its time, with the time itself as a straight line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.rules.cloud import elapsed
from models.rules.cloud_standing import Told

LEFT, RIGHT, TOP, BOTTOM = 30.0, 290.0, 8.0, 88.0  # where 0% and 100% of time and work lie


@dataclass(frozen=True, slots=True)
class Dot:
    """A month in the drawing: where it lies, and whether anything came."""

    x: float
    y: float
    missing: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn, in the units of the drawing, and the same in words for whoever does not see it."""

    dots: Sequence[Dot]
    line: str
    words: str


def curve(time: tuple[date, date], months: Sequence[Told]) -> Curve:
    """The course of a project's progress (percent) over the days of its `time`."""
    dots = [_dot(time, told) for told in months]
    line = " ".join(f"{dot.x},{dot.y}" for dot in dots if not dot.missing)
    return Curve(dots, line, "、".join(map(_said, months)))


def _dot(time: tuple[date, date], told: Told) -> Dot:
    x = LEFT + (RIGHT - LEFT) * float(elapsed(told.day, *time))
    y = BOTTOM - (BOTTOM - TOP) * float(told.progress or 0) / 100
    return Dot(round(x, 1), round(y, 1), told.progress is None)


def _said(told: Told) -> str:
    return f"{told.month.number}月{'未上传' if told.progress is None else f'{told.progress.normalize():f}%'}"
