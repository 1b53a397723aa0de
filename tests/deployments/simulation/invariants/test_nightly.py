"""The nightly checks: append-only rows once, everything at the end, every violation with its day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.nightly import Watch

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.deployments.simulation.conftest import Plant

TODAY = date(2025, 3, 20)
REMINDER = """
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, obligation_id, payload, act_id,
    created_on)
SELECT jurisdiction_id, 'overdue', 'monthly_check|2025-01|D002||0', '1|T+3', 'head', department_id, id, '{}', 9999999,
    '2025-03-20' FROM obligation WHERE id = DONE
"""
WITHOUT_ACT = """MOVE
VALUES (8888888, 'obligation', SILENT, 'monthly_check|2025-02|D004||0', 'waive', 'open', 'waived', '', '{}')"""


@pytest.fixture
def watch(year: Year) -> Watch:
    """Checks that have not run yet."""
    return Watch(year.plan, year.world, year.outside)


def run_checks(watch: Watch, year: Year) -> list[str]:
    watch.after_sweep(TODAY, year.calendar)
    watch.at_night(TODAY, year.calendar)
    return watch.violations


def test_a_sound_year_has_no_violations(year: Year, watch: Watch) -> None:
    assert run_checks(watch, year) == []
    watch.at_the_end(year.calendar)
    assert watch.violations == []


@pytest.mark.parametrize(
    ("planted", "violation"),
    [
        (
            "DELETE FROM report_line WHERE obligation_id = DONE AND version = 0",
            "2025-03-20 monthly_check 2025-01 D002：应填报5项目标，实有0项。",
        ),
        ("DELETE FROM urging", "2025-03-20 monthly_check|2025-02|D004||0：应有3步催办，实有0步。"),
        (REMINDER, "2025-03-20 monthly_check|2025-01|D002||0：事项已办结，仍生成了提醒（overdue 1|T+3）。"),
        (
            "UPDATE deadline SET due = due + 1 WHERE anchor = '2025-03-31'",
            "2025-03-20 期限 month_end（2025-03-31起）：记为2025-04-01，按规则应为2025-03-31。",
        ),
        ("UPDATE message SET state = 'sending' WHERE id = 1", "2025-03-20 消息 "),
        ("UPDATE block SET actor = '别人' WHERE height = 9", "2025-03-20 台账第9块（"),
        ("DELETE FROM block WHERE height = 9", "2025-03-20 台账第10块（"),
    ],
)
def test_each_kind_of_violation_is_reported_with_its_day(
    year: Year, watch: Watch, plant: Plant, planted: str, violation: str
) -> None:
    plant(planted)
    assert any(found.startswith(violation) for found in run_checks(watch, year))


def test_a_checked_row_is_not_checked_again(year: Year, plant: Plant) -> None:
    plant("UPDATE block SET actor = '别人' WHERE height = 9")
    assert run_checks(year.watch, year) == []


def test_at_the_end_everything_is_checked_again(year: Year, plant: Plant) -> None:
    plant("UPDATE obligation SET late = NOT late WHERE id = DONE")
    plant(WITHOUT_ACT)
    plant("UPDATE deadline SET due = due + 1 WHERE anchor = '2025-01-31'")
    plant("UPDATE message SET state = 'parked', reason = '' WHERE id = (SELECT min(id) FROM message)")
    year.watch.at_the_end(year.calendar)
    assert any(found.endswith("：parked，没有了结也没有原因。") for found in year.watch.violations)
    assert "2026-03-31 应办事项 monthly_check|2025-01|D002||0：被更改，与台账不符。" in year.watch.violations
    assert "2026-03-31 应办事项 monthly_check|2025-02|D004||0：有不属于任何操作的变动记录。" in year.watch.violations
    assert "2026-03-31 期限 month_end（2025-01-31起）：记为2025-02-01，按规则应为2025-01-31。" in year.watch.violations
