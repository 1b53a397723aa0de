"""Checks whether this machine's clock can be trusted, before any scheduled work."""

import ctypes
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from models.database import begin, database_time
from models.ledger.acts import Summary
from models.ledger.chain.clock import Recorded, confirmed_since, last_scheduled, newest_record
from models.ledger.jurisdiction import calendar_of, home
from models.rules.clocks import Doubt, Reading, believed, doubt
from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI
from tasks.clock import current_instant, virtual_instant
from tasks.settings import settings

STATE_FILE = "clock.json"
MOST_APART = timedelta(minutes=10)
STOPPED = (
    "开启、提醒、投递等计划任务已停止。"
    "请校准本机时间；确认时间无误后执行：mubiao act confirm_clock --today 今天的日期。"
)


@dataclass(frozen=True, slots=True)
class ClockCheck:
    """Result of one clock check: the doubt if any, the reading, the last trusted reading and the newest record."""

    doubt: Doubt | None
    now: Reading
    known: Reading
    newest: Recorded


def require_common_clock(database: datetime) -> None:
    """Raise Refused if this program's clock is not the database's: what is recorded now gets a wrong date.

    A virtual clock is chosen, and checked elsewhere.
    """
    if virtual_instant():
        return
    here, there = current_instant(), database.astimezone(SHANGHAI)
    if abs(here - there) > MOST_APART:
        raise Refused(
            f"本程序的时钟（{here:%Y-%m-%d %H:%M}）与数据库的时钟（{there:%Y-%m-%d %H:%M}）不一致，没有办理。"
            "请先校准本机和数据库所在机器的时间，见 mubiao check。"
        )


def check_clock(session: Session) -> ClockCheck | None:
    """Compare the clock with the last trusted reading and the newest record.

    Returns None in a demonstration, or when no installation exists yet.
    """
    newest = None if virtual_instant() else newest_record(session)
    if newest is None:
        return None
    now = reading()
    known = _load_reading(session, newest, now)
    return ClockCheck(doubt(now, known, newest.at, calendar_of(session, home(session))), now, known, newest)


def require_trusted_clock() -> Summary:
    """Run before scheduled work: raises Refused if the clock is not trusted, else stores the reading.

    The summary names a doubt that does not stop the run.
    """
    with begin() as session:
        require_common_clock(database_time(session))
    return trust_clock()


def trust_clock() -> Summary:
    """Do the same with a clock that was compared with the database's."""
    with begin() as session:
        result = check_clock(session)
    if result is None:
        return Summary()
    if result.doubt and result.doubt.stops:
        raise Refused(f"{result.doubt.words}。{STOPPED}")
    _store_reading(believed(result.now, result.known), result.newest.height)
    return Summary(f"注意：{result.doubt.words}。" if result.doubt else "")


def _load_reading(session: Session, newest: Recorded, now: Reading) -> Reading:
    """Returns the last trusted reading: from the state file, from a later confirmation, or the newest record's time.

    After a restart the file counts only if no scheduled work was recorded since: other machines did it.
    """
    try:
        stored = json.loads(_state_file().read_text(encoding="utf-8"))
        height, boot = int(stored["height"]), str(stored["boot"])
        at, running = datetime.fromisoformat(stored["at"]).astimezone(SHANGHAI), timedelta(seconds=stored["running"])
    except (OSError, ValueError, LookupError, TypeError):
        return Reading(newest.at.astimezone(SHANGHAI))
    confirmed = confirmed_since(session, height)
    if newest.height < height:  # after a restore of an older backup
        confirmed = newest.at
    elif not confirmed and boot != now.boot and (done := last_scheduled(session, height)):
        confirmed = max(done, at)
    return Reading(confirmed.astimezone(SHANGHAI)) if confirmed else Reading(at, boot, running)


def _store_reading(reading: Reading, height: int) -> None:
    """Replace the state file; on a full disk the previous reading stays."""
    stored = {"at": reading.at.isoformat(), "boot": reading.boot, "running": reading.running.total_seconds()}
    file = _state_file()
    partial = file.with_name(f"{STATE_FILE}.{os.getpid()}")
    with suppress(OSError):  # a full disk keeps the previous reading
        file.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(stored | {"height": height}), encoding="utf-8")
        partial.replace(file)


def _state_file() -> Path:
    return settings().home / STATE_FILE


BOOT = Path("/proc/sys/kernel/random/boot_id")
UNSYNCHRONISED = 5  # TIME_ERROR of adjtimex(2): no time server keeps the clock, or it was set by hand since


def reading() -> Reading:
    """Returns the current clock readings. The boot id is empty if the kernel does not name it."""
    try:
        boot = BOOT.read_text(encoding="ascii").strip()
    except OSError:
        boot = ""
    since_boot = timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))
    return Reading(current_instant(), boot, since_boot, _is_synchronised())


def _is_synchronised() -> bool:
    """Returns whether a time server keeps the clock, as adjtimex(2) reports it."""
    buffer = ctypes.create_string_buffer(512)  # an all-zero struct timex only queries
    return 0 <= int(ctypes.CDLL(None).adjtimex(buffer)) < UNSYNCHRONISED
