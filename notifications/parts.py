"""Parts: a message longer than its channel takes is sent in several, each once, in order, and numbered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from models.ledger.seals import by_run
from models.statements import run
from notifications.channels import Letter, Result
from notifications.claim import Claim

NUMBERED = 20  # bytes kept free for the number of a part, such as （12/34）
SENT_PARTS = "SELECT count(*) FROM attempt WHERE message_id = :id AND outcome = 'part'"
# The part has left: after a crash only the next one could arrive twice.
KEEP_PART = """
WITH held AS (
    UPDATE message SET in_handover = false WHERE id = :id AND claimed_by = :worker AND state = 'sending' RETURNING id)
INSERT INTO attempt (message_id, act_id, at, outcome, code, reason)
SELECT id, :act_id, :now, 'part', :code, :reason FROM held RETURNING id
"""


def letters_of(letter: Letter, limit: int | None) -> list[Letter]:
    """Returns the letters in which a message is sent: one, or numbered parts of at most `limit` bytes of markdown.

    The same message gives the same parts at every try, because its text is frozen.
    """
    pieces = split_text(letter.markdown, limit) if limit else [letter.markdown]
    if len(pieces) == 1:
        return [letter]
    return [_part(letter, piece, number, len(pieces)) for number, piece in enumerate(pieces, 1)]


def _part(letter: Letter, piece: str, number: int, count: int) -> Letter:
    name, mark, domain = letter.message_id.partition("@")
    markdown = f"（{number}/{count}）\n{piece.strip(chr(10))}"
    return replace(letter, markdown=markdown, message_id=f"{name}.{number}{mark}{domain}")


def split_text(text: str, limit: int) -> list[str]:
    """Split a text at line ends, and a line that is longer than a part between characters; nothing is left out.

    Returns the text unchanged if it has at most `limit` bytes in UTF-8; otherwise each piece leaves room for a number.
    """
    if _size(text) <= limit:
        return [text]
    room = limit - NUMBERED
    pieces = [""]
    for line in _short_lines(text, room):
        if pieces[-1] and _size(pieces[-1]) + _size(line) > room:
            pieces.append("")
        pieces[-1] += line
    return pieces


def _short_lines(text: str, room: int) -> Iterator[str]:
    """Yield the lines of a text with their ends; a longer one in pieces."""
    for line in text.splitlines(keepends=True):
        rest = line
        while _size(rest) > room:
            piece = rest.encode("utf-8", "replace")[:room].decode("utf-8", "ignore")
            yield piece
            rest = rest[len(piece) :]
        yield rest


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def sent_parts(session: Session, claim: Claim) -> int:
    """Returns how many parts of a message were accepted in earlier tries."""
    return int(run(session, SENT_PARTS, id=claim.id).scalar_one())


def keep_part(session: Session, claim: Claim, result: Result, now: datetime, *, worker: str) -> bool:
    """Record that a part was accepted. Returns False if another worker holds the lease now."""
    by = {"id": claim.id, "worker": worker, "now": now, "act_id": by_run(session, now)["act_id"]}
    return run(session, KEEP_PART, **by, code=result.code, reason=result.reason).first() is not None
