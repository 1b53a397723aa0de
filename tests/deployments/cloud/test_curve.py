"""The months of a key project as a drawing and in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from deployments.cloud.curve import BOTTOM, LEFT, RIGHT, TOP, Dot, curve
from models.rules.cloud_status import MonthUpload
from models.rules.periods import parse_period

YEAR = date(2026, 1, 1), date(2026, 12, 31)


def month_upload(day: str, progress: str | None) -> MonthUpload:
    return MonthUpload(
        parse_period(day[:7]), None if progress is None else Decimal(progress), date.fromisoformat(day), frozenset()
    )


def test_all_of_the_work_at_the_end_of_the_time_is_the_upper_right_corner() -> None:
    drawn = curve(YEAR, [month_upload("2026-07-02", "50.0"), month_upload("2026-12-31", "100")])
    middle, end = drawn.dots
    assert (end.x, end.y) == (RIGHT, TOP)
    assert (round(middle.x), middle.y) == (round((LEFT + RIGHT) / 2), (TOP + BOTTOM) / 2)
    assert drawn.line == f"{middle.x},{middle.y} {end.x},{end.y}"


def test_a_month_without_upload_is_marked_at_the_bottom_and_left_out_of_the_line() -> None:
    drawn = curve(
        YEAR, [month_upload("2026-01-20", "5"), month_upload("2026-02-26", None), month_upload("2026-03-20", "22.50")]
    )
    assert [dot.missing for dot in drawn.dots] == [False, True, False]
    assert drawn.dots[1].y == BOTTOM
    assert len(drawn.line.split()) == 2
    assert drawn.words == "1月5%、2月未上传、3月22.5%"


def test_without_months_nothing_is_drawn() -> None:
    assert (curve(YEAR, []).dots, curve(YEAR, []).line, curve(YEAR, []).words) == ([], "", "")


def test_a_month_outside_the_time_stays_within_the_drawing() -> None:
    late = curve((date(2026, 1, 1), date(2026, 1, 31)), [month_upload("2026-03-20", "0")])
    assert late.dots == [Dot(RIGHT, BOTTOM, missing=False)]
