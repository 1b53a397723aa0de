"""Each planted error in entries and appeals is reported."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.appeals import check_appeals
from deployments.simulation.people.planned_acts import PlannedAct, carry_out
from models.database import begin
from models.ledger.acts import ACTS
from models.rules.business_day import SHANGHAI
from tasks.clock import business_day, set_virtual_instant

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Acting
    from tests.deployments.simulation.conftest import Plant

DAY = date(2025, 3, 24)
WRONG = {
    "nobody told the head": ("DELETE FROM notice WHERE kind = 'listed' AND audience = 'head'", "主要领导没有得到通知"),
    "made good without a recheck": ("UPDATE negative_entry SET state = 'made_good'", "没有复查、裁定或更正"),
    "withdrawn without a ruling": ("UPDATE negative_entry SET state = 'withdrawn'", "没有复查、裁定或更正"),
    "suspended without an appeal": (
        "UPDATE obligation SET state = 'suspended' WHERE kind = 'remediation'",
        "与申诉是否在办不符",
    ),
    "open while an appeal runs": (
        """INSERT INTO appeal (entry_id, subject_kind, subject_key, number, department_id, ground, state,
            lodged_on, reason)
        SELECT id, 'entry', '', 1, department_id, '', 'accepted', '2025-03-24', '' FROM negative_entry""",
        "与申诉是否在办不符",
    ),
}


@pytest.fixture
def listed(year: Year, anyone: Acting) -> Year:
    """One entry, to be remedied by the end of May."""
    set_virtual_instant(datetime.combine(DAY, time(10, 30), SHANGHAI))
    anyone.on(str(DAY)).lists("D002-01", "未达要求")
    carry_out(PlannedAct(ACTS["set_limit"], {"target": "D002-01", "limit": date(2025, 5, 30)}, "limit"), business_day())
    return year


def violations() -> list[str]:
    with begin() as session:
        return list(check_appeals(session))


@pytest.mark.usefixtures("listed")
def test_a_sound_entry_has_no_violations() -> None:
    assert violations() == []


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("wrong", WRONG)
def test_a_planted_error_is_reported(plant: Plant, wrong: str) -> None:
    statement, text = WRONG[wrong]
    plant(statement)
    assert {text in fault for fault in violations()} == {True}
