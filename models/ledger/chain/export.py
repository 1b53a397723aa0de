"""Export of the ledger as JSON lines: each block with everything its hash covers, verifiable without this program."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session

from models.block import canonical, header_of
from models.ledger.chain.verify import SEALED_LINES
from models.statements import run

HEAD = "SELECT height, hash FROM chain_head"
BLOCKS = f"""
SELECT b.*, c.lines FROM block b LEFT JOIN LATERAL (
    SELECT array_agg(line ORDER BY a COLLATE "C", b COLLATE "C", n) AS lines FROM ({SEALED_LINES}) moves(a, b, n, line)
    ) c ON true
WHERE b.height > :after AND b.height <= :last ORDER BY b.height LIMIT :limit
"""  # noqa: S608 - constants only
AT_ONCE = 500


def exported_chain(session: Session) -> Iterator[str]:
    """Yield one JSON line per block, in order, and one for the head; all as of the start of the export."""
    head = chain_head(session)
    yield from map(canonical, exported_blocks(session, head["height"]))
    yield canonical({"head": head})


def chain_head(session: Session) -> dict[str, Any]:
    """Return height and hash of the newest block."""
    return dict(run(session, HEAD).mappings().one())


def exported_blocks(session: Session, last: int) -> Iterator[dict[str, Any]]:
    """Yield each block up to the height `last`, in order, with its moves and the text of its result."""
    reached = 0
    while rows := run(session, BLOCKS, after=reached, last=last, limit=AT_ONCE).mappings().all():
        for block in map(dict, rows):
            reached = block["height"]
            yield {
                "height": reached,
                "previous": block["previous_hash"],
                "header": header_of(block),
                "result": canonical(block["result"]),
                "moves": block["lines"] or [],
                "content": block["content"],
                "hash": block["hash"],
            }
