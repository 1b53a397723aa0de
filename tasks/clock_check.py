"""Whether this machine's clock can be believed: asked before anything is done by schedule."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from models.database import begin
from models.ledger.acts import Summary
from models.ledger.calendars import calendar_of
from models.ledger.chain.clock import Recorded, confirmed_since, newest_record
from models.ledger.lookup import home
from models.rules.business_day import SHANGHAI
from models.rules.clocks import Doubt, Reading, believed, doubt
from models.rules.errors import Refused
from tasks import machine
from tasks.clock import virtual
from tasks.settings import settings

KEPT = "clock.json"
STOPPED = (
    "开启、提醒、投递等计划任务已停止。"
    "请校准本机时间；确认时间无误后执行：mubiao act confirm_clock --today 今天的日期。"
)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the clock: what speaks against it, what it showed, and what was known before."""

    doubt: Doubt | None
    now: Reading
    known: Reading
    newest: Recorded


def look(session: Session) -> Look | None:
    """Look at the clock; nothing to see in a demonstration, or before the installation is founded."""
    newest = None if virtual() else newest_record(session)
    if newest is None:
        return None
    now, known = machine.reading(), _known(session, newest)
    return Look(doubt(now, known, newest.at, calendar_of(session, home(session))), now, known, newest)


def heed() -> Summary:
    """Before anything is done by schedule: refuse while the clock is not believed, else remember what it showed.

    The summary says what is odd about it but stops nothing.
    """
    with begin() as session:
        seen = look(session)
    if seen is None:
        return Summary()
    if seen.doubt and seen.doubt.stops:
        raise Refused(f"{seen.doubt.words}。{STOPPED}")
    _keep(believed(seen.now, seen.known), seen.newest.height)
    return Summary(f"注意：{seen.doubt.words}。" if seen.doubt else "")


def _known(session: Session, newest: Recorded) -> Reading:
    """The last reading that was believed: kept beside the database, vouched for since, or the newest record's."""
    try:
        kept = json.loads(_file().read_text(encoding="utf-8"))
        height, boot = int(kept["height"]), str(kept["boot"])
        at, running = datetime.fromisoformat(kept["at"]).astimezone(SHANGHAI), timedelta(seconds=kept["running"])
    except (OSError, ValueError, LookupError, TypeError):
        return Reading(newest.at.astimezone(SHANGHAI))
    vouched = confirmed_since(session, height)
    if newest.height < height:  # an older state was restored
        vouched = newest.at
    return Reading(vouched.astimezone(SHANGHAI)) if vouched else Reading(at, boot, running)


def _keep(reading: Reading, height: int) -> None:
    kept = {"at": reading.at.isoformat(), "boot": reading.boot, "running": reading.running.total_seconds()}
    file = _file()
    partial = file.with_name(f"{KEPT}.{os.getpid()}")
    with suppress(OSError):  # a full disk: what was known before is known still
        file.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(kept | {"height": height}), encoding="utf-8")
        partial.replace(file)


def _file() -> Path:
    return settings().home / KEPT
