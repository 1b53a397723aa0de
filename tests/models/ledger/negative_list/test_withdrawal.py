"""撤销: an entry ends with its rounds, duties and points, after a ruling and after a correction (4.3 a)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.lookup import newest_entry
from models.ledger.negative_list.points import score_departments
from models.ledger.negative_list.withdrawal import withdraw_entry
from models.records import Target
from models.rules.states import EntryEvent

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

DUTIES = "SELECT kind, state FROM obligation WHERE kind NOT IN ('monthly_check', 'inspection') ORDER BY id"


@pytest.fixture
def listed(march: Acting) -> Acting:
    """T001 is listed under a limit since 5 March and costs one point."""
    march.do("set_policy", key="negative_points", value="-1", basis="1号", valid_from="2026-01-01")
    march.lists("T001")
    march.do("set_limit", target="T001", limit="2026-04-10")
    return march


def withdraw(acting: Acting) -> None:
    with begin() as session:
        target = session.get_one(Target, 1)
        entry = newest_entry(session, target)
        assert entry is not None
        withdraw_entry(session, acting.context(), target, entry, "核查结果更正", EntryEvent.CORRECT)


def points() -> list[str]:
    with begin() as session:
        return [str(score.points) for score in score_departments(session, 2026)]


def test_the_rounds_and_duties_of_a_withdrawn_entry_end(listed: Acting, sql: Sql) -> None:
    listed.office("D001").do("declare_completion", target="T001", completed_on="2026-03-05", measures="补建")
    withdraw(listed)
    assert sql.column("SELECT state FROM negative_entry") == ["corrected"]
    assert sql.column("SELECT state FROM remediation") == ["void"]
    assert sql.rows(DUTIES) == [("limit_owed", "void"), ("remediation", "void"), ("feedback", "void")]
    details = "SELECT DISTINCT detail ->> 'reason' FROM transition WHERE to_state IN ('corrected', 'void')"
    assert sql.column(details) == ["核查结果更正"]


def test_the_points_of_a_withdrawn_entry_are_0(listed: Acting) -> None:
    assert points() == ["-1", "0"]
    withdraw(listed)
    assert points() == ["0", "0"]
