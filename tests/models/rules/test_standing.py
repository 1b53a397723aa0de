"""The standing of an office in a period: what is open decides before what is done."""

from __future__ import annotations

from datetime import date

import pytest

from models.intake.shipped import shipped_calendar
from models.rules.standing import SIGNS, CellState, Counts, standing

CALENDAR = shipped_calendar()
MARCH_END = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 25), CellState.OPEN),
        (date(2026, 3, 26), CellState.SOON),
        (MARCH_END, CellState.SOON),
        (date(2026, 4, 1), CellState.LATE),
    ],
)
def test_what_is_open_decides_by_its_earliest_due_date(day: date, expected: CellState) -> None:
    assert standing(Counts(open=1, suspended=1, done=3, done_late=1, due=MARCH_END), day, CALENDAR) is expected


@pytest.mark.parametrize(
    ("suspended", "done", "done_late", "expected"),
    [
        (1, 2, 1, CellState.SUSPENDED),
        (0, 2, 1, CellState.DONE_LATE),
        (0, 2, 0, CellState.DONE),
        (0, 0, 0, CellState.NONE),
    ],
)
def test_without_open_ones_the_suspended_and_the_late_show(
    suspended: int, done: int, done_late: int, expected: CellState
) -> None:
    counts = Counts(open=0, suspended=suspended, done=done, done_late=done_late, due=None)
    assert standing(counts, MARCH_END, CALENDAR) is expected


def test_each_standing_has_its_own_sign_and_word() -> None:
    assert len({*SIGNS.values()}) == len({each.label for each in CellState}) == len(CellState)
