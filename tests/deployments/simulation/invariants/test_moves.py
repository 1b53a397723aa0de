"""Every move is in its table, starts from the state of the record, and is notified."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.moves import ENTRY_CHECKS, check_moves
from deployments.simulation.invariants.statement_checks import run_checks
from deployments.simulation.people.planned_acts import PlannedAct, carry_out
from models.database import begin
from models.ledger.acts import ACTS
from models.rules.workdays import SHANGHAI
from tasks.clock import business_day, set_virtual_instant

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Acting
    from tests.deployments.simulation.conftest import Plant


# Planted errors, and the violation each must cause.
PLANTED = {
    "a move that no table has": (
        """MOVE
        SELECT max(act_id), 'obligation', SILENT, 'monthly_check|2025-02|D004||0', 'discharge', 'open', 'void', '',
        '{}' FROM block""",
        "obligation monthly_check|2025-02|D004||0：不允许的变动（discharge：open→void）。",
    ),
    "a move from where the record did not stand": (
        """MOVE
        SELECT max(act_id), 'obligation', SILENT, 'monthly_check|2025-02|D004||0', 'return', 'discharged', 'open', '',
        '{}' FROM block""",
        "obligation monthly_check|2025-02|D004||0：由“discharged”变动（return），但此前为“open”。",
    ),
    "a day that moved unknown to whoever owes it": (
        """MOVE
        SELECT max(act_id), 'obligation', SILENT, 'monthly_check|2025-02|D004||0', 'moved', 'open', 'open', '', '{}'
        FROM block WHERE act IN ('submit_report', 'take_answer')""",
        "monthly_check|2025-02|D004||0：期限变动，没有告知承担部门。",
    ),
}


def violations(_: Year) -> list[str]:
    with begin() as session:
        return list(check_moves(session, 0))


def test_a_sound_year_has_no_violations(year: Year) -> None:
    assert violations(year) == []


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_error_is_reported(year: Year, plant: Plant, what: str) -> None:
    planted, violation = PLANTED[what]
    plant(planted)
    assert violation in violations(year)


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


def violations_of_appeals() -> list[str]:
    with begin() as session:
        return list(run_checks(session, ENTRY_CHECKS))


@pytest.mark.usefixtures("listed")
def test_a_sound_entry_has_no_violations() -> None:
    assert violations_of_appeals() == []


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("wrong", WRONG)
def test_a_planted_error_is_reported_of_appeals(plant: Plant, wrong: str) -> None:
    statement, text = WRONG[wrong]
    plant(statement)
    assert {text in fault for fault in violations_of_appeals()} == {True}
