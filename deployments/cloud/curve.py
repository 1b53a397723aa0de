"""The months of a key project as a drawing: progress over time, with elapsed time as a straight line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.rules.cloud import elapsed
from models.rules.cloud_status import MonthUpload

LEFT, RIGHT, TOP, BOTTOM = 30.0, 290.0, 8.0, 88.0  # coordinates of 0% and 100% of time and progress


@dataclass(frozen=True, slots=True)
class Dot:
    """A month in the drawing: its coordinates, and whether its upload is missing."""

    x: float
    y: float
    missing: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """The drawing in its coordinates, and the same in words as alternative text."""

    dots: Sequence[Dot]
    line: str
    words: str


def curve(time: tuple[date, date], months: Sequence[MonthUpload]) -> Curve:
    """Returns the drawing of a project's progress (percent) over the days of its `time`."""
    dots = [_dot(time, month) for month in months]
    line = " ".join(f"{dot.x},{dot.y}" for dot in dots if not dot.missing)
    return Curve(dots, line, "、".join(map(_describe_month, months)))


def _dot(time: tuple[date, date], month: MonthUpload) -> Dot:
    x = LEFT + (RIGHT - LEFT) * float(elapsed(month.day, *time))
    y = BOTTOM - (BOTTOM - TOP) * float(month.progress or 0) / 100
    return Dot(round(x, 1), round(y, 1), month.progress is None)


def _describe_month(month: MonthUpload) -> str:
    return f"{month.month.number}月{'未上传' if month.progress is None else f'{month.progress.normalize():f}%'}"
