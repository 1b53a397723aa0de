"""责任部门, 配合部门 and 内设机构 of a row of a sheet of targets or drafts: known, still there, named once (1-2.2)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.complaints import Complaint, Located
from models.intake.target import COOPERATING, DIVISION, LEAD, DescribedRow
from models.intake.values import names
from models.ledger.heirs import heirs
from models.ledger.sheets import complain_unknown
from models.records import Department, Target, TargetDraft, id_of
from models.statements import run

Known = Mapping[str, Department | None]


def unknown_responsible(located: Located[DescribedRow], known: Known) -> Iterator[Complaint]:
    """Complain about each name that is no department's, or that of several, at the cell in which it stands."""
    led = {located.row.lead, *names(located.source.cells.get(LEAD))}
    for column, given in ((LEAD, [located.row.lead]), (COOPERATING, located.row.cooperating)):
        for name in given:
            place = LEAD if name in led else column
            if name in known and known[name] is None:
                yield located.complain(place, f"“{name}”对应多个部门，请改用部门编码或全称")
            elif name not in known:
                yield complain_unknown(located, place, name, known)


def ended_lead(located: Located[DescribedRow], wanted: Sequence[int], known: Known, day: date) -> Iterator[Complaint]:
    """Complain about a 责任部门 that ended before `day` and has no successor; `wanted` is who is responsible now."""
    lead = known.get(located.row.lead)
    if lead and lead.valid_to and lead.valid_to < day and wanted[0] == lead.id:
        yield located.complain("责任部门", f"“{lead.name}”已于{lead.valid_to}终止，请填写现任责任部门")


def led_by_agency(located: Located[DescribedRow], known: Known) -> Iterator[Complaint]:
    """Complain about a target that the agency itself would lead."""
    lead = known.get(located.row.lead)
    if lead and lead.is_agency:
        yield located.complain("责任部门", f"“{lead.name}”是管理机构，不能作责任部门，请填写承担目标的部门")


def named_twice(located: Located[DescribedRow], known: Known) -> Iterator[Complaint]:
    """Complain about a department that two names of 责任部门 and 配合部门 mean."""
    first: dict[int, str] = {}
    for name in (located.row.lead, *located.row.cooperating):
        if department := known.get(name):
            before = first.setdefault(id_of(department), name)
            if before != name:
                yield located.complain("配合部门", f"“{name}”与“{before}”是同一部门，请只写一次")


# SQL: the division that `r` names if it belongs to department `d`; one of a former lead is not shown.
NAMED_DIVISION = """coalesce((SELECT v.name FROM division v
    WHERE v.department_id = {d}.id AND v.name = {r}.division), '')"""
REGISTERED = """
SELECT v.department_id, v.name FROM division v JOIN department d ON d.id = v.department_id
WHERE d.jurisdiction_id = :jurisdiction AND coalesce(v.valid_from <= :day, true) AND coalesce(v.valid_to >= :day, true)
"""
# A row of a sheet, the present record of its code, and who is to be responsible, the lead first.
Placed = tuple[Located[DescribedRow], Target | TargetDraft | None, Sequence[int]]


def unknown_divisions(session: Session, jurisdiction: int, day: date, rows: Iterable[Placed]) -> Iterator[Complaint]:
    """1-2.2: complain about each new 内设机构 that is not registered for the leading department on that day."""
    named = [each for each in rows if each[0].row.division and each[2] and not _is_kept(each)]
    known = _registered(session, jurisdiction, day) if named else set()
    for located, _, (lead, *_) in named:
        if (lead, located.row.division) not in known:
            words = (
                f"“{located.row.division}”不是“{located.row.lead}”已登记的内设机构，请先登记（mubiao import divisions）"
            )
            yield located.complain(DIVISION, words)


def _is_kept(placed: Placed) -> bool:
    """Return whether the row names what is on record: an exported sheet changes nothing."""
    located, present, _ = placed
    return present is not None and present.division == located.row.division


def _registered(session: Session, jurisdiction: int, day: date) -> set[tuple[Any, str]]:
    heir = heirs(session)
    rows = run(session, REGISTERED, jurisdiction=jurisdiction, day=day)
    return {(heir.get(row.department_id, row.department_id), row.name) for row in rows}
