"""A newest block whose instant lies in the future, as a machine with a wrong clock would have recorded it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.block import block_hash, header_of
from models.database import begin
from models.statements import run

if TYPE_CHECKING:
    from datetime import datetime

HEAD_AHEAD = "UPDATE chain_head SET sealed_at = clock_timestamp() + CAST(:ahead AS interval)"
BLOCK_AHEAD = (
    "UPDATE block SET sealed_at = (SELECT sealed_at FROM chain_head) WHERE height = (SELECT max(height) FROM block)"
)
REHASHED = "UPDATE block SET hash = :hash WHERE height = (SELECT max(height) FROM block)"
AS_SUPERUSER = "SET LOCAL session_replication_role = replica"


def put_ahead(ahead: str) -> datetime:
    """Move the newest block's instant into the future, as a machine with a wrong clock would have recorded it."""
    with begin() as session:
        run(session, AS_SUPERUSER)
        run(session, HEAD_AHEAD, ahead=ahead)
        run(session, BLOCK_AHEAD)
        block = dict(run(session, "SELECT * FROM block ORDER BY height DESC LIMIT 1").mappings().one())
        run(session, REHASHED, hash=block_hash(block["previous_hash"], block["content"], header_of(block)))
        run(session, "UPDATE chain_head SET hash = (SELECT hash FROM block ORDER BY height DESC LIMIT 1)")
        sealed_at: datetime = block["sealed_at"]
        return sealed_at
