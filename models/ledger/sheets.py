"""What every import shares: its count of rows, its complaints, the departments it may name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from models.intake.complaints import Checked, Complaint, ImportRefused, Located, Row, SheetRow
from models.intake.values import code, names
from models.ledger.acts import Context, Summary
from models.records import Department, Reform
from models.rules.kinds import ReformKind

CODE = "部门编码"


@dataclass(slots=True)
class Tally:
    """What an import found: new, changed and unchanged rows."""

    rows: int = 0
    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)

    def summary(self, what: str) -> Summary:
        """The import's result for people and for `--json`."""
        same = self.rows - len(self.new) - len(self.changed)
        words = f"{what}共{self.rows}行：新增{len(self.new)}，更改{len(self.changed)}，未变{same}。"
        return Summary(words, {"rows": self.rows, "new": len(self.new), "changed": len(self.changed), "same": same})


def refuse_if(complaints: Iterable[Complaint]) -> None:
    """Refuse the whole file when anything is wrong with it."""
    if found := list(complaints):
        raise ImportRefused(found)


def names_of(session: Session, ctx: Context) -> dict[str, Department | None]:
    """Departments by code, name and short name, and by names they once had; None where a short name is ambiguous."""
    known: dict[str, Department | None] = {}
    found = session.exec(select(Department).where(Department.jurisdiction_id == ctx.jurisdiction)).all()
    for department in found:
        if department.short_name:
            known[department.short_name] = None if department.short_name in known else department
    for department in found:
        known |= {department.code: department, department.name: department}
    return _once_named(session, found) | known


def _once_named(session: Session, departments: Iterable[Department]) -> dict[str, Department | None]:
    now = {department.id: department for department in departments}
    reforms = session.exec(select(Reform).where(Reform.kind == ReformKind.RENAME).order_by(col(Reform.effective_on)))
    renamed = [(now[reform.department_id], reform) for reform in reforms if reform.department_id in now]
    return {name: department for department, r in renamed for name in (r.old_short_name, r.old_name) if name}


def strangers(data: Checked[Any], column: str, known: Mapping[str, Any]) -> Iterator[Complaint]:
    """Complaints about departments in rows that are wrong elsewhere, so that nobody learns of them at the next try."""
    wrong = {complaint.cell for complaint in data.complaints}
    for row in data.unsound:
        if row.cells.get(column) is not None and row.address(column) not in wrong:
            yield from (unknown(row, column, name, known) for name in _named(row, column) if name not in known)


def _named(row: Row, column: str) -> tuple[str, ...]:
    cell = row.cells[column]
    return (code(cell),) if column == CODE else names(cell)


def unknown(row: Located[Any] | Row, column: str, name: str, known: Mapping[str, Any]) -> Complaint:
    """The complaint about a name that is not on the list, with what it might have meant."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.5)
    perhaps = f"，是否为“{close[0]}”" if close else ""
    return row.complain(
        column, f"“{name}”不在部门名单中{perhaps}？请改正后重新导入" if perhaps else f"“{name}”不在部门名单中"
    )


def unsaid(located: Located[SheetRow]) -> set[str]:
    """The fields whose columns the sheet does not have: of them it says nothing, so what is kept stays as it is."""
    fields = type(located.row).model_fields.items()
    return {name for name, field in fields if field.validation_alias not in located.source.origin.headings}


def assign(kept: SQLModel, values: Mapping[str, Any]) -> bool:
    """Write the values that differ; whether any did."""
    differing = {name: value for name, value in values.items() if getattr(kept, name) != value}
    for name, value in differing.items():
        setattr(kept, name, value)
    return bool(differing)
