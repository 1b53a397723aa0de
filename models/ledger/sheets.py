"""Shared parts of all imports: row counts, complaints, lookup of departments."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from models.intake.complaints import Checked, Complaint, ImportRefused, Located, Row, SheetRow
from models.intake.values import code, names
from models.ledger.acts import Context, Summary
from models.records import Department, Reform
from models.rules.errors import Refused
from models.rules.keys import separator_in
from models.rules.kinds import ReformKind

CODE = "部门编码"
ROW = re.compile(r"\d+")
BRACKETS = (str.maketrans("（）", "()"), str.maketrans("()", "（）"))


@dataclass(slots=True)
class ImportTally:
    """The counts of an import: all rows, the ids of new and changed ones, and which cells emptied what was there.

    `waiting` is the sentence about the rows that a second person has to confirm, `readdressed` has the offices with the
    addresses by column that were replaced or emptied.
    """

    rows: int = 0
    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    emptied: list[str] = field(default_factory=list)
    waiting: str = ""
    readdressed: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)

    def change(self, located: Located[Any], row: SQLModel, values: Mapping[str, Any]) -> bool:
        """Set the columns whose values differ, and note those that become empty; returns whether any did."""
        titles = {name: field.validation_alias for name, field in type(located.row).model_fields.items()}
        lost = (titles.get(name, name) for name, value in values.items() if getattr(row, name) and not value)
        self.emptied += [f"{getattr(located.row, 'name', located.row.code)} {title}" for title in lost]
        return assign(row, values)

    def summary(self, what: str) -> Summary:
        """Return the result of the import in words and in counts."""
        same = self.rows - len(self.new) - len(self.changed)
        words = f"{what}共{self.rows}行：新增{len(self.new)}，更改{len(self.changed)}，未变{same}。"
        words += "".join(f"\n清空：{each}。" for each in self.emptied)
        return Summary(words, {"rows": self.rows, "new": len(self.new), "changed": len(self.changed), "same": same})


def refuse_if(complaints: Iterable[Complaint]) -> None:
    """Raise ImportRefused for the whole file if there is any complaint; they are told in the order of the rows."""
    if listed := list(complaints):
        raise ImportRefused(sorted(listed, key=_row_of))


def _row_of(complaint: Complaint) -> int:
    """Return the row of a complaint's cell, as in H12 or 第3行; 0 for the whole file."""
    found = ROW.search(complaint.cell)
    return int(found[0]) if found else 0


def names_of(session: Session, ctx: Context) -> dict[str, Department | None]:
    """Return departments by code, name, short name and former names; None if a short name is ambiguous.

    A name with brackets is known with full-width and with half-width ones.
    """
    known: dict[str, Department | None] = {}
    departments = session.exec(select(Department).where(Department.jurisdiction_id == ctx.jurisdiction)).all()
    for department in departments:
        if department.short_name:
            known[department.short_name] = None if department.short_name in known else department
    for department in departments:
        known |= {department.code: department, department.name: department}
    known = _once_named(session, departments) | known
    return {name.translate(brackets): department for brackets in BRACKETS for name, department in known.items()} | known


def _once_named(session: Session, departments: Iterable[Department]) -> dict[str, Department | None]:
    now = {department.id: department for department in departments}
    reforms = session.exec(select(Reform).where(Reform.kind == ReformKind.RENAME).order_by(col(Reform.effective_on)))
    renamed = [(now[reform.department_id], reform) for reform in reforms if reform.department_id in now]
    return {name: department for department, r in renamed for name in (r.old_short_name, r.old_name) if name}


def unknown_departments(data: Checked[Any], column: str, known: Mapping[str, Any]) -> Iterator[Complaint]:
    """Complain about unknown departments in rows that are invalid elsewhere, so that one attempt lists all errors."""
    complained = {complaint.cell for complaint in data.complaints}
    for row in data.unsound:
        if row.cells.get(column) is not None and row.address(column) not in complained:
            yield from (
                complain_unknown(row, column, name, known) for name in _names_in_cell(row, column) if name not in known
            )


def _names_in_cell(row: Row, column: str) -> tuple[str, ...]:
    cell = row.cells[column]
    return (code(cell),) if column == CODE else names(cell)


def complain_unknown(row: Located[Any] | Row, column: str, name: str, known: Mapping[str, Any]) -> Complaint:
    """Return the complaint about an unknown department, with the closest match if there is one.

    Raises Refused, once for the whole file, if only the agency is registered.
    """
    if all(department is None or department.is_agency for department in known.values()):
        raise Refused("部门名单还是空的，请先导入部门：mubiao import departments 部门.xlsx。")
    close = get_close_matches(name, list(known), n=1, cutoff=0.5)
    perhaps = f"，是否为“{close[0]}”" if close else ""
    return row.complain(
        column, f"“{name}”不在部门名单中{perhaps}？请改正后重新导入" if perhaps else f"“{name}”不在部门名单中"
    )


def divided_codes(rows: Iterable[Located[Any]], column: str) -> Iterator[Complaint]:
    """Complain about new codes with a character that separates the parts of keys: T001/1 is an entry of T001."""
    for located in rows:
        if mark := separator_in(located.row.code):
            yield located.complain(column, f"“{located.row.code}”含有“{mark}”，编号中不能用，请改用“-”")


def fields_without_column(located: Located[SheetRow]) -> set[str]:
    """Return the fields without a column in the sheet; their stored values stay unchanged."""
    fields = type(located.row).model_fields.items()
    return {name for name, field in fields if field.validation_alias not in located.source.origin.headings}


def assign(row: SQLModel, values: Mapping[str, Any]) -> bool:
    """Set the columns whose values differ; returns whether any did."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)
