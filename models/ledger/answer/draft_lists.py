"""Lists of drafts as answer sheets: their rows (1-2.22, 1-2.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from models.ledger.target.indicators import draft_trees, indicator_of
from models.rules.target.indicator import Indicator, Requirement, deadline_of, tree_in_lines
from models.statements import run

# As the lines of a report; the list of a duty takes the place of a version.
LINES = """
SELECT l.obligation_id, r.id AS draft, r.year, r.code, r.name, o.round AS version,
    concat(r.requirement, '（权重' || trim_scale(r.weight) || '）') AS requirement, r.quantity, r.unit, r.deadline
FROM draft_line l JOIN target_draft r ON r.id = l.draft_id JOIN obligation o ON o.id = l.obligation_id
WHERE l.obligation_id = ANY(:obligations) ORDER BY l.obligation_id, r.code COLLATE "C"
"""


@dataclass(frozen=True, slots=True)
class DraftListLine:
    """What a draft of a list asks, with its indicators; nothing is reported of it."""

    obligation_id: int
    year: int
    code: str
    name: str
    version: int
    requirement: str
    quantity: Decimal | None
    unit: str
    deadline: date | None
    progress: None = None
    status: None = None
    leaf: str = ""


def list_lines(session: Session, obligations: Sequence[int]) -> Sequence[DraftListLine]:
    """Return the lines of these lists of drafts, with what each draft asks, its weight and its indicators."""
    rows = [dict(row) for row in run(session, LINES, obligations=list(obligations)).mappings()]
    trees = draft_trees(session, {row["draft"] for row in rows})
    return [_line_of(row, [*map(indicator_of, trees.get(row.pop("draft"), {}).values())]) for row in rows]


def _line_of(row: Mapping[str, Any], tree: Sequence[Indicator]) -> DraftListLine:
    words = "；".join([row["requirement"], *tree_in_lines(tree)])
    deadline = deadline_of(Requirement(row["year"], deadline=row["deadline"]), tree)
    return DraftListLine(**{**row, "requirement": words, "deadline": deadline})
