"""The proof of a year for outsiders: the chain and every record, but for what a reader may not see (1-5.1).

A marked record (4.7) is shown by its digest alone; a move that says something marked is, and in the proof of one
department each about another one. The hash of a block covers the digests of its moves.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.ledger.chain.export import exported_blocks
from models.ledger.nouns import NOUNS
from models.ledger.secrets import secrets_of
from models.rules.secrecy import Secrets
from models.statements import run

# What every department may see: days, settings, bodies, and samples, which are published.
COMMON = frozenset(
    {
        "body",
        "calendar_day",
        "cycle_run",
        "cycle_start",
        "deadline",
        "jurisdiction",
        "pause",
        "policy",
        "rehearsal",
        "sample",
    }
)
# Shown by their digest: addresses, telephone numbers and the keys of robots stay inside.
SEALED = frozenset({"body", "contact", "department", "reform", "rehearsal", "signer_change"})
TARGETS_OF = """
SELECT t.code FROM target t JOIN target_department x ON x.target_id = t.id
    JOIN department d ON d.id IN (x.department_id, x.year_lead_id)
WHERE d.code = :code
"""
BETWEEN = re.compile(r"[|/]")  # the parts of a natural key
TRANSITION = 7  # values of a move that changes a record


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader of a proof: no reader sees a marked record; a department sees what is about it and what is common."""

    secrets: Secrets
    own: frozenset[str] = frozenset()  # its code and those of its targets; empty for a reader of everything

    def may_read(self, text: str) -> bool:
        """Return whether a text says nothing that is marked."""
        return self.secrets.hide(text) == text

    def may_see(self, record: tuple[str, str], text: str) -> bool:
        """Return whether a record is common to all, or about the department; an exception may be of all or some."""
        if record[0] == "score_exception" and self.own:
            of = json.loads(text)[NOUNS["score_exception"].names.index("departments")]
            return not of or not self.own.isdisjoint(of)
        return record[0] in COMMON or self.is_own(record[1], text)

    def is_own(self, key: str, text: str = "[]") -> bool:
        """Return whether a record with this key and digested text is about the department, or may be seen by all."""
        said = (key, *(value for value in json.loads(text) if isinstance(value, str)))
        return not self.own or any(not self.own.isdisjoint(BETWEEN.split(value)) for value in said)


def reader_of(session: Session, department: str | None) -> Reader:
    """Return the reader of a proof of everything, or of the department with this code."""
    codes = run(session, TARGETS_OF, code=department).scalars() if department else ()
    return Reader(secrets_of(session), frozenset({department, *codes}) if department else frozenset())


@cache
def proved_kinds() -> Mapping[str, Mapping[str, Any]]:
    """Return the kinds of records that a proof holds: title, names of what the digest covers, columns of the key."""
    return {
        noun: {"title": spec.title, "columns": spec.names, "key": spec.record.key, "between": spec.record.between}
        for noun, spec in NOUNS.items()
        if spec.verified
    }


def proof_lines(session: Session, reader: Reader, last: int) -> tuple[list[str], list[str]]:
    """Return the lines of the blocks up to the height `last`, and those of the records that the reader may see."""
    blocks, records = list(exported_blocks(session, last)), dict(_records(session))
    shown = {record for record, text in records.items() if reader.may_see(record, text)} - _told(reader, blocks)
    marked = {record for record in shown if not reader.may_read(records[record])}
    chain = [canonical(_as_seen(block, reader, shown, records.keys(), marked)) for block in blocks]
    return chain, [_record_line(record, text, marked) for record, text in records.items() if record in shown]


def _record_line(record: tuple[str, str], text: str, marked: set[tuple[str, str]]) -> str:
    told = {"digest": _digest(text)} if record[0] in SEALED or record in marked else {"text": text}
    return canonical({"record": record[0], "key": record[1]} | told)


def _records(session: Session) -> Iterator[tuple[tuple[str, str], str]]:
    for noun in proved_kinds():
        yield from (((noun, row.key), row.text) for row in run(session, NOUNS[noun].texts))


def _told(reader: Reader, blocks: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Return the records one of whose moves says something marked."""
    said = (json.loads(line) for block in blocks for line in block["moves"] if not reader.may_read(line))
    return {(move[0], move[1]) for move in said if len(move) == TRANSITION}


def _as_seen(
    block: dict[str, Any],
    reader: Reader,
    shown: set[tuple[str, str]],
    existing: Any,  # noqa: ANN401 - a view of keys
    marked: set[tuple[str, str]],
) -> dict[str, Any]:
    """Return a block with the digests of the moves that the reader may not see.

    Its result is left out then, and where a move is about a marked record.
    """
    moves = [line if _is_seen(line, reader, shown, existing) else _digest(line) for line in block["moves"]]
    seen = block | {"moves": moves}
    is_told = moves == block["moves"] and marked.isdisjoint(tuple(json.loads(line)[:2]) for line in moves if marked)
    if not (is_told and reader.may_read(block["result"]) and (moves or not reader.own)):
        del seen["result"]
    return seen


def _is_seen(line: str, reader: Reader, shown: set[tuple[str, str]], existing: Any) -> bool:  # noqa: ANN401 - see above
    move = json.loads(line)
    if len(move) != TRANSITION:
        return not reader.own and reader.may_read(line)
    record = (move[0], move[1])
    if record in existing:
        return record in shown
    return reader.may_read(line) and reader.is_own(move[1])


def _digest(line: str) -> str:
    return sha256(line.encode()).hexdigest()
