"""The lines of leaves say what the whole target has come to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.kinds import LineStatus
from models.rules.target.leaf_lines import FULL, is_done, whole_progress, whole_status

DONE, GOING, IDLE, BLOCKED = (LineStatus(name) for name in ("done", "in_progress", "not_started", "blocked"))
SHARES = st.decimals(0, 300, places=2)
LINES = st.lists(st.tuples(SHARES, st.sampled_from([None, *LineStatus])), min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("shares", "whole"),
    [
        (["40"], "40.00"),
        (["100", "0"], "50.00"),
        (["133", "50"], "75.00"),
        (["100", "100", "99.99"], "99.99"),
        (["1", "1", "0"], "0.66"),
    ],
)
def test_the_progress_of_a_target_is_the_mean_of_its_leaves_rounded_down(shares: list[str], whole: str) -> None:
    assert whole_progress([(Decimal(share), None) for share in shares]) == Decimal(whole)


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([(40, None), (60, None)], None),
        ([(100, DONE), (90, DONE)], DONE),
        ([(100, DONE), (133, None)], DONE),
        ([(100, DONE), (40, GOING)], GOING),
        ([(100, DONE), (40, None)], GOING),
        ([(0, IDLE), (0, IDLE)], IDLE),
        ([(0, IDLE), (100, DONE)], GOING),
        ([(100, DONE), (40, BLOCKED)], BLOCKED),
    ],
)
def test_the_status_of_a_target_follows_from_those_of_its_leaves(
    lines: list[tuple[int, LineStatus | None]], status: LineStatus | None
) -> None:
    assert whole_status([(Decimal(progress), stated) for progress, stated in lines]) is status


@given(LINES)
def test_a_target_is_complete_only_if_each_of_its_leaves_is(lines: list[tuple[Decimal, LineStatus | None]]) -> None:
    whole = whole_progress(lines), whole_status(lines)
    assert 0 <= whole[0] <= FULL
    assert is_done(*whole) == all(is_done(*line) for line in lines)
