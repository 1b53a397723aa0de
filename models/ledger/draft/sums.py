"""分解: what the sums of parts would be if the drafts of a paper were issued (1-2.3, A52)."""

from collections.abc import Set

from sqlmodel import Session

from models.ledger.acts import Context
from models.rules.target.amount import asked_in
from models.rules.target.parts import Part, Sum, sums
from models.statements import run

# What there would be: issued targets, and drafts that were not withdrawn.
EVERYTHING = """
SELECT * FROM (
    SELECT code, parent_code, parent_unit, requirement, quantity, unit, addable FROM target
    WHERE jurisdiction_id = :jurisdiction AND year = :year AND withdrawn_on IS NULL
    UNION ALL SELECT code, parent_code, parent_unit, requirement, quantity, unit, addable FROM target_draft
    WHERE jurisdiction_id = :jurisdiction AND year = :year AND state NOT IN ('issued', 'withdrawn')) q
ORDER BY code COLLATE "C"
"""


def sums_of(session: Session, ctx: Context, year: int, codes: Set[str]) -> list[Sum]:
    """A52: return the wholes with their parts, if the whole or a part has one of these codes."""
    rows = run(session, EVERYTHING, jurisdiction=ctx.jurisdiction, year=year)
    parts = [
        Part(
            row.code,
            "" if row.parent_unit else row.parent_code,
            None if row.quantity is None else asked_in(row.requirement, row.quantity, row.unit),
            row.addable,
        )
        for row in rows
    ]
    below = {part.parent for part in parts if part.code in codes}
    return [each for each in sums(parts) if each.whole.code in codes | below]
