"""上级目标: the target that another one is part of; it exists, or another installation manages it (1-2.3, 1-3 b)."""

from collections.abc import Iterable, Iterator, Mapping

from sqlmodel import Session

from models.intake.complaints import Complaint, Located
from models.intake.target import DescribedRow
from models.rules.target.parents import SEVERAL, Name, full_name
from models.statements import run

CODE, NAME, UNIT = "上级目标编号", "上级目标名称", "上级管理单位"
PARENTS = "SELECT year, code, parent_code FROM target WHERE jurisdiction_id = :jurisdiction AND withdrawn_on IS NULL"
DRAFTED = """
SELECT year, code, parent_code FROM target_draft
WHERE jurisdiction_id = :jurisdiction AND state NOT IN ('issued', 'withdrawn')
"""


def wrong_parents(
    session: Session, jurisdiction: int, rows: Iterable[Located[DescribedRow]], *, drafts: bool = False
) -> Iterator[Complaint]:
    """1-2.3: complain about each new parent that does not exist, is the target itself, or has the target above it.

    A parent that another installation manages (上级另行管理) has its name and its unit. One of another year is named
    with it: 2025/T001. With `drafts` the parent may be a draft too.
    """
    issued, where = _parents(session, PARENTS, jurisdiction), "目标"
    if drafts:
        where = "目标和草案"
        issued = _parents(session, DRAFTED, jurisdiction) | issued
    given = {(each.row.year, each.row.code): each for each in rows}
    wanted = {name: _wanted(name, each, issued) for name, each in given.items()}
    above = {name: full_name(name[0], parent) for name, parent in (issued | wanted).items()}
    for name, located in given.items():
        if located.row.parent_unit or located.row.parent_name:
            yield from _wrong_elsewhere(located, above[name] in above)
        elif wanted[name] and issued.get(name) != wanted[name]:
            yield from _wrong_here(located, name, above, where)


def _wrong_here(
    located: Located[DescribedRow], name: Name, above: Mapping[Name, Name], where: str
) -> Iterator[Complaint]:
    parent = above[name]
    if parent not in above and SEVERAL.search(parent[1]):
        yield located.complain(CODE, f"“{parent[1]}”写了几个编号，一个目标只有一个上级目标，请只填一个")
    elif parent not in above:
        how = "由其他单位管理的，填写上级目标名称和上级管理单位"
        yield located.complain(CODE, f"“{parent[1]}”不在{parent[0]}年{where}中，请核对编号；{how}")
    elif parent == name:
        yield located.complain(CODE, f"“{parent[1]}”就是本目标，没有上级目标的请留空")
    elif _is_above_itself(name, above):
        yield located.complain(CODE, f"“{parent[1]}”属于本目标，上下级首尾相接，请改正其中一项")


def _wanted(name: Name, located: Located[DescribedRow], issued: Mapping[Name, str]) -> str:
    return located.row.parent_code if CODE in located.source.cells else issued.get(name, "")


def _wrong_elsewhere(located: Located[DescribedRow], is_here: bool) -> Iterator[Complaint]:  # noqa: FBT001
    """Complain about a parent elsewhere without number, name or unit, and about one that is managed here."""
    row = located.row
    for title, text in ((CODE, row.parent_code), (NAME, row.parent_name), (UNIT, row.parent_unit)):
        if not text:
            yield located.complain(title, "：上级目标由其他单位管理的，须写明其编号、名称和管理单位")
            return
    if is_here:
        yield located.complain(UNIT, f"：“{row.parent_code}”是本系统的目标，上级目标名称和上级管理单位请留空")


def _parents(session: Session, query: str, jurisdiction: int) -> dict[Name, str]:
    return {(row.year, row.code): row.parent_code for row in run(session, query, jurisdiction=jurisdiction)}


def _is_above_itself(name: Name, above: Mapping[Name, Name]) -> bool:
    """Return whether the way up from a target comes back to it."""
    seen, at = {name}, name
    while (at := above.get(at, (0, "")))[1]:
        if at in seen:
            return at == name
        seen.add(at)
    return False
