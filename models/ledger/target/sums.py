"""分解: what the sums of parts are, or would be if all drafts were issued, and which are short (1-2.3, A52)."""

from collections.abc import Set
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.secrets import secrets_of
from models.rules.secrecy import WITHHELD, Secrets
from models.rules.target.amount import asked_in
from models.rules.target.parents import Name, full_name
from models.rules.target.parts import Sum, TargetPart, sums
from models.statements import ResultRow, run

# What there would be in a year: issued targets, and drafts that were not withdrawn.
_COLUMNS = "year, code, parent_code, parent_unit, requirement, quantity, unit, addable"
EVERYTHING = f"""
SELECT * FROM (
    SELECT {_COLUMNS} FROM target WHERE jurisdiction_id = :jurisdiction AND year = :year AND withdrawn_on IS NULL
    UNION ALL SELECT {_COLUMNS} FROM target_draft
    WHERE jurisdiction_id = :jurisdiction AND year = :year AND state NOT IN ('issued', 'withdrawn')) q
ORDER BY code COLLATE "C"
"""  # noqa: S608 - constants only
# Of other years: these wholes with all their parts, and the parts of wholes of this year. A parent of another year is
# written with it: 2025/T001.
ABROAD = f"""
WITH whole AS MATERIALIZED (SELECT * FROM unnest(CAST(:years AS int[]), CAST(:codes AS text[])) AS u(year, code)),
everything AS (
    SELECT {_COLUMNS} FROM target WHERE jurisdiction_id = :jurisdiction AND year <> :year AND withdrawn_on IS NULL
    UNION ALL SELECT {_COLUMNS} FROM target_draft
    WHERE jurisdiction_id = :jurisdiction AND year <> :year AND state NOT IN ('issued', 'withdrawn'))
SELECT * FROM everything e
WHERE (e.year, e.code) IN (SELECT year, code FROM whole) OR (e.year, e.parent_code) IN (SELECT year, code FROM whole)
    OR e.parent_code LIKE concat(CAST(:year AS text), '/%')
    OR e.parent_code IN (SELECT concat(year, '/', code) FROM whole)
ORDER BY e.year, e.code COLLATE "C"
"""  # noqa: S608 - constants only


def sums_of(session: Session, ctx: Context, year: int, codes: Set[str], without: str = "") -> list[Sum]:
    """A52: return the wholes with their parts, if the whole or a part has one of these codes; `without` counts not.

    A whole or a part of another year has its year in its code: 2025/T001.
    """
    rows: list[Any] = [*run(session, EVERYTHING, jurisdiction=ctx.jurisdiction, year=year)]
    named = {full_name(row.year, row.parent_code) for row in rows if row.parent_code and not row.parent_unit}
    abroad = sorted(name for name in named | {full_name(year, code) for code in codes} if name[0] != year)
    wholes = {"years": [name for name, _ in abroad], "codes": [code for _, code in abroad]}
    rows += run(session, ABROAD, jurisdiction=ctx.jurisdiction, year=year, **wholes)
    parts = [part for row in rows if (part := _part_of(row, year)).code != without]
    below = {part.parent for part in parts if part.code in codes}
    return [each for each in sums(parts) if each.whole.code in codes | below]


def _part_of(row: ResultRow, year: int) -> TargetPart:
    here = row.parent_code and not row.parent_unit
    return TargetPart(
        _name(year, (row.year, row.code)),
        _name(year, full_name(row.year, row.parent_code)) if here else "",
        None if row.quantity is None else asked_in(row.requirement, row.quantity, row.unit),
        row.addable,
    )


def _name(year: int, target: Name) -> str:
    """Return the code of a target; with its year if it is of another one."""
    return target[1] if target[0] == year else f"{target[0]}/{target[1]}"


def short_in_words(session: Session, year: int, found: list[Sum]) -> list[str]:
    """A52: return the sums that are short, in words; 4.7: without amounts if the whole or a part is marked."""
    secrets = secrets_of(session)
    return [withheld(each.whole.code) if _tells(secrets, year, each) else each.words for each in found if each.short]


def withheld(code: str) -> str:
    """4.7: return that a whole is short without the amounts."""
    return f"“{code}”的分解不足，{WITHHELD}"


def _tells(secrets: Secrets, year: int, found: Sum) -> bool:
    names = (full_name(year, part.code) for part in (found.whole, *found.counted))
    return any(secrets.about(f"{of}/{code}") for of, code in names)
