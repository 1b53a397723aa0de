"""Departments, contacts, targets, drafts and calendars as sheets: what the ledger has, with check codes."""

from typing import Any

from models.intake.agency_sheet import of_input
from models.intake.calendar import CalendarRow
from models.intake.contact import ContactRow
from models.intake.department import DepartmentRow
from models.intake.indicator import IndicatorRow
from models.intake.target import DescribedRow, DraftRow, TargetRow
from models.ledger.agency_sheet.calendars import CALENDAR, LOCAL_CALENDAR
from models.ledger.agency_sheet.indicators import INDICATORS
from models.ledger.agency_sheet.kind import Listed, SheetKind, SheetRows, keys, white
from models.ledger.draft.writing import import_drafts
from models.ledger.registry.contacts import import_contacts
from models.ledger.registry.sheets import import_departments
from models.ledger.target.issuing import import_targets
from models.rules.draft import Ground
from models.rules.kinds import ContactRole, Management
from models.rules.requirements import shown_value
from models.rules.target.kinds import KINDS

# Of several people in one role the last who began stands in the sheet.
DEPARTMENTS_ROWS = """
WITH serving AS MATERIALIZED (
    SELECT DISTINCT ON (c.department_id, c.role) c.department_id, c.role, c.name, c.email, c.mobile FROM contact c
    WHERE :day BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity')
    ORDER BY c.department_id, c.role, c.valid_from DESC NULLS LAST, c.id)
SELECT d.code, d.name, d.short_name, d.management, coalesce(f.email, '') AS office_email,
    coalesce(f.wecom_robot, '') AS wecom_robot, coalesce(a.name, '') AS liaison, coalesce(a.email, '') AS liaison_email,
    coalesce(a.mobile, '') AS liaison_mobile, coalesce(h.name, '') AS head, coalesce(l.name, '') AS leader_in_charge,
    d.valid_from, d.valid_to
FROM department d LEFT JOIN office f ON f.department_id = d.id
    LEFT JOIN serving a ON a.department_id = d.id AND a.role = 'liaison'
    LEFT JOIN serving h ON h.department_id = d.id AND h.role = 'head'
    LEFT JOIN serving l ON l.department_id = d.id AND l.role = 'leader_in_charge'
WHERE d.jurisdiction_id = :jurisdiction ORDER BY d.is_agency DESC, d.code COLLATE "C"
"""
CONTACTS_ROWS = """
SELECT d.code AS department, d.name AS department_name, c.role, c.name, c.email, c.mobile, c.wecom_id, c.valid_from,
    c.valid_to
FROM contact c JOIN department d ON d.id = c.department_id
WHERE d.jurisdiction_id = :jurisdiction ORDER BY d.code COLLATE "C", c.role, c.valid_from NULLS FIRST, c.id
"""
TARGETS_ROWS = """
SELECT t.code, t.year, t.name, t.requirement, t.category, t.handling, t.item, t.origin, t.management,
    t.source_document, t.key_project, t.quantity, t.unit, t.deadline, t.parent_code, t.parent_name,
    t.parent_unit, t.division, t.addable, t.issued_on, t.paper_number, t.paper_date, t.version,
    (SELECT d.name FROM target_department x JOIN department d ON d.id = x.department_id
        WHERE x.target_id = t.id AND x.position = 0) AS lead,
    (SELECT string_agg(d.name, '、' ORDER BY x.position) FROM target_department x
        JOIN department d ON d.id = x.department_id WHERE x.target_id = t.id AND x.position > 0) AS cooperating
FROM target t WHERE t.jurisdiction_id = :jurisdiction AND t.withdrawn_on IS NULL
ORDER BY t.year, t.code COLLATE "C"
"""

DRAFTS_ROWS = """
SELECT r.*, (SELECT d.name FROM target_draft_department x JOIN department d ON d.id = x.department_id
        WHERE x.draft_id = r.id AND x.position = 0) AS lead,
    (SELECT string_agg(d.name, '、' ORDER BY x.position) FROM target_draft_department x
        JOIN department d ON d.id = x.department_id WHERE x.draft_id = r.id AND x.position > 0) AS cooperating
FROM target_draft r WHERE r.jurisdiction_id = :jurisdiction AND r.state NOT IN ('issued', 'withdrawn')
ORDER BY r.year, r.code COLLATE "C"
"""


def _department_listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of a department with the people who serve on the day."""
    management = Management(row.management) if row.management else None
    return Listed(key=row.code, name=row.name, fields=row._asdict() | {"management": management})


def _contact_listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    role = ContactRole(row.role)
    return Listed(
        key="|".join(str(part or "") for part in (row.department, role.value, row.name, row.valid_from)),
        name=f"{row.department_name}{role.label}{row.name}",
        fields=row._asdict() | {"role": role},
    )


def _target_listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    key = f"{row.year}/{row.code}"
    return Listed(key=key, name=row.name, fields=_typed(row._asdict()), state=str(row.version), subject=key)


def _draft_listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    fields = _typed(row._asdict()) | {"ground": Ground(row.ground) if row.ground else None}
    key = f"{row.year}/{row.code}"
    return Listed(key=key, name=row.name, fields=fields, state=row.state, subject=key)


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a target or a draft with members for its kinds and the quantity as people write it."""
    kinds = {name: kind(row[name]) if row[name] else None for name, kind in KINDS.items()}
    return {**row, **kinds, "quantity": "" if row["quantity"] is None else shown_value(row["quantity"])}


