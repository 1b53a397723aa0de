"""Two runs or two people at once: results are delivered, received, used and told of once (1-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import MubiaoError
from tests.models.ledger.draft.lists import PAPER
from tests.models.ledger.results_use.results import (
    LATE,
    PERSONNEL,
    RECEIPT,
    YEAR,
    duty_of,
    number_papers,
    receives,
    rows,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

USE: dict[str, Any] = {**YEAR, "department": "D001", "use": "绩效奖励", "text": "核算年度绩效奖励"}


def test_two_deliveries_at_once_are_one(approved: Acting, sql: Sql, together: Together, violations: Violations) -> None:
    number_papers(approved)
    done = together(*[lambda session: approved.within(session, "deliver_results", **YEAR)] * 2)
    assert sorted(each.counts["delivered"] for each in done) == [0, 5]
    assert len(rows(sql)) == 5
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'opened_result_receipt'") == 4
    assert violations() == []


@pytest.mark.parametrize("day", ["2027-03-10", LATE])
def test_two_runs_at_once_tell_the_agency_once(
    delivered: Acting, sql: Sql, together: Together, violations: Violations, day: str
) -> None:
    running = delivered.system.on(day)
    done = together(*[lambda session: running.within(session, "watch_results_use")] * 2)
    assert sorted(each.counts["notices"] for each in done) == [0, 1]
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'results_use'") == 1
    assert violations() == []


def test_of_two_receipts_at_once_one_counts(
    delivered: Acting, sql: Sql, together: Together, violations: Violations
) -> None:
    office = delivered.office("D001")
    given = [{"obligation": duty_of(sql), "receiver": name} for name in ("周涛", "李平")]
    done = together(*[lambda session, each=each: office.within(session, "receive_results", **each) for each in given])
    counts = [each.counts["received"] for each in done if not isinstance(each, MubiaoError)]
    assert sum(counts) == 1
    assert violations() == []


def test_two_uses_at_once_are_both_kept(
    delivered: Acting, sql: Sql, together: Together, violations: Violations
) -> None:
    receives(delivered, sql)
    office = delivered.office("D001")
    stated = [USE, USE | {"use": "评优评先"}]
    together(*[lambda session, each=each: office.within(session, "state_use", **each) for each in stated])
    found = sql.value(
        "SELECT uses FROM result_delivery r JOIN department d ON d.id = department_id WHERE d.code = 'D001'"
    )
    assert sorted(each["use"] for each in found) == ["commendation", "reward"]
    assert violations() == []


def test_a_receipt_and_a_telling_at_once_leave_one_state(
    delivered: Acting, sql: Sql, together: Together, violations: Violations
) -> None:
    late = delivered.on(LATE)
    told: dict[str, Any] = {**YEAR, "body": PERSONNEL, "person": "周涛", "told_on": LATE, "told_by": "赵敏"}
    receipt = RECEIPT | {"received_on": LATE, "evidence": str(PAPER)}
    together(
        lambda session: late.within(session, "tell_result", **told),
        lambda session: late.within(session, "record_receipt", **receipt),
    )
    states = [state for _, name, _, state in rows(sql) if name == PERSONNEL]
    assert states == ["received"]
    assert violations() == []
