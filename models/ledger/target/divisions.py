"""内设机构: the part of its leading department that carries out a target or a draft (1-2.2)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.complaints import Complaint, Located
from models.intake.target import DIVISION, DescribedRow
from models.ledger.heirs import heirs
from models.records import Target, TargetDraft
from models.statements import run

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
