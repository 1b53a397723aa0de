"""分解: what the sums of parts would be if the drafts of a paper were issued (1-2.3, A52)."""

import re
from collections.abc import Set
from fractions import Fraction

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.secrets import secrets_of
from models.records import Submission
from models.rules.errors import Refused
from models.rules.secrecy import WITHHELD, Secrets
from models.rules.target.amount import asked_in
from models.rules.target.parents import own_parent
from models.rules.target.parts import DECIMALS, Part, Sum, sums
from models.statements import run

EXPLAINED = "SELECT short FROM submission WHERE jurisdiction_id = :jurisdiction AND year = :year AND short <> ''"
ROUNDED = Fraction(1, 10**DECIMALS)  # what is lost when an amount is written without an end
QUOTED = re.compile(r"“([^“”]+)”")
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


def explain_short(session: Session, ctx: Context, paper: Submission, codes: Set[str], reason: str) -> None:
    """A52: write in the paper what is shorter than its reason on record says, such as after the return of a part.

    Raises Refused without a reason.
    """
    session.flush()
    rows = run(session, EXPLAINED, jurisdiction=ctx.jurisdiction, year=paper.year)
    known = "；".join(rows.scalars())
    found = [each for each in sums_of(session, ctx, paper.year, codes) if each.short > _explained(each, known)]
    new = short_in_words(session, paper.year, found)
    if new and not reason:
        raise Refused(f"未下达：报审以后分解不足。{'；'.join(new)}。确需下达的，请写明原因（short_reason）。")
    if new:
        both = ((paper.short, "；".join(new)), (paper.short_why, reason))
        paper.short, paper.short_why = ("；".join(filter(None, dict.fromkeys(each))) for each in both)


def _explained(found: Sum, known: str) -> Fraction:
    """Return how much the papers say that a whole is short, with its reason; everything if they withhold it (4.7)."""
    code = re.escape(found.whole.code)
    if re.search(f"“{code}”的分解不足", known):
        return found.short
    said = re.findall(rf"“{code}”[^；]*，少约?([\d.]+)", known)
    return max((Fraction(each) + ROUNDED for each in said), default=Fraction(0))


def short_in_words(session: Session, year: int, found: list[Sum]) -> list[str]:
    """A52: return the sums that are short, in words; 4.7: without amounts if the whole or a part is marked."""
    secrets = secrets_of(session)
    return [_withheld(each.whole.code) if _tells(secrets, year, each) else each.words for each in found if each.short]


def short_as_shown(secrets: Secrets, year: int, short: str) -> str:
    """4.7: return what a paper says of its short sums without the amounts of what was marked since."""
    return "；".join(
        _withheld(code) if (code := _named_in(secrets, year, each)) else each for each in short.split("；")
    )


def _tells(secrets: Secrets, year: int, found: Sum) -> bool:
    return any(secrets.about(f"{year}/{part.code}") for part in (found.whole, *found.counted))


def _named_in(secrets: Secrets, year: int, words: str) -> str:
    """Return the first marked code that a sentence quotes; empty if it quotes none."""
    return next((code for code in QUOTED.findall(words) if secrets.about(f"{year}/{code}")), "")


def _withheld(code: str) -> str:
    return f"“{code}”的分解不足，{WITHHELD}"
