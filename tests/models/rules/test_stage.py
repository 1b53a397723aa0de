"""The stages of figure 1: each has its activity and time, follows another, and has its days in a year (1-4)."""

from __future__ import annotations

from datetime import date

import pytest

from models.rules.stage import FIGURE, NEXT, Stage, StageOfYear, days_of

CUT_OFF, APPROVED = date(2027, 2, 26), date(2027, 3, 8)


def test_figure_1_has_five_stages_with_activity_and_time() -> None:
    assert list(FIGURE) == list(Stage)
    assert [stage.label for stage in Stage] == [
        "绩效目标制定",
        "绩效实施",
        "绩效评价",
        "绩效反馈",
        "绩效结果运用",
    ]
    assert all(activity and time for activity, time in FIGURE.values())


def test_the_end_of_one_cycle_is_the_beginning_of_the_next() -> None:
    seen, stage = [Stage.TARGETS], NEXT[Stage.TARGETS][0]
    while stage is not Stage.TARGETS:
        seen.append(stage)
        stage = NEXT[stage][0]
    assert seen == list(Stage)
    assert Stage.EXECUTION in NEXT[Stage.EVALUATION]  # what the checks find is remedied


@pytest.mark.parametrize(
    ("stage", "first", "last"),
    [
        (Stage.TARGETS, date(2026, 2, 1), date(2026, 3, 31)),
        (Stage.EXECUTION, date(2026, 1, 1), date(2026, 12, 31)),
        (Stage.EVALUATION, date(2026, 1, 1), CUT_OFF),
        (Stage.FEEDBACK, date(2027, 1, 11), APPROVED),
        (Stage.USE, APPROVED, None),
    ],
)
def test_a_stage_has_its_days(stage: Stage, first: date, last: date | None) -> None:
    assert days_of(stage, 2026, CUT_OFF, APPROVED) == (first, last)


def test_without_cut_off_and_approval_the_last_days_are_open() -> None:
    assert days_of(Stage.EVALUATION, 2026, None, None)[1] is None
    assert days_of(Stage.FEEDBACK, 2026, None, None)[1] is None
    assert days_of(Stage.USE, 2026, None, None) == (None, None)


@pytest.mark.parametrize(
    ("first", "last", "running"),
    [
        (date(2026, 3, 1), date(2026, 3, 5), True),
        (date(2026, 3, 5), None, True),
        (date(2026, 3, 6), None, False),
        (date(2026, 1, 1), date(2026, 3, 4), False),
        (None, None, False),
    ],
)
def test_a_stage_is_running_between_its_days(first: date | None, last: date | None, running: bool) -> None:  # noqa: FBT001 - a parameter
    assert StageOfYear(Stage.USE, first, last).is_running(date(2026, 3, 5)) is running
