"""The clock check before scheduled work: stored readings, doubts, confirmations."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.rules.clocks import Reading
from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI
from tasks import clock, clock_check
from tasks.clock import clear_virtual_instant, current_instant, set_virtual_instant
from tasks.clock_check import STATE_FILE, STOPPED, check_clock, reading, require_trusted_clock
from tasks.settings import read_settings, settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting


TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=SHANGHAI)  # the newest record of `march` is from Sunday, 1 March
DAY = timedelta(days=1)


class Machine:
    """A machine whose clock the test sets, and which it switches off and on."""

    def __init__(self) -> None:
        self.now = Reading(TUESDAY, "first", DAY)

    def live(self, passed: timedelta) -> None:
        self.now = replace(self.now, at=self.now.at + passed, running=self.now.running + passed)

    def set_clock(self, by: timedelta) -> None:
        self.now = replace(self.now, at=self.now.at + by)

    def restart(self, off: timedelta) -> None:
        self.now = Reading(self.now.at + off, f"{self.now.boot}+", timedelta(minutes=1))


@pytest.fixture
def computer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, march: Acting) -> Iterator[Machine]:
    assert march.day.year == 2026
    monkeypatch.delenv("MUBIAO_CLOCK", raising=False)
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(clock, "_virtual_instant", [])
    read_settings.cache_clear()
    made = Machine()
    monkeypatch.setattr(clock_check, "reading", lambda: made.now)
    yield made
    read_settings.cache_clear()


def refused() -> str:
    with pytest.raises(Refused) as refusal:
        require_trusted_clock()
    return refusal.value.message


def stored_reading() -> dict[str, object]:
    read: dict[str, object] = json.loads((settings().home / STATE_FILE).read_text(encoding="utf-8"))
    return read


def test_a_trusted_reading_is_stored_with_the_height_of_the_chain(computer: Machine) -> None:
    assert require_trusted_clock().words == ""
    assert stored_reading()["at"] == computer.now.at.isoformat()
    assert (stored_reading()["boot"], stored_reading()["running"]) == ("first", 86400.0)
    assert stored_reading()["height"] == 4


def test_set_ten_days_ahead_while_it_runs_scheduled_work_stops_and_says_what_to_do(computer: Machine) -> None:
    require_trusted_clock()
    computer.live(DAY)
    computer.set_clock(10 * DAY)
    assert refused() == f"本机时钟在运行中被调快10天，现为2026-03-14 09:00。{STOPPED}"


def test_entries_in_the_meantime_confirm_nothing(computer: Machine, march: Acting) -> None:
    require_trusted_clock()
    computer.set_clock(10 * DAY)
    march.on("2026-03-14").report("D001", "2026-03", "T001", "T002")
    assert "被调快10天" in refused()


def test_a_corrected_clock_continues_without_confirmation(computer: Machine) -> None:
    require_trusted_clock()
    computer.set_clock(10 * DAY)
    refused()
    computer.live(DAY)
    computer.set_clock(-10 * DAY)
    assert require_trusted_clock().words == ""


def test_records_made_under_a_wrong_clock_stop_work_after_the_correction(computer: Machine, march: Acting) -> None:
    require_trusted_clock()
    march.on("2026-03-14").report("D001", "2026-03", "T001", "T002")
    computer.live(DAY)
    assert refused().startswith("本机时钟现为2026-03-04 09:00，比已有记录早10天")
    march.on("2026-03-04").do("confirm_clock", today="2026-03-04")
    assert require_trusted_clock().words == ""


def test_a_confirmation_of_the_clock_lets_scheduled_work_continue(computer: Machine, march: Acting) -> None:
    require_trusted_clock()
    computer.set_clock(10 * DAY)
    refused()
    march.on("2026-03-13").do("confirm_clock", today="2026-03-13")
    assert require_trusted_clock().words == ""
    computer.live(3 * DAY)
    assert require_trusted_clock().words == ""


def test_an_earlier_confirmation_does_not_cover_a_later_change(computer: Machine, march: Acting) -> None:
    march.on("2026-03-02").do("confirm_clock", today="2026-03-02")
    require_trusted_clock()
    computer.set_clock(10 * DAY)
    refused()


def test_a_clock_set_back_one_day_is_reported_and_stops_nothing(computer: Machine) -> None:
    require_trusted_clock()
    computer.live(timedelta(hours=1))
    computer.set_clock(-DAY)
    assert require_trusted_clock().words == "注意：本机时钟在运行中被调慢24小时，请核对时间。"


def test_a_machine_off_over_days_off_continues(computer: Machine) -> None:
    require_trusted_clock()
    computer.live(3 * DAY)
    require_trusted_clock()
    computer.restart(off=3 * DAY)  # from Friday to Monday
    assert require_trusted_clock().words == ""
    assert stored_reading()["boot"] == "first+"


def test_a_machine_off_for_longer_needs_confirmation_without_a_time_server(computer: Machine) -> None:
    require_trusted_clock()
    computer.restart(off=8 * DAY)
    assert "已过6个工作日，本机时钟未经网络校时，无法判断是停机多日还是时钟偏快" in refused()
    computer.now = replace(computer.now, synchronised=True)
    assert require_trusted_clock().words == ""


def stored_before(computer: Machine, off: timedelta) -> None:
    """A state file of a machine that was switched off for this long; its clock goes on, kept by no time server."""
    before = {"at": (computer.now.at - off).isoformat(), "boot": "long ago", "running": 3600.0, "height": 4}
    settings().home.mkdir()
    (settings().home / STATE_FILE).write_text(json.dumps(before), encoding="utf-8")


@pytest.fixture
def april(computer: Machine) -> Machine:
    """It is 7 April, five weeks after the newest block; the machine was off since 5 March."""
    computer.restart(off=35 * DAY)
    stored_before(computer, 33 * DAY)
    return computer


def test_a_worker_that_was_off_for_a_month_runs_at_once_if_the_ledger_went_on(april: Machine, march: Acting) -> None:
    for day in ("2026-03-20", "2026-04-06"):
        march.on(day).system.do("record_sweep", request_id=f"swept/{day}")
    assert require_trusted_clock().words == ""
    assert (stored_reading()["boot"], stored_reading()["height"]) == (april.now.boot, 6)


@pytest.mark.usefixtures("april")
def test_a_worker_that_is_alone_with_an_old_ledger_asks_for_the_date(march: Acting) -> None:
    assert refused().startswith("距上次运行（2026-03-05）已过22个工作日，本机时钟未经网络校时")
    march.on("2026-04-07").do("confirm_clock", today="2026-04-07")
    assert require_trusted_clock().words == ""


@pytest.mark.usefixtures("april")
def test_a_worker_whose_ledger_went_on_for_a_few_days_only_asks_too(march: Acting) -> None:
    march.on("2026-03-20").system.do("record_sweep", request_id="swept")
    assert refused().startswith("距上次运行（2026-03-20）已过11个工作日，本机时钟未经网络校时")


@pytest.mark.usefixtures("april")
def test_what_people_enter_after_a_restart_confirms_nothing(march: Acting) -> None:
    march.on("2026-04-07").report("D001", "2026-03", "T001", "T002")
    assert refused().startswith("距上次运行（2026-03-05）已过22个工作日，本机时钟未经网络校时")


def test_while_a_machine_runs_its_stopwatch_counts_and_not_the_ledger(computer: Machine, march: Acting) -> None:
    require_trusted_clock()
    computer.set_clock(10 * DAY)
    march.on("2026-03-13").system.do("record_sweep", request_id="swept")
    assert "被调快10天" in refused()


@pytest.mark.parametrize("damaged", ["", "[]", "{}", '{"at": 1}', '{"at": "x", "boot": "", "running": 0, "height": 0}'])
def test_with_a_damaged_state_file_the_newest_record_is_used(computer: Machine, damaged: str) -> None:
    require_trusted_clock()
    (settings().home / STATE_FILE).write_text(damaged, encoding="utf-8")
    computer.set_clock(10 * DAY)
    assert "距上次运行（2026-03-01）已过10个工作日" in refused()


@pytest.mark.usefixtures("computer")
def test_a_state_file_of_a_longer_chain_is_ignored() -> None:
    require_trusted_clock()
    (settings().home / STATE_FILE).write_text(json.dumps(stored_reading() | {"height": 99}), encoding="utf-8")
    assert require_trusted_clock().words == ""
    assert stored_reading()["height"] == 4


def test_a_disk_that_is_full_stops_nothing(computer: Machine) -> None:
    require_trusted_clock()
    settings().home.chmod(0o755)
    (settings().home / STATE_FILE).unlink()
    (settings().home / STATE_FILE).mkdir()
    computer.live(timedelta(hours=1))
    assert require_trusted_clock().words == ""


@pytest.mark.usefixtures("computer")
def test_a_demonstration_needs_no_clock_check() -> None:
    set_virtual_instant(TUESDAY + 1000 * DAY)
    with begin() as session:
        assert check_clock(session) is None
    assert require_trusted_clock().words == ""
    assert not (settings().home / STATE_FILE).exists()


@pytest.mark.usefixtures("database")
def test_without_an_installation_there_is_nothing_to_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_virtual_instant", [])
    with begin() as session:
        assert check_clock(session) is None


@pytest.mark.parametrize("apart", [-4 * DAY, timedelta(minutes=-11), timedelta(minutes=11), 40 * DAY])
def test_a_program_whose_clock_is_not_the_databases_does_no_scheduled_work(
    computer: Machine, monkeypatch: pytest.MonkeyPatch, apart: timedelta
) -> None:
    assert computer.now.boot == "first"
    monkeypatch.setattr(clock_check, "current_instant", lambda: current_instant() + apart)
    assert "不一致，没有办理。请先校准" in refused()
    monkeypatch.setattr(clock_check, "current_instant", lambda: current_instant() + timedelta(minutes=9))
    assert require_trusted_clock().words == ""


SPRING = datetime(2026, 3, 2, 8, 0, tzinfo=SHANGHAI)


@pytest.fixture
def spring() -> Iterator[None]:
    set_virtual_instant(SPRING)
    yield
    clear_virtual_instant()


def test_the_stopwatch_goes_on_and_the_start_stays_the_same() -> None:
    first, second = reading(), reading()
    assert timedelta() < first.running < second.running
    assert first.boot == second.boot == clock_check.BOOT.read_text().strip()
    assert first.at.tzinfo is SHANGHAI


@pytest.mark.usefixtures("spring")
def test_setting_the_time_of_day_does_not_touch_the_stopwatch() -> None:
    now = reading()
    assert now.at == SPRING
    assert now.running == pytest.approx(reading().running, abs=timedelta(seconds=5))


def test_a_system_without_a_boot_id_gives_an_empty_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(clock_check, "BOOT", tmp_path / "boot_id")
    assert reading().boot == ""


@pytest.mark.parametrize(("state", "stored"), [(0, True), (1, True), (4, True), (5, False), (-1, False)])
def test_only_the_kernel_state_decides_whether_the_clock_is_synchronised(
    monkeypatch: pytest.MonkeyPatch, state: int, *, stored: bool
) -> None:
    class Library:
        def adjtimex(self, _asked: object) -> int:
            return state

    monkeypatch.setattr("ctypes.CDLL", lambda _name: Library())
    assert reading().synchronised is stored


def test_the_query_of_the_kernel_changes_nothing() -> None:
    assert reading().synchronised in {True, False}
