"""What was told to the operator: one small file in the data folder, under a lock, for all processes of this machine.

It is written over in place, so that a full disk does not stop it; where even that fails this process remembers it.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from models.rules.workdays import SHANGHAI
from notifications.alert import CAUSES, MINUTES, Alert, Cause
from notifications.channels import Outcome, Result

NAME, SIZE = "alerts.json", 16384
RETRY_AFTER = timedelta(minutes=5)  # after a try that failed, or whose process has died
SHOWN = timedelta(days=7)  # for which it is said that an alert was not sent, if none is since
Found = Mapping[str, int | None]  # by the code of a cause: its number, None if it does not stand
Book = dict[str, dict[str, Any]]
_unwritten: dict[Path, Book] = {}


@contextmanager
def opened_book(home: Path) -> Iterator[Book]:
    """Yield what was told, by cause, and write the changes; other processes wait meanwhile."""
    with ExitStack() as stack:
        file = None
        with suppress(OSError):
            file = stack.enter_context(os.fdopen(os.open(home / NAME, os.O_RDWR | os.O_CREAT, 0o600), "r+b", 0))
            fcntl.flock(file, fcntl.LOCK_EX)
        book = _unwritten[home] if home in _unwritten else _read(file)
        yield book
        _unwritten[home] = book
        with suppress(OSError):
            if file:
                os.pwrite(file.fileno(), json.dumps(book).encode("ascii").ljust(SIZE), 0)
                del _unwritten[home]


def _read(file: BinaryIO | None) -> Book:
    with suppress(OSError, ValueError):
        found = json.loads(file.read()) if file else {}
        return found if isinstance(found, dict) else {}
    return {}


def note(book: Book, found: Found, now: datetime) -> None:
    """Note which causes stand and which have ended; those that are not named are as they were."""
    for code, number in found.items():
        if number is None:
            if code in book:
                book[code]["open"] = False
            continue
        entry = book.setdefault(code, {"open": False})
        if not entry["open"]:
            entry |= {"open": True, "since": now.isoformat(), "counted": 0, "runs": []}
        minutes = max(1, int((now - datetime.fromisoformat(entry["since"])).total_seconds() // 60))
        entry["number"] = minutes if CAUSES[code].says is MINUTES else number


def note_run(book: Book, run: str, failures: int, now: datetime) -> None:
    """Note how often a run has failed, or that it has succeeded; the cause ends when each has succeeded."""
    entry = book.get("run_failed", {"open": False})
    before, runs = (entry["number"], entry["runs"]) if entry["open"] else (0, [])
    if failures:
        note(book, {"run_failed": before + failures}, now)
        book["run_failed"]["runs"] = sorted({*runs, run})
    elif run in runs:
        runs.remove(run)
        note(book, {"run_failed": before if runs else None}, now)


def take_due(book: Book, now: datetime) -> list[Alert]:
    """Returns what is to be sent now, each taken by this process alone; what is over and told is forgotten."""
    due = []
    for code, cause in CAUSES.items():
        if (entry := book.get(code)) is None:
            continue
        if _is_due(entry, cause, now) and _is_past(entry.get("tried"), RETRY_AFTER, now):
            entry["tried"] = now.isoformat()
            since = datetime.fromisoformat(entry["since"]).astimezone(SHANGHAI)
            due.append(Alert(cause, entry["number"], since, not entry["open"]))
        elif not (entry["open"] or entry.get("owes_end")) and _is_past(entry.get("told"), cause.every, now):
            del book[code]
    return due


def _is_due(entry: Mapping[str, Any], cause: Cause, now: datetime) -> bool:
    owes_end = entry.get("owes_end", False)
    if not entry["open"]:
        return bool(owes_end)
    has_news = not cause.counted or entry["number"] > entry["counted"]
    is_turn = _is_past(entry.get("told"), cause.every, now) or (cause.final and not owes_end)
    return has_news and is_turn and _is_past(entry["since"], cause.lasting, now)


def _is_past(instant: str | None, least: timedelta, now: datetime) -> bool:
    return instant is None or not timedelta() <= now - datetime.fromisoformat(instant) < least


def settle(book: Book, alert: Alert, results: Sequence[Result], now: datetime) -> None:
    """Note what each address answered. One that may have come is not sent again at once; else it is tried again."""
    entry = book.get(alert.cause.code)
    if entry and any(each.outcome is Outcome.SENT or _is_doubtful(each) for each in results):
        entry |= {"tried": None, "owes_end": not alert.ended}
        if not alert.ended:
            entry |= {"told": now.isoformat(), "counted": alert.number}
    words = "；".join(_why_unsent(results))
    book["unsent"] = {"at": now.isoformat(), "words": f"“{alert.cause.title}”{words}"} if words else {}


def _is_doubtful(result: Result) -> bool:
    return result.may_repeat or result.outcome is Outcome.DOUBTFUL


def _why_unsent(results: Sequence[Result]) -> Iterator[str]:
    for number, each in enumerate(results, start=1):
        if each.outcome is not Outcome.SENT:
            yield f"第{number}个地址{'不能确定是否送达' if _is_doubtful(each) else '没有送出'}：{each.reason}"


def find_unsent(home: Path, now: datetime) -> str:
    """Returns in words the newest alert if an address did not take it, for a week; empty otherwise."""
    if not (home / NAME).exists():
        return ""
    with opened_book(home) as book:
        unsent = book.get("unsent")
        if not unsent or _is_past(unsent["at"], SHOWN, now):
            return ""
        return f"{datetime.fromisoformat(unsent['at']).astimezone(SHANGHAI):%Y-%m-%d %H:%M}，{unsent['words']}"
