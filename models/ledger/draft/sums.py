"""分解: which sums of parts would be short if the drafts of a paper were issued (1-2.3, A52)."""

from collections.abc import Set

from sqlmodel import Session

from models.ledger.acts import Context
from models.rules.target.amount import asked_in
from models.rules.target.parts import Part, sums
from models.statements import run

# What there would be: issued targets, and drafts that were not withdrawn.
EVERYTHING = """
SELECT * FROM (
    SELECT code, parent_code, requirement, quantity, unit FROM target
    WHERE jurisdiction_id = :jurisdiction AND year = :year AND withdrawn_on IS NULL
    UNION ALL SELECT code, parent_code, requirement, quantity, unit FROM target_draft
    WHERE jurisdiction_id = :jurisdiction AND year = :year AND state NOT IN ('issued', 'withdrawn')) q
ORDER BY code COLLATE "C"
"""


def short_sums(session: Session, ctx: Context, year: int, codes: Set[str]) -> list[str]:
    """A52: return in words the wholes whose parts are together less, if the whole or a part has one of these codes."""
    rows = run(session, EVERYTHING, jurisdiction=ctx.jurisdiction, year=year)
    parts = [
        Part(
            row.code,
            row.parent_code,
            None if row.quantity is None else asked_in(row.requirement, row.quantity, row.unit),
        )
        for row in rows
    ]
    below = {part.parent for part in parts if part.code in codes}
    return [each.words for each in sums(parts) if each.short and each.whole.code in codes | below]
