"""Targets that were added, adjusted or ended since the sheet of a duty was made: the receipt names them."""

from collections.abc import Sequence

from sqlmodel import Session

from models.ledger.nouns.target import LEADING
from models.statements import run

# Version -1 is the line of a target that was withdrawn.
CHANGED = f"""
SELECT t.code, t.name, CASE WHEN t.withdrawn_on IS NOT NULL THEN 'withdrawn' ELSE 'adjusted' END AS change
FROM report_line l JOIN target t ON t.id = l.target_id
WHERE l.obligation_id = ANY(:obligations) AND l.version IN (0, -1) AND (t.withdrawn_on IS NOT NULL
    OR l.target_version < t.version)
UNION SELECT t.code, t.name, 'added'
FROM obligation o JOIN cycle_run c ON c.id = o.cycle_run_id
    JOIN target t ON t.jurisdiction_id = o.jurisdiction_id AND t.withdrawn_on IS NULL
        AND CAST(t.year AS text) = left(o.period, 4) AND t.issued_on > o.opened_on
    JOIN target_department x ON x.target_id = t.id AND x.position = {LEADING} AND x.department_id = o.department_id
WHERE o.id = ANY(:obligations) AND EXISTS (SELECT FROM report_line l WHERE l.obligation_id = o.id AND l.version = 0)
    AND NOT EXISTS (SELECT FROM report_line l WHERE l.obligation_id = o.id AND l.target_id = t.id)
ORDER BY 1
"""  # noqa: S608 - constants only
WORDS = {
    "withdrawn": "目标{}“{}”已撤回，本表中的这一行不再需要",
    "adjusted": "目标{}“{}”在发表后有调整，本表按发表时的要求填报",
    "added": "目标{}“{}”在发表后下达，不在本表中",
}


def changes_since(session: Session, obligations: Sequence[int]) -> list[str]:
    """Return in words each target of these duties that was added, adjusted or withdrawn since they were opened."""
    if not obligations:
        return []
    rows = run(session, CHANGED, obligations=list(obligations))
    return [WORDS[row.change].format(row.code, row.name) for row in rows]
