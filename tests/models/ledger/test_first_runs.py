"""首次运行: the day of the first run is stored once for each duty or routine."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.appraisal.watch import watch_appraisal
from models.ledger.first_runs import known_first_run
from models.ledger.jurisdiction import home

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

STARTS = "SELECT first_run FROM cycle_start WHERE cycle = 'appraisal'"
INTRODUCED = "SELECT count(*) FROM transition WHERE record = 'cycle_start' AND record_key = 'appraisal'"


@pytest.mark.parametrize("later", ["2027-03-02", "2027-03-01", "2027-01-20"])
def test_the_first_run_is_stored_once_and_no_later_run_moves_it(
    march: Acting, sql: Sql, violations: Violations, later: str
) -> None:
    for day in ("2027-03-01", later):
        march.on(day).system.do(watch_appraisal.name)
    assert sql.column(STARTS) == [date(2027, 3, 1)]
    assert sql.value(INTRODUCED) == 1
    assert violations() == []


def test_a_first_run_is_looked_up_without_storing_one(march: Acting, sql: Sql) -> None:
    with begin() as session:
        assert known_first_run(session, home(session), "appraisal") is None
    march.system.do(watch_appraisal.name)
    with begin() as session:
        assert known_first_run(session, home(session), "appraisal") == march.day
    assert len(sql.column(STARTS)) == 1
