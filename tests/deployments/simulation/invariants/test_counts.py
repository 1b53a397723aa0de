"""Exactly the departments that owe a period have its duty and its lines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.counts import EVIDENCE, CountCheck
from deployments.simulation.invariants.statement_checks import run_checks
from models.database import begin

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.deployments.simulation.conftest import Merge, Plant

TODAY = date(2025, 3, 20)
# Planted errors, and the violation each must cause.
PLANTED = {
    "an obligation is missing": (
        """DELETE FROM obligation WHERE id = DONE""",
        "月度检查 2025-01：应有4项，实有3项。",
    ),
    "a period is opened too early": (
        """UPDATE cycle_run SET period = '2025-04' WHERE cycle = 'monthly_check' AND period = '2025-03'""",
        "monthly_check 2025-04：尚不应开启，实有4项。",
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
    "a department that was merged away owes something": (
        """UPDATE department SET valid_to = '2025-03-19' WHERE code = 'D004';
        INSERT INTO reform (department_id, kind, successor_id, effective_on, old_name, old_short_name, new_name,
            new_short_name, basis, before)
        SELECT o.id, 'merge', n.id, '2025-03-20', o.name, '', n.name, '', '机编1号', '{}'
        FROM department o, department n WHERE o.code = 'D004' AND n.code = 'D003'""",
        "monthly_check|2025-02|D004||0：由已终止的D004承担。",
    ),
    "nobody said what a filing lacks": (
        """UPDATE obligation SET kind = 'year_end_check', period = '2024' WHERE id = SILENT;
        UPDATE cycle_run SET cycle = 'year_end_reverification', period = '2024'
            WHERE cycle = 'monthly_check' AND period = '2025-03'""",
        "D004：年终材料有缺项，没有告知。",
    ),
}


def violations(year: Year) -> list[str]:
    with begin() as session:
        return list(CountCheck(year.plan).check(session, TODAY, 0, newest=1, calendar=year.calendar))


def test_a_sound_year_has_no_violations(year: Year) -> None:
    assert violations(year) == []


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_error_is_reported(year: Year, plant: Plant, what: str) -> None:
    planted, violation = PLANTED[what]
    plant(planted)
    assert violation in violations(year)


def test_a_merger_does_not_change_earlier_counts(year: Year, merge: Merge) -> None:
    merge("D004", "D003")
    assert violations(year) == []


def test_every_duty_and_line_of_a_merged_department_is_still_counted(year: Year, merge: Merge, plant: Plant) -> None:
    merge("D004", "D003")
    plant("DELETE FROM obligation WHERE id = DONE")
    plant("DELETE FROM report_line WHERE obligation_id = SILENT AND version = 0 AND target_id % 5 = 1")
    lacking = "monthly_check 2025-02 D004：应填报5项目标，实有4项。"
    assert violations(year) == ["月度检查 2025-01：应有4项，实有3项。", lacking]


@pytest.mark.usefixtures("year")
def test_7_1_a_target_declared_complete_without_evidence_is_named(plant: Plant) -> None:
    plant("""UPDATE report_line l SET progress = 100 FROM target t
        WHERE t.id = l.target_id AND t.code = 'D002-03' AND l.obligation_id = DONE AND l.version = 1;
        UPDATE obligation SET kind = 'self_check', period = '2025Q1' WHERE id = DONE""")
    with begin() as session:
        assert list(run_checks(session, EVIDENCE)) == [
            "self_check|2025Q1|D002||0：目标D002-03申报已完成，没有印证材料。"
        ]
