"""Departments, contacts and targets as sheets: what stands in the ledger, with check codes for the next import."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from models.intake.agency_sheet import SheetColumn, of_input
from models.intake.contact import ContactRow
from models.intake.department import DepartmentRow
from models.intake.target import TargetRow
from models.ledger.agency_sheet.kind import Listed, SheetKind
from models.ledger.registry.sheets import import_contacts, import_departments
from models.ledger.target.issuing import import_targets
from models.rules.kinds import Category, ContactRole, Management, Origin
from models.rules.requirements import shown_value
from models.statements import run

DEPARTMENTS_ROWS = """
SELECT d.code, d.name, d.short_name, d.management, coalesce(f.email, '') AS office_email,
    coalesce(f.wecom_robot, '') AS wecom_robot, d.valid_from, d.valid_to
FROM department d LEFT JOIN office f ON f.department_id = d.id
WHERE d.jurisdiction_id = :jurisdiction ORDER BY d.is_agency DESC, d.code COLLATE "C"
"""
CONTACTS_ROWS = """
SELECT d.code AS department, d.name AS department_name, c.role, c.name, c.email, c.mobile, c.wecom_id, c.valid_from,
    c.valid_to
FROM contact c JOIN department d ON d.id = c.department_id
WHERE d.jurisdiction_id = :jurisdiction ORDER BY d.code COLLATE "C", c.role, c.valid_from NULLS FIRST, c.id
"""
TARGETS_ROWS = """
SELECT t.code, t.year, t.name, t.requirement, t.category, t.origin, t.source_document, t.key_project, t.quantity,
    t.unit, t.deadline, t.parent_code, t.issued_on, t.version,
    (SELECT d.name FROM target_department x JOIN department d ON d.id = x.department_id
        WHERE x.target_id = t.id AND x.position = 0) AS lead,
    (SELECT string_agg(d.name, '、' ORDER BY x.position) FROM target_department x
        JOIN department d ON d.id = x.department_id WHERE x.target_id = t.id AND x.position > 0) AS cooperating
FROM target t WHERE t.jurisdiction_id = :jurisdiction AND t.withdrawn_on IS NULL
ORDER BY t.year, t.code COLLATE "C"
"""


def list_departments(session: Session, jurisdiction: int, _day: date) -> Iterator[Listed]:
    """Yield every department, the agency first."""
    for row in run(session, DEPARTMENTS_ROWS, jurisdiction=jurisdiction).mappings():
        management = Management(row["management"]) if row["management"] else None
        yield Listed(key=row["code"], name=row["name"], fields={**row, "management": management})


def list_contacts(session: Session, jurisdiction: int, _day: date) -> Iterator[Listed]:
    """Yield every contact of every department."""
    for row in run(session, CONTACTS_ROWS, jurisdiction=jurisdiction).mappings():
        role = ContactRole(row["role"])
        yield Listed(
            key="|".join(str(part or "") for part in (row["department"], role.value, row["name"], row["valid_from"])),
            name=f"{row['department_name']}{role.label}{row['name']}",
            fields={**row, "role": role},
        )


def list_targets(session: Session, jurisdiction: int, _day: date) -> Iterator[Listed]:
    """Yield every target that was not withdrawn."""
    for row in run(session, TARGETS_ROWS, jurisdiction=jurisdiction).mappings():
        fields = dict(row) | {
            "category": Category(row["category"]) if row["category"] else None,
            "origin": Origin(row["origin"]) if row["origin"] else None,
            "quantity": "" if row["quantity"] is None else shown_value(row["quantity"]),
        }
        key = f"{row['year']}/{row['code']}"
        yield Listed(key=key, name=row["name"], fields=fields, state=str(row["version"]), subject=key)


def _of_row(model: type[BaseModel], name: str, **more: Any) -> SheetColumn:  # noqa: ANN401 - fields of SheetColumn
    column = of_input(model, name, **more)
    return replace(column, title=str(model.model_fields[name].validation_alias))


DEPARTMENTS = SheetKind(
    key="departments",
    title="部门",
    chosen=import_departments,
    columns=(
        _of_row(DepartmentRow, "code", key=True, width=12, example="SJYT"),
        _of_row(DepartmentRow, "name", width=28, example="省教育厅"),
        _of_row(DepartmentRow, "short_name", width=14),
        _of_row(DepartmentRow, "management", width=12),
        _of_row(DepartmentRow, "office_email", width=28),
        _of_row(DepartmentRow, "wecom_robot", width=20, secret=True),
        _of_row(DepartmentRow, "valid_from", width=14),
        _of_row(DepartmentRow, "valid_to", width=14),
    ),
    rows=list_departments,
    hints=(
        "企业微信机器人只显示为******，不改动的不必再填。",
        "更名、合并不在表中办理，用 mubiao act rename_department 等。",
    ),
)
CONTACTS = SheetKind(
    key="contacts",
    title="联系人",
    chosen=import_contacts,
    columns=(
        _of_row(ContactRow, "department", key=True, width=12, example="SJYT"),
        _of_row(ContactRow, "role", key=True, width=14),
        _of_row(ContactRow, "name", key=True, width=12, example="李明"),
        _of_row(ContactRow, "email", width=28),
        _of_row(ContactRow, "mobile", width=14),
        _of_row(ContactRow, "wecom_id", width=14),
        _of_row(ContactRow, "valid_from", key=True, width=14),
        _of_row(ContactRow, "valid_to", width=14),
    ),
    rows=list_contacts,
)
TARGETS = SheetKind(
    key="targets",
    title="目标",
    chosen=import_targets,
    columns=(
        _of_row(TargetRow, "code", key=True, width=14, example="GZ2021-01-1"),
        _of_row(TargetRow, "year", key=True, width=8, example="2026"),
        _of_row(TargetRow, "name", width=28),
        _of_row(TargetRow, "requirement", width=36),
        _of_row(TargetRow, "category", width=14),
        _of_row(TargetRow, "origin", width=14),
        _of_row(TargetRow, "source_document", width=20),
        _of_row(TargetRow, "key_project", width=9),
        _of_row(TargetRow, "quantity", width=10),
        _of_row(TargetRow, "unit", width=8),
        _of_row(TargetRow, "deadline", width=14),
        _of_row(TargetRow, "lead", width=18),
        _of_row(TargetRow, "cooperating", width=18),
        _of_row(TargetRow, "parent_code", width=14),
        _of_row(TargetRow, "issued_on", width=14),
        _of_row(TargetRow, "note", width=20, fresh=True),
    ),
    rows=list_targets,
    hints=("已下达的目标不在表中更改：调整须经同意和备案，录入错误的用 --correction 更正。",),
)
REGISTERS: dict[str, tuple[SheetKind, type[Any]]] = {
    "departments": (DEPARTMENTS, DepartmentRow),
    "contacts": (CONTACTS, ContactRow),
    "targets": (TARGETS, TargetRow),
}
