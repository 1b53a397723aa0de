"""The 总表 as a listing: its columns are the periods of its rows, in the order of their due dates."""

from __future__ import annotations

from datetime import date
from typing import Any

from deployments.board.listing import listing_of
from models.rules.standing import CellState

JANUARY, MARCH, OTHER = "2026年1月月度检查", "2026年3月月度检查", "其他事项"


def office(name: str, **more: Any) -> dict[str, Any]:
    return {
        "department": name, "overdue": 1, "due_this_week": 0, "done_this_week": 0, "cells": {}, "dues": {}, **more
    }  # fmt: skip


ROWS = [
    office("第一厅", cells={MARCH: CellState.LATE, OTHER: CellState.OPEN},
           dues={MARCH: date(2026, 3, 31), OTHER: date(2026, 1, 5)}),
    office("第二厅", cells={JANUARY: CellState.DONE}, dues={JANUARY: date(2026, 1, 31)}),
]  # fmt: skip


def test_periods_stand_by_due_date_and_the_other_work_last() -> None:
    assert listing_of(ROWS).titles == ["部门", "逾期", "本周到期", "本周办结", JANUARY, MARCH, OTHER]


def test_a_cell_has_sign_and_word_and_a_period_without_duty_says_so() -> None:
    assert listing_of(ROWS).cells(ROWS) == [
        ["第一厅", 1, 0, 0, "－ 不需办", "✕ 逾期未办", "○ 未到期"],
        ["第二厅", 1, 0, 0, "✓ 按时办结", "－ 不需办", "－ 不需办"],
    ]
