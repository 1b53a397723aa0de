"""The targets that a duty asks about: each with its version when the duty opened, read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlmodel import col, select

from models.database import begin
from models.ledger.report_lines import owed_lines
from models.records import Obligation

if TYPE_CHECKING:
    from tests.conftest import Acting


@pytest.mark.usefixtures("march")
def test_a_duty_asks_about_the_targets_that_its_department_leads() -> None:
    with begin() as session:
        duties = session.exec(select(Obligation).order_by(col(Obligation.id))).all()
        lines = [owed_lines(session, duty) for duty in duties]
        assert [[*each] for each in lines] == [["T001", "T002"], ["T003"]]
        assert [each.target_version for of_duty in lines for each in of_duty.values()] == [1, 1, 1]
        assert owed_lines(session, duties[0]) is lines[0]


def test_a_meeting_asks_about_no_target(march: Acting) -> None:
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    with begin() as session:
        duty = session.exec(select(Obligation).where(Obligation.kind == "quarterly_meeting")).first()
        assert duty is not None
        assert owed_lines(session, duty) == {}
