"""Every move is in its table, starts from the state of the record, and belongs to an act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.moves import check_moves
from models.database import begin

if TYPE_CHECKING:
    from deployments.simulation.year import Year
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
    "a record that stands elsewhere": (
        """UPDATE obligation SET state = 'waived' WHERE id = SILENT""",
        "obligation monthly_check|2025-02|D004||0：台账为“open”，记录为“waived”。",
    ),
    "a day that moved unknown to whoever owes it": (
        """MOVE
        SELECT max(act_id), 'obligation', SILENT, 'monthly_check|2025-02|D004||0', 'moved', 'open', 'open', '', '{}'
        FROM block WHERE act IN ('submit_report', 'take_answer')""",
        "monthly_check|2025-02|D004||0：期限变动，没有告知承担部门。",
    ),
    "a move of no act": (
        """MOVE
        VALUES (8888888, 'obligation', SILENT, 'monthly_check|2025-02|D004||0', 'waive', 'open', 'waived', '', '{}')""",
        "obligation monthly_check|2025-02|D004||0：有不属于任何操作的变动。",
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