DEPARTMENTS_SHEET = SheetKind(
    key="departments",
    title="部门",
    chosen=import_departments,
    columns=(
        of_input(DepartmentRow, "code", key=True, width=12),
        *white(DepartmentRow, name=28, short_name=14, management=12, office_email=28),
        of_input(DepartmentRow, "wecom_robot", width=12, secret=True),
        *white(DepartmentRow, liaison=10, liaison_email=22, liaison_mobile=13, head=10, leader_in_charge=10),
        *white(DepartmentRow, valid_from=14, valid_to=14),
    ),
    rows=SheetRows(DEPARTMENTS_ROWS, _department_listed),
    hints=(
        "联络员、主要领导、分管省领导是导出当日在任的人，空着的可以补填。换了人的不在本表改姓名，在联系人表中办理。",
        "空格不清除已登记的人；主要领导、分管省领导的邮箱和手机，写在联系人表中（mubiao export contacts）。",
        "编码为AGENCY的一行是管理机构自己，请填邮箱，发给管理机构的通知才有处可发。",
        "生效日期空为一直有效，失效日期空为仍然有效。",
        "企业微信机器人只显示为******，不改动的不必再填。",
        "更名、合并不在表中办理，用 mubiao act rename_department 等。",
    ),
)
CONTACTS = SheetKind(
    key="contacts",
    title="联系人",
    chosen=import_contacts,
    columns=(
        of_input(ContactRow, "department", key=True, width=12),
        *keys(ContactRow, role=14, name=12),
        *white(ContactRow, email=28, mobile=14, wecom_id=14),
        of_input(ContactRow, "valid_from", key=True, width=14),
        of_input(ContactRow, "valid_to", width=14),
    ),
    rows=SheetRows(CONTACTS_ROWS, _contact_listed),
    hints=(
        "部门编码、角色、姓名、生效日期说明是谁的哪一次任职。已登记的，这几格为灰色；邮箱、手机变动的，改白色单元格。",
        "换了人的，在原来的人一行填失效日期（任职的最后一天），再在末尾写一行新的人。",
        "生效日期空为一直在任，失效日期空为仍然在任。",
    ),
)
# What a target asks, drafted or issued.
TARGET_COLUMNS = (
    *keys(DescribedRow, code=14, year=8),
    *white(DescribedRow, name=28, requirement=36, category=14, handling=14, item=14, origin=14, management=12),
    *white(DescribedRow, source_document=20, key_project=9, quantity=10, unit=8, deadline=14, lead=18),
    *white(DescribedRow, cooperating=18, division=18, parent_code=14, parent_name=20, parent_unit=18, addable=9),
)
NOTE = of_input(DescribedRow, "note", width=20, fresh=True)
TARGETS_SHEET = SheetKind(
    key="targets",
    title="目标",
    chosen=import_targets,
    columns=(
        *TARGET_COLUMNS,
        *white(TargetRow, issued_on=14, paper_number=20, paper_date=14),
        NOTE,
    ),
    rows=SheetRows(TARGETS_ROWS, _target_listed),
    hints=(
        "责任部门写部门的名称、简称或编码，几个用“、”分开，第一个牵头，其余配合。",
        "下达日期空的，整表导入时用 --issued-on 写明，没有写明的按年初下达记载。",
        "建设目标分类、党建项目只用于机关建设目标，目标来源只用于职能绩效目标；管理方式空的按初始目标计算进度。",
        "下达文号、发文日期是下达这项目标的文件的；没有写明的留空，显示为未载明。",
        "已下达的目标不在表中更改：调整须经同意和备案，录入错误的用 --correction 更正。",
    ),
)
DRAFTS = SheetKind(
    key="drafts",
    title="目标草案",
    chosen=import_drafts,
    columns=(
        *TARGET_COLUMNS,
        *white(DraftRow, weight=9, source_date=14, ground=14),
        NOTE,
    ),
    rows=SheetRows(DRAFTS_ROWS, _draft_listed),
    hints=(
        "责任部门写部门的名称、简称或编码，几个用“、”分开，第一个牵头，其余配合。",
        "建设目标分类、党建项目只用于机关建设目标，目标来源只用于职能绩效目标；管理方式空的按初始目标。",
        "可加：数量能否与同一上级目标的其他各项相加，空着的由单位定。权重：职能绩效初始目标逐项填，合计50，也可以都不填。",
        "完成时限空着的为年底（默认）。上级目标由其他单位管理的，写它的编号、名称和管理单位。纳入依据见《总则》5.4。",
        "来源文件写文号，如黔府发〔2026〕1号；动态目标须写明来源文件和来源文件日期。",
        "草案还不是目标：不填报，不考核。报审以前可以更改；已经沟通的，更改后须再沟通。",
    ),
)
REGISTERS: dict[str, tuple[SheetKind, type[Any]]] = {
    "departments": (DEPARTMENTS_SHEET, DepartmentRow),
    "contacts": (CONTACTS, ContactRow),
    "targets": (TARGETS_SHEET, TargetRow),
    "drafts": (DRAFTS, DraftRow),
    "calendar": (CALENDAR, CalendarRow),
    "local-calendar": (LOCAL_CALENDAR, CalendarRow),
    "indicators": (INDICATORS, IndicatorRow),
}
