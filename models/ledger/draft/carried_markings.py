"""4.7: the marking of a draft holds for the target that it becomes."""

from collections.abc import Sequence

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.transitions import record
from models.statements import run

# The marking in force of each draft. Readers are admitted again: a new marking starts without any.
CARRY = """
INSERT INTO secrecy (jurisdiction_id, record, record_id, record_key, serial, marking, reason, marked_on)
SELECT t.jurisdiction_id, 'target', t.id, concat_ws('|', t.year, t.code), 1, q.marking, q.reason, :day
FROM target t JOIN target_draft r ON (r.jurisdiction_id, r.year, r.code) = (t.jurisdiction_id, t.year, t.code)
    JOIN (SELECT DISTINCT ON (record_id) record_id, marking, reason FROM secrecy WHERE record = 'target_draft'
        ORDER BY record_id, serial DESC) q ON q.record_id = r.id AND q.marking IS NOT NULL
WHERE t.id = ANY(:targets) ORDER BY t.code COLLATE "C" RETURNING id, marking
"""


def carry_markings(session: Session, ctx: Context, targets: Sequence[int]) -> int:
    """4.7: mark the targets whose drafts are marked; returns how many."""
    rows = run(session, CARRY, targets=list(targets), day=ctx.date).all()
    for row in rows:
        record(session, ctx, "secrecy", [row.id], "marked", moved=("", row.marking))
    return len(rows)
