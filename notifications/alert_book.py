"""What was told to the operator: one small file in the data folder, under a lock, for all processes of this machine.

It is written over in place, so that a full disk does not stop it; where even that fails this process remembers it.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from models.rules.workdays import SHANGHAI
from notifications.alert import CAUSES, Cause, Seen
from notifications.channels import Outcome, Result

NAME, SIZE = "alerts.json", 16384
RETRY_AFTER = timedelta(minutes=5)  # after a try that failed, or whose process has died
SHOWN = timedelta(days=7)  # for which it is said that an alert was not sent, if none is since
Entries = dict[str, dict[str, Any]]
_unwritten: dict[Path, Entries] = {}


@dataclass(frozen=True, slots=True)
class Errand:
    """One message that this process has to send: to which of the addresses, about what."""

    cause: Cause
    address: int
    count: int
    since: datetime
    ended: bool


@contextmanager
def opened_book(home: Path) -> Iterator[Entries]:
    """Yield what was told, by cause, and write the changes; other processes wait meanwhile."""
    with ExitStack() as stack:
        file = None
        with suppress(OSError):
            file = stack.enter_context(os.fdopen(os.open(home / NAME, os.O_RDWR | os.O_CREAT, 0o600), "r+b", 0))
            fcntl.flock(file, fcntl.LOCK_EX)
        entries = _unwritten[home] if home in _unwritten else _read(file)
        yield entries
        try:
            _write(file, entries)
            _unwritten.pop(home, None)
        except OSError:
            _unwritten[home] = entries


def _read(file: BinaryIO | None) -> Entries:
    with suppress(OSError, ValueError):
        found = json.loads(file.read()) if file else {}
        return found if isinstance(found, dict) else {}
    return {}


def _write(file: BinaryIO | None, entries: Entries) -> None:
    if file is None:
        raise OSError
    os.pwrite(file.fileno(), json.dumps(entries).encode("ascii").ljust(SIZE), 0)


def note(entries: Entries, seen: dict[str, Seen | None], now: datetime) -> None:
    """Note which causes stand and which have ended; those that are not named are as they were."""
    for code, found in seen.items():
        entry = entries.get(code)
        if found is None:
            if entry and entry["open"]:
                entry["open"] = False
            continue
        if not (entry and entry["open"]):
            entry = entries[code] = {"first": now.isoformat(), "to": entry["to"] if entry else {}}
            for told in entry["to"].values():
                told["counted"] = 0
        first = datetime.fromisoformat(entry["first"])
        minutes = max(1, int((now - first).total_seconds() // 60))
        since = (found.since or first).isoformat()
        entry |= {"open": True, "since": since, "count": minutes if found.number is None else found.number}


def note_run(entries: Entries, run: str, failures: int, now: datetime) -> None:
    """Note how often a run has failed, or that it has succeeded; the cause ends when each has succeeded."""
    entry = entries.get("run_failed", {})
    runs, before = (entry["runs"], entry["count"]) if entry.get("open") else ([], 0)
    if failures:
        note(entries, {"run_failed": Seen(failures + before)}, now)
        entries["run_failed"]["runs"] = sorted({*runs, run})
    elif run in runs:
        entry["runs"] = [each for each in runs if each != run]
        if not entry["runs"]:
            note(entries, {"run_failed": None}, now)


def take_errands(entries: Entries, addresses: int, now: datetime, *, last: bool = False) -> list[Errand]:
    """Returns what is to be sent now, each taken by this process alone; what is over and told is forgotten.

    `last`: the process ends, and later there may be no other one: what was told to have ended does not wait its hour.
    """
    errands = []
    for code, cause in CAUSES.items():
        if (entry := entries.get(code)) is None:
            continue
        for number in range(addresses):
            told = entry["to"].setdefault(str(number), {"counted": 0})
            if _is_due(entry, told, cause, now, last=last) and _is_past(told.get("tried"), RETRY_AFTER, now):
                told["tried"] = now.isoformat()
                since = datetime.fromisoformat(entry["since"]).astimezone(SHANGHAI)
                errands.append(Errand(cause, number, entry["count"], since, not entry["open"]))
        if _is_over(entry, cause, now):
            del entries[code]
    return errands


def _is_over(entry: dict[str, Any], cause: Cause, now: datetime) -> bool:
    told = entry["to"].values()
    return not entry["open"] and all(
        not each.get("owes_end") and _is_past(each.get("told"), cause.every, now) for each in told
    )


def _is_due(entry: dict[str, Any], told: dict[str, Any], cause: Cause, now: datetime, *, last: bool) -> bool:
    if not entry["open"]:
        return bool(told.get("owes_end"))
    lasted = _is_past(entry["first"], cause.lasting, now)
    has_news = not cause.counted or entry["count"] > told["counted"]
    is_turn = _is_past(told.get("told"), cause.every, now) or (last and not told.get("owes_end"))
    return lasted and has_news and is_turn


def _is_past(instant: str | None, least: timedelta, now: datetime) -> bool:
    return instant is None or not timedelta() <= now - datetime.fromisoformat(instant) < least


def settle(entries: Entries, errand: Errand, result: Result, now: datetime) -> str:
    """Note how an errand ended. Only what the other side took is told; a doubtful one is not sent again at once.

    Returns in words what was not sent, and why; empty if it was.
    """
    sent, doubtful = result.outcome is Outcome.SENT, result.may_repeat or result.outcome is Outcome.DOUBTFUL
    entry = entries.get(errand.cause.code)
    if entry and (sent or doubtful):
        told = entry["to"].setdefault(str(errand.address), {"counted": 0})
        told.pop("tried", None)
        told["owes_end"] = not errand.ended
        if not errand.ended:
            told |= {"told": now.isoformat(), "counted": errand.count}
    unsent = entries.setdefault("unsent", {})
    unsent.pop(str(errand.address), None)
    if sent:
        return ""
    how = "不能确定是否送达" if doubtful else "没有送出"
    words = f"“{errand.cause.title}”{how}：{result.reason}"
    unsent[str(errand.address)] = {"at": now.isoformat(), "words": words}
    return words


def list_unsent(home: Path, now: datetime) -> list[str]:
    """Returns in words, for each address, the newest alert if it was not sent within a week; nothing without a book."""
    if not (home / NAME).exists():
        return []
    with opened_book(home) as entries:
        return [
            f"第{int(number) + 1}个地址，{datetime.fromisoformat(each['at']).astimezone(SHANGHAI):%Y-%m-%d %H:%M}，"
            f"{each['words']}"
            for number, each in entries.get("unsent", {}).items()
            if not _is_past(each["at"], SHOWN, now)
        ]
