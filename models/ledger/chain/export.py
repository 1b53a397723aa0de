"""Export of the ledger as JSON lines: each block with everything its hash covers, verifiable without this program."""

from collections.abc import Iterator

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
    head = run(session, HEAD).one()
    reached = 0
    while rows := run(session, BLOCKS, after=reached, last=head.height, limit=AT_ONCE).mappings().all():
        for block in map(dict, rows):
            reached = block["height"]
            yield canonical(
                {
                    "height": reached,
                    "previous": block["previous_hash"],
                    "header": header_of(block),
                    "moves": block["lines"] or [],
                    "content": block["content"],
                    "hash": block["hash"],
                }
            )
    yield canonical({"head": {"height": head.height, "hash": head.hash}})
