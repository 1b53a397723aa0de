"""Periods that began before the go-live date: opened on request only, with a reason, while their due day is ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

QUARTER: dict[str, Any] = {"cycle": "quarterly_meeting", "period": "2025Q4"}
ASKED = QUARTER | {"before_go_live": "是", "reason": "接续上年工作"}
RUNS = "SELECT cycle, period FROM cycle_run WHERE cycle = 'quarterly_meeting'"
ADVICE = "期限还没有到的，写明原因即可开启：mubiao act open_cycle … --before-go-live 是 --reason 原因。"


def test_it_opens_when_the_agency_asks_and_says_why(march: Acting, sql: Sql, violations: Violations) -> None:
    opened = march.on("2026-01-05").do("open_cycle", **ASKED)
    assert opened.words == ("季度分析会 2025Q4：新开启2个部门，期限2026-01-22。启用前已开始，原因：接续上年工作。")
    assert sql.rows(RUNS) == [("quarterly_meeting", "2025Q4")]
    assert violations() == []


def test_a_scheduled_run_of_one_completes_and_says_why_nothing_was_opened(march: Acting, sql: Sql) -> None:
    summary = march.on("2026-01-05").open("quarterly_meeting", "2025Q4")
    assert (summary.counts["opened"], summary.words) == (0, "2025年第四季度早于启用日期2026-01-01，不开启。")
    assert sql.rows(RUNS) == []


@pytest.mark.parametrize(
    ("day", "fields", "words"),
    [
        ("2026-01-05", QUARTER, f"2025年第四季度早于启用日期2026-01-01，不开启。{ADVICE}"),
        ("2026-01-23", ASKED, "2025年第四季度早于启用日期2026-01-01，不开启。期限2026-01-22已过。"),
        (
            "2026-04-02",
            ASKED | {"period": "2026Q1"},
            "2026年第一季度自2026-01-01起，不早于启用日期2026-01-01，请去掉 before_go_live。",
        ),
        ("2026-01-05", QUARTER | {"before_go_live": "是"}, "开启启用前已开始的期间时写明原因"),
        ("2026-01-05", QUARTER | {"reason": "接续上年工作"}, "开启启用前已开始的期间时写明原因"),
    ],
)
def test_any_other_that_is_asked_for_is_refused(
    march: Acting, sql: Sql, day: str, fields: dict[str, Any], words: str
) -> None:
    assert words in march.on(day).refused("open_cycle", **fields)
    assert sql.rows(RUNS) == []
