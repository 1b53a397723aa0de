"""The row of a run: written at its begin and at its end, by each of the three routines, and by no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models import disk
from models.last_run import last_runs
from models.rules.cycles import DAILY_SWEEP, DELIVER, MONTHLY_CHECK, RECEIVE
from models.rules.errors import Refused
from models.rules.workdays import BusinessDay
from tasks.clock import clear_virtual_instant, set_virtual_instant
from tasks.home import worker_name
from tasks.run_record import begin_run, end_run
from tasks.step import first_step
from tests.conftest import rehearse
from tests.mails import in_transaction, moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.rules.cycle import Routine
    from tests.conftest import Acting, Sql

NOW = moment("2026-03-05 09:00")
DAY = BusinessDay(NOW.date(), NOW)
pytestmark = pytest.mark.usefixtures("march")


@pytest.fixture
def rehearsed(march: Acting) -> Iterator[None]:
    assert march.day.year == NOW.year
    rehearse()
    set_virtual_instant(NOW)
    yield
    clear_virtual_instant()


@pytest.mark.usefixtures("rehearsed")
@pytest.mark.parametrize("routine", [DELIVER, RECEIVE, DAILY_SWEEP])
def test_a_run_is_noted_at_its_begin_and_at_its_end(routine: Routine, sql: Sql) -> None:
    blocks = sql.value("SELECT count(*) FROM block")
    first_step(routine).fn(DAY)
    assert in_transaction(last_runs) == {routine.key: (NOW, None, worker_name())}
    end_run(routine)
    assert in_transaction(last_runs) == {routine.key: (NOW, NOW, worker_name())}
    assert sql.value("SELECT count(*) FROM block") == blocks


@pytest.mark.usefixtures("rehearsed")
def test_no_other_run_is_noted() -> None:
    first_step(MONTHLY_CHECK).fn(DAY)
    end_run(MONTHLY_CHECK)
    assert in_transaction(last_runs) == {}


def test_a_run_that_the_clock_stops_has_begun_and_not_ended() -> None:
    with pytest.raises(Refused, match="本机时钟未经网络校时"):  # the records are of March 2026
        first_step(DELIVER).fn(DAY)
    assert in_transaction(last_runs)["deliver"].is_open


def test_while_the_disk_is_nearly_full_nothing_is_noted_and_no_run_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as short:
        short.setattr(disk, "RESERVE", 2**62)
        begin_run(DELIVER)
    assert in_transaction(last_runs) == {}
