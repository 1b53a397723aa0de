"""The draws of an online review are recomputed from the rows (7.2, A70)."""

from __future__ import annotations

from typing import Any

import pytest

from deployments.data.check.review_draw import check_review_draws, check_seconds
from models.rules.review import drawn_tenth

BLOCK = "ab" * 32
CODES = [f"T{number:03}" for number in range(1, 15)]


def tasks(**change: Any) -> dict[str, dict[str, Any]]:
    chosen = drawn_tenth(BLOCK, CODES)
    of = {"period": "2026Q1", "reviewer": "张三", "draw": BLOCK}
    rows = {code: {**of, "target_id": f"2026|{code}", "drawn": code in chosen} for code in CODES}
    rows["T099"] = {**of, "target_id": "2026|T099", "draw": "", "drawn": False}
    rows[chosen[0]] |= change
    return rows


def test_a_sound_draw_is_repeated() -> None:
    assert len(drawn_tenth(BLOCK, CODES)) == 2
    assert list(check_review_draws(tasks(), {BLOCK})) == []


@pytest.mark.parametrize(("change", "blocks"), [({"drawn": False}, {BLOCK}), ({}, {"cd" * 32})])
def test_another_choice_or_block_is_named(change: dict[str, Any], blocks: set[str]) -> None:
    faults = list(check_review_draws(tasks(**change), blocks))
    assert faults == ["在线复核2026Q1（张三）：重新抽取，结果与所列的不同。"]


WITHOUT = "在线复核2026Q1（张三）：T001没有第二人的意见，也没有经抽取免除，本季度已办结。"
TASK = {"period": "2026Q1", "target_id": "2026|T001", "reviewer": "张三", "draw": "", "drawn": False}
FIRST = {"period": "2026Q1", "target_id": "2026|T001", "part": "first"}
FILING = {"kind": "self_check", "period": "2026Q1", "department_id": "D001", "state": "discharged"}
SINGLE = {"period": "2026Q1", "department_id": "D001", "withdrawn_on": None}
SOUND: Any = {
    "review_task": {"2026Q1|2026|T001": TASK},
    "review": {"1": FIRST},
    "obligation": {"1": FILING | {"report_line": [["2026|T001", 1]]}, "2": FILING | {"report_line": None}},
    "target": {"2026|T001": {"target_department": [["D009", 0, None], ["D002", 1, None]]}},
    "single_review": {},
}


@pytest.mark.parametrize(
    ("kind", "change", "told"),
    [
        ("review_task", {}, [WITHOUT]),
        ("review_task", {"draw": BLOCK, "drawn": True}, [WITHOUT]),
        ("review_task", {"draw": BLOCK}, []),
        ("review", {"part": "second"}, []),
        ("obligation", {"state": "waived"}, []),
        ("obligation", {"report_line": []}, []),
        ("single_review", SINGLE, []),
        ("single_review", SINGLE | {"department_id": "D009"}, []),
        ("single_review", SINGLE | {"department_id": "D002"}, [WITHOUT]),
        ("single_review", SINGLE | {"period": "2025Q4"}, [WITHOUT]),
        ("single_review", SINGLE | {"withdrawn_on": "2026-04-20"}, [WITHOUT]),
    ],
)
def test_a_line_of_a_closed_quarter_without_a_draw_and_a_second_is_named(
    kind: str, change: dict[str, Any], told: list[str]
) -> None:
    rows = {name: {key: dict(row) for key, row in each.items()} for name, each in SOUND.items()}
    if kind == "review":
        rows[kind]["2"] = FIRST | change
    else:
        key = next(iter(rows[kind]), "1")
        rows[kind][key] = rows[kind].get(key, {}) | change
    assert list(check_seconds(rows, {"2026Q1": []})) == told
    assert list(check_seconds(rows, {"2026Q1": ["T001"]})) == []  # the quarter was closed without it, with a reason
    assert list(check_seconds(rows, {})) == []  # it may still be drawn
