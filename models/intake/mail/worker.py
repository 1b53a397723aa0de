"""The process that takes mails apart, in forks of it with limits, so that a hostile mail ends only its own fork.

Run as `python -m models.intake.mail.worker`. It reads requests from its input, each a line of JSON and the bytes of a
mail or of a sheet, and writes answers: a line of JSON with the exit code of the fork, and what the fork wrote.
"""

import gc
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from models.intake.mail.fork import DONE, LATE, Fork
from models.intake.mail.reading import read_headers, read_mail
from models.intake.mail.transfer import from_json, to_json, value_of
from models.intake.sheet.marked_sheet import returned
from models.intake.sheet.reading import rows_of
from models.rules.errors import Refused

SMALL, MANY = 1_000_000, 50  # bytes of a mail whose fork goes on to the next one; mails of one fork


def main() -> None:
    """Answer requests until the input ends."""
    gc.freeze()  # what was imported is not looked through in each fork, which would copy it
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    forks = Forks()
    while head := source.readline():
        size = json.loads(head)["size"]
        forks.prepare(size)
        code, answer = forks.read(head, source.read(size))
        sink.write(json.dumps({"code": code, "size": len(answer)}).encode() + b"\n" + answer)
        sink.flush()


class Forks:
    """One fork after the other: a small mail leaves its fork to the next one, for a new one costs more than the mail.

    A mail for which a used fork was not enough is read once more by a new one, so that no mail has a fault because of
    another one. Time is counted for each mail, so a mail that took too long is not read again.
    """

    def __init__(self) -> None:
        self._fork: Fork | None = None

    def prepare(self, size: int) -> None:
        """Have a fork ready for a mail of this size, before its bytes are in the memory that a new fork takes over."""
        if self._fork and (size > SMALL or self._fork.answered >= MANY):
            self._end()
        self._fork = self._fork or Fork(_answer)

    def read(self, head: bytes, data: bytes) -> tuple[int, bytes]:
        """Return the exit code and the answer of the fork; it is ended by any mail that is not small and sound."""
        assert self._fork  # noqa: S101 - prepared
        used = self._fork.answered > 0
        code, answer = self._fork.ask(head, data)
        if code != DONE or len(data) > SMALL:
            self._end()
        if code == DONE or not used or code in LATE:
            return code, answer
        _empty(head)
        self._fork = Fork(_answer)
        return self.read(head, data)

    def _end(self) -> None:
        fork, self._fork = self._fork, None
        if fork:
            fork.end()


def _empty(head: bytes) -> None:
    """Remove what was written for a mail that is read once more."""
    if folder := json.loads(head).get("folder"):
        for file in Path(folder).iterdir():
            file.unlink()


def _answer(head: bytes, data: bytes) -> bytes:
    request = json.loads(head)
    if "known" in request:
        return to_json(read_headers(data, from_json(request["known"].encode())))
    if "columns" in request:
        return _answer_rows(request, data)
    if "complaints" in request:
        return returned(data, value_of(request["complaints"]), request["agency"])
    return to_json(read_mail(data, datetime.fromisoformat(request["received_at"]), Path(request["folder"])))


def _answer_rows(request: dict[str, Any], data: bytes) -> bytes:
    """Return the rows of a sheet, which share their origin, or the sentence of its refusal."""
    try:
        found = rows_of(request["file"], data, value_of(request["columns"]), request["sheet"])
    except Refused as refusal:
        return to_json({"refused": refusal.message})
    rows = [[row.number, row.cells, row.faults] for row in found.rows]
    return to_json({"origin": found.rows[0].origin, "rows": rows, "more": [found.ignored, found.guessed]})


if __name__ == "__main__":
    main()
