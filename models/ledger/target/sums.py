"""分解: what the sums of parts are, or would be if all drafts were issued, and which are short (1-2.3, A52)."""

from collections.abc import Set

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.secrets import secrets_of
from models.rules.secrecy import WITHHELD, Secrets
from models.rules.target.amount import asked_in
from models.rules.target.parents import own_parent
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


def sums_of(session: Session, ctx: Context, year: int, codes: Set[str], without: str = "") -> list[Sum]:
    """A52: return the wholes with their parts, if the whole or a part has one of these codes; `without` counts not."""
    everything = run(session, EVERYTHING, jurisdiction=ctx.jurisdiction, year=year)
    rows = [row for row in everything if row.code != without]
    parts = [
        Part(
            row.code,
            "" if row.parent_unit else own_parent(year, row.parent_code),
            None if row.quantity is None else asked_in(row.requirement, row.quantity, row.unit),
            row.addable,
        )
        for row in rows
    ]
    below = {part.parent for part in parts if part.code in codes}
    return [each for each in sums(parts) if each.whole.code in codes | below]


def short_in_words(session: Session, year: int, found: list[Sum]) -> list[str]:
    """A52: return the sums that are short, in words; 4.7: without amounts if the whole or a part is marked."""
    secrets = secrets_of(session)
    return [withheld(each.whole.code) if _tells(secrets, year, each) else each.words for each in found if each.short]


def withheld(code: str) -> str:
    """4.7: return that a whole is short without the amounts."""
    return f"“{code}”的分解不足，{WITHHELD}"


def _tells(secrets: Secrets, year: int, found: Sum) -> bool:
    return any(secrets.about(f"{year}/{part.code}") for part in (found.whole, *found.counted))
