"""Deliveries and readings of which none ended for half an hour of office time, and sweeps that do not end."""

from __future__ import annotations

import pytest

from models.database import begin
from models.last_run import RoutineRun, last_runs, note_beginning, note_end
from models.ledger.cycle.late_runs import late_runs
from tests.mails import in_transaction, moment

pytestmark = pytest.mark.usefixtures("march")
WORKER = "host:7:0a1b2c3d"


def lives(flow: str, begun: str, ended: str = "", worker: str = WORKER) -> None:
    with begin() as session:
        note_beginning(session, flow, moment(begun), worker)
        if ended:
            note_end(session, flow, moment(ended))


def late(now: str) -> list[str]:
    with begin() as session:
        return late_runs(session, moment(now))


def test_the_row_of_a_routine_is_written_over_and_keeps_the_end_before() -> None:
    lives("deliver", "2026-03-05 09:00", "2026-03-05 09:01")
    lives("deliver", "2026-03-05 09:10", worker="other:8:ffffffff")
    row = RoutineRun(moment("2026-03-05 09:10"), moment("2026-03-05 09:01"), "other:8:ffffffff")
    assert in_transaction(last_runs) == {"deliver": row}
    assert row.is_open


def test_the_end_of_a_run_that_was_overtaken_does_not_go_back() -> None:
    lives("deliver", "2026-03-05 09:00", "2026-03-05 09:20")
    in_transaction(note_end, "deliver", moment("2026-03-05 09:15"))
    assert in_transaction(last_runs)["deliver"].ended == moment("2026-03-05 09:20")


def test_what_never_ran_is_not_late() -> None:
    assert late("2026-03-05 12:00") == []


@pytest.mark.parametrize(
    ("now", "is_late"),
    [
        ("2026-03-06 17:30", False),
        ("2026-03-07 12:00", False),  # a Saturday
        ("2026-03-09 08:59", False),
        ("2026-03-09 09:01", True),
    ],
)
@pytest.mark.parametrize(("flow", "name"), [("deliver", "通知投递"), ("receive", "收取回复")])
def test_half_an_hour_of_office_time_counts(flow: str, name: str, now: str, *, is_late: bool) -> None:
    lives(flow, "2026-03-06 17:50", "2026-03-06 17:51")
    words = [f"{name}最近一次2026-03-06 17:51办完，此后没有运行"]
    assert late(now) == (words if is_late else [])


def test_runs_that_are_refused_one_after_the_other_are_late() -> None:
    lives("deliver", "2026-03-05 09:00", "2026-03-05 09:01")
    for minute in range(10, 50, 10):
        lives("deliver", f"2026-03-05 09:{minute}")
    begun = f"2026-03-05 09:40开始的（{WORKER}）没有办完"
    assert late("2026-03-05 09:45") == [f"通知投递最近一次2026-03-05 09:01办完，{begun}"]


def test_a_sweep_is_late_if_it_does_not_end() -> None:
    lives("daily_sweep", "2026-03-04 08:00", "2026-03-04 08:01")
    assert late("2026-03-06 12:00") == []  # days without a sweep are told by the ledger
    lives("daily_sweep", "2026-03-07 08:00")  # a Saturday
    assert late("2026-03-07 08:29") == []
    begun = f"2026-03-07 08:00开始的（{WORKER}）没有办完"
    assert late("2026-03-07 08:31") == [f"每日巡检最近一次2026-03-04 08:01办完，{begun}"]
