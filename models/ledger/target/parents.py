"""上级目标: the target of which another one is a part; it exists in the same year, without a circle (1-3 b)."""

from collections.abc import Iterable, Iterator, Mapping

from sqlmodel import Session

from models.intake.complaints import Complaint, Located
from models.intake.target import DescribedRow
from models.statements import run

COLUMN = "上级目标编号"
PARENTS = "SELECT year, code, parent_code FROM target WHERE jurisdiction_id = :jurisdiction AND withdrawn_on IS NULL"
DRAFTED = """
SELECT year, code, parent_code FROM target_draft
WHERE jurisdiction_id = :jurisdiction AND state NOT IN ('issued', 'withdrawn')
"""
Name = tuple[int, str]


def wrong_parents(
    session: Session, jurisdiction: int, rows: Iterable[Located[DescribedRow]], *, drafts: bool = False
) -> Iterator[Complaint]:
    """Complain about each new parent that does not exist, is the target itself, or has the target above it.

    With `drafts` the parent may be a draft too.
    """
    issued, where = _parents(session, PARENTS, jurisdiction), "目标"
    if drafts:
        where = "目标和草案"
        issued = _parents(session, DRAFTED, jurisdiction) | issued
    given = {(each.row.year, each.row.code): each for each in rows}
    above = issued | {
        name: each.row.parent_code if COLUMN in each.source.cells else issued.get(name, "")
        for name, each in given.items()
    }
    for name, located in given.items():
        parent = above[name]
        if not parent or issued.get(name) == parent:
            continue
        if (name[0], parent) not in above:
            yield located.complain(COLUMN, f"“{parent}”不在{name[0]}年{where}中，请核对编号")
        elif _is_above_itself(name, above):
            yield located.complain(COLUMN, f"“{parent}”就是本目标，或属于本目标，不能作为其上级")


def _parents(session: Session, query: str, jurisdiction: int) -> dict[Name, str]:
    return {(row.year, row.code): row.parent_code for row in run(session, query, jurisdiction=jurisdiction)}


def _is_above_itself(name: Name, above: Mapping[Name, str]) -> bool:
    """Return whether the way up from a target comes back to it."""
    year, code = name
    seen = {code}
    while code := above.get((year, code), ""):
        if code in seen:
            return code == name[1]
        seen.add(code)
    return False
