"""Every department that owes a period has its duty and its lines, and nobody else has."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.counting import Counting
from models.database import begin

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.deployments.simulation.conftest import Plant

TODAY = date(2025, 3, 20)
# What is planted, and what is said about it.
PLANTED = {
    "an obligation is missing": (
        """DELETE FROM obligation WHERE id = DONE""",
        "月度检查 2025-01：应有4个部门，实有3个。",
    ),
    "a period is opened too early": (
        """UPDATE cycle_run SET period = '2025-04' WHERE period = '2025-03'""",
        "monthly_check 2025-04：尚不应开启，实有4个部门。",
    ),
    "a line is missing": (
        """DELETE FROM report_line WHERE obligation_id = DONE AND version = 0
        AND target_id = (SELECT min(target_id) FROM report_line WHERE obligation_id = DONE)""",
        "monthly_check 2025-01 D002：应填报5项目标，实有4项。",
    ),
    "a remediation has no duty": (
        """DELETE FROM obligation WHERE kind = 'remediation'""",
        "remediation 2025/D002-04/1 第1轮：应办事项缺少或重复。",
    ),
}


def amiss(year: Year) -> list[str]:
    with begin() as session:
        return list(Counting(year.plan).amiss(session, TODAY, 0))


def test_a_sound_year_has_nothing_amiss(year: Year) -> None:
    assert amiss(year) == []


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_planted_is_named(year: Year, plant: Plant, what: str) -> None:
    planted, said = PLANTED[what]
    plant(planted)
    assert said in amiss(year)
