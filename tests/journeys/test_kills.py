"""The database is killed again and again under `mubiao up` while an office reports all the time: no act is lost.

Five kills with the other tests; a hundred, and how long each outage was, with `.venv/bin/pytest
tests/journeys/test_kills.py -s --kills 100`.
"""

from __future__ import annotations

import itertools
import os
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import quantiles
from typing import TYPE_CHECKING, Any

import pytest

from deployments import embedded
from deployments.access import APP, as_role
from deployments.postmaster import Postmaster
from models.database import begin, bind, unbind
from models.file_store.folder import Folder
from models.ledger.chain.verify import verify
from models.rules.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Acting, Sql
    from tests.journeys.conftest import Journey, Place

FEW, PAUSE = 5, 0.02
SOON, SOME_TIME = 5, 30  # seconds: the promise, and the limit on a machine that runs other tests too
BETWEEN = 25  # acts acknowledged before the next kill
TRIED = "SELECT request_id, count(*) FROM block WHERE act = 'amend_report' GROUP BY request_id"


@dataclass
class Writer:
    """Amends a report in a loop, each time with a new request id, and retries it until it is acknowledged."""

    anyone: Acting
    acknowledged: list[str] = field(default_factory=list)
    failures: list[float] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def write(self) -> None:
        office = self.anyone.on("2026-03-05").office("D001")
        for number in itertools.count():
            request = f"report-{number}"
            while not self._is_written(office, request, number % 100):
                if self.done.is_set():
                    return
                time.sleep(PAUSE)
            self.acknowledged.append(request)

    def _is_written(self, office: Acting, request: str, progress: int) -> bool:
        if self.done.is_set():
            return False
        try:
            office.report("D001", "2026-03", "T001", name="amend_report", progress=progress, request_id=request)
        except Unavailable:
            self.failures.append(time.monotonic())
            return False
        return True


@dataclass(frozen=True)
class Killed:
    """The outages and acknowledged acts while the database was killed, and the records after the last start."""

    away: list[float]
    acknowledged: list[str]
    recorded: dict[str, int]
    reports: int
    violations: list[str]
    left_running: dict[int, str]
    output: str


def family(place: Place) -> dict[int, bool]:
    data = embedded.data_of(place.home)
    return Postmaster(data, data.with_name("postgres.alive")).family()


def kill_postmaster(place: Place) -> None:
    os.kill(next(pid for pid, leads in family(place).items() if leads), signal.SIGKILL)


def kill_tree(place: Place) -> None:
    for pid in sorted(processes := family(place), key=lambda pid: not processes[pid]):  # the postmaster first
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def kill_worker(place: Place) -> None:
    """Kill one child process of the server: the postmaster then restarts all of them."""
    workers = [pid for pid, leads in family(place).items() if not leads]
    os.kill(max(workers), signal.SIGKILL)


def away(place: Place, writer: Writer, kill: Callable[[Place], None], journey: Journey) -> float:
    """Returns the seconds from a kill to the next acknowledged act."""
    before = len(writer.acknowledged)
    journey.wait_for("some acts", lambda: len(writer.acknowledged) >= before + BETWEEN)
    failed, began = len(writer.failures), time.monotonic()
    kill(place)
    journey.wait_for("a failure", lambda: len(writer.failures) > failed)
    known = len(writer.acknowledged)
    journey.wait_for("an act after the kill", lambda: len(writer.acknowledged) > known)
    return time.monotonic() - began


def prepare(anyone: Acting) -> None:
    usual = {"年度": "2026", "下达日期": "2026-02-27", "责任部门": "D001"}
    anyone.take("departments", {"编码": "D001", "名称": "第001厅"})
    anyone.on("2026-02-27").take(
        "targets", *({"编号": code, "目标名称": f"目标{code}", **usual} for code in ("T001", "T002"))
    )
    anyone.on("2026-03-01").open("monthly_check", "2026-03")
    anyone.on("2026-03-05").office("D001").report("D001", "2026-03", "T001", "T002")


def violations(place: Place) -> list[str]:
    with begin() as session:
        return verify(session, Folder(place.home / "evidence"))[1]


def story(place: Place, kills: int, journey: Journey, anyone: Acting, sql: Sql) -> Killed:
    up = place.start("up")
    journey.wait_for("the server", lambda: up.says("按 Ctrl-C 停止"))
    bind(as_role(embedded.start(place.home), APP))
    prepare(anyone)
    writer = Writer(anyone)
    thread = threading.Thread(target=writer.write)
    thread.start()
    kinds = itertools.cycle((kill_postmaster, kill_tree, kill_postmaster, kill_tree, kill_worker))
    try:
        seconds = [away(place, writer, kind, journey) for kind in itertools.islice(kinds, kills)]
    finally:
        writer.done.set()
        thread.join(60)
        unbind()
    up.end(signal.SIGTERM)
    left_running = place.alive()
    bind(as_role(embedded.start(place.home), APP))
    try:
        recorded = dict(sql.rows(TRIED))
        reports, found = sql.value("SELECT count(*) FROM report"), violations(place)
    finally:
        unbind()
        embedded.stop(place.home)
    return Killed(seconds, writer.acknowledged, recorded, reports, found, left_running, up.stdout + up.stderr)


@pytest.fixture(scope="module")
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--kills", None) or FEW)


@pytest.fixture
def killed(kills: int, journey: Journey, anyone: Acting, sql: Sql, capsys: Any) -> Iterator[Killed]:
    with journey.place(MUBIAO_PORT=str(journey.free_port())) as place:
        founded = place.run("init", "--jurisdiction", "贵州省", "--go-live", "2026-01-01")
        assert founded.returncode == 0, founded.stderr
        seen = story(place, kills, journey, anyone, sql)
        if kills > FEW:
            with capsys.disabled():
                print(f"\n{summary(seen)}")  # noqa: T201 - requested by --kills
        yield seen


def p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20, method="inclusive")[-1]


def summary(seen: Killed) -> str:
    ordered = sorted(seen.away)
    spread = f"p50 {ordered[len(ordered) // 2]:.2f} s, p95 {p95(ordered):.2f} s, max {ordered[-1]:.2f} s"
    lost = set(seen.acknowledged) - seen.recorded.keys()
    return f"{len(ordered)} kills, {len(seen.acknowledged)} acknowledged acts, {len(lost)} lost; away {spread}"


def test_a_database_killed_repeatedly_recovers_soon_and_has_every_act_once(killed: Killed, kills: int) -> None:
    assert set(killed.acknowledged) <= killed.recorded.keys()
    assert len(killed.recorded) <= len(killed.acknowledged) + 1  # the last answer may be lost
    assert set(killed.recorded.values()) == {1}
    assert killed.reports == len(killed.recorded) + 1
    assert killed.violations == []
    assert len(killed.away) == kills
    assert p95(killed.away) <= (SOON if kills > FEW else SOME_TIME)
    assert killed.left_running == {}
    assert "Traceback" not in killed.output
