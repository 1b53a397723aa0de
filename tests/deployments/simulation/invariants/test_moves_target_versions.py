"""Every version of a target has its cause, and no version is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.moves import check_target_versions
from models.database import begin
from models.statements import run

if TYPE_CHECKING:
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Plant

# D001-01 was adjusted once, and the filing came back.
SOUND = """
INSERT INTO adjustment (target_id, number, department_id, ground, reason, indicator, changes, state, requested_on,
    head_on, head_by, head_number, leader_on, leader_by, leader_number, filed_on, returned_on, returned_why)
SELECT t.id, 1, x.department_id, 'major_policy', '', '', '{}', 'returned', '2025-03-03', '2025-03-04', '', '',
    '2025-03-05', '', '', '2025-03-06', '2025-03-10', '' FROM target t JOIN target_department x ON x.target_id = t.id
WHERE t.code = 'D001-01';
INSERT INTO target_version (target_id, version, correction, requirement, quantity, unit, deadline, effective_on, cause,
    name, source_document, key_project, parent_code, issued_on, paper_number, adjustment_id)
SELECT t.id, v.version, 0, t.requirement, t.quantity, t.unit, t.deadline, v.day, v.cause,
    t.name, '', false, '', v.day, '', CASE WHEN v.version > 1 THEN (SELECT id FROM adjustment) END
FROM target t CROSS JOIN (VALUES (1, date '2024-12-31', 'issued'), (2, date '2025-03-06', 'adjusted'),
    (3, date '2025-03-10', 'restored')) v(version, day, cause) WHERE t.code = 'D001-01';
UPDATE target SET version = 3 WHERE code = 'D001-01';
"""
MISMATCHED = "目标D001-01：现行要求与其历次要求不符。"
UNFOUNDED = "目标D001-01：第{}版要求没有已备案的调整或更正为依据。"
INEFFECTIVE = "目标D001-01：第1次调整的状态与其要求不符。"
CHANGED = {
    "UPDATE target SET version = 4 WHERE code = 'D001-01'": [MISMATCHED],
    "UPDATE target SET quantity = 1 WHERE code = 'D001-01'": [MISMATCHED],
    "UPDATE target SET version = 2 WHERE code = 'D001-02'": ["目标D001-02：现行要求与其历次要求不符。"],
    "DELETE FROM target_version WHERE version = 1": [MISMATCHED, UNFOUNDED.format(2)],
    "UPDATE target_version SET adjustment_id = NULL WHERE version = 2": [UNFOUNDED.format(2), UNFOUNDED.format(3)],
    "UPDATE adjustment SET leader_on = NULL": [UNFOUNDED.format(2)],
    "UPDATE adjustment SET head_on = '2025-03-06'": [UNFOUNDED.format(2)],
    "UPDATE adjustment SET filed_on = '2025-03-04'": [UNFOUNDED.format(2)],
    "UPDATE adjustment SET returned_on = NULL": [UNFOUNDED.format(3)],
    "UPDATE adjustment SET state = 'filed'": [INEFFECTIVE],
    "UPDATE target_version SET cause = 'corrected' WHERE version = 3": [UNFOUNDED.format(3), INEFFECTIVE],
}


def violations(seen: int = 0) -> list[str]:
    with begin() as session:
        return list(check_target_versions(session, seen))


def test_a_year_without_adjustments_is_sound(plant: Plant) -> None:
    assert violations() == []
    plant(SOUND)
    assert violations() == []


@pytest.mark.parametrize("change", CHANGED)
def test_an_unfounded_version_is_reported(plant: Plant, change: str) -> None:
    plant(SOUND)
    plant(change)
    assert violations() == CHANGED[change]


def test_versions_are_checked_only_if_new_rows_concern_them(plant: Plant, sql: Sql) -> None:
    plant(SOUND)
    plant("UPDATE adjustment SET state = 'filed'")
    with begin() as session:
        newest = run(session, "SELECT max(id) FROM transition").scalar_one()
    assert violations(newest) == []
    assert sql.value("SELECT count(*) FROM adjustment") == 1
