"""Lists of drafts as answer sheets: their rows (1-2.22, 1-2.6)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.statements import run

# As the lines of a report; the list of a duty takes the place of a version.
LINES = """
SELECT l.obligation_id, r.year, r.code, r.name, o.round AS version,
    concat(r.requirement, '（权重' || trim_scale(r.weight) || '）') AS requirement, r.quantity, r.unit, r.deadline,
    CAST(NULL AS numeric) AS progress, CAST(NULL AS text) AS status, '' AS leaf
FROM draft_line l JOIN target_draft r ON r.id = l.draft_id JOIN obligation o ON o.id = l.obligation_id
WHERE l.obligation_id = ANY(:obligations) ORDER BY l.obligation_id, r.code COLLATE "C"
"""


def list_lines(session: Session, obligations: Sequence[int]) -> Sequence[Any]:
    """Return the lines of these lists of drafts, with what each draft asks and its weight."""
    return run(session, LINES, obligations=list(obligations)).all()
