"""`mubiao contacts`: the people of the departments with their roles and addresses."""

from typing import Any

from sqlmodel import Session

from deployments.listings.departments import format_validity
from deployments.listings.listing import OF_DEPARTMENT, WITH_FORMER, Column, Filter, Listing
from models.ledger.registry.register import list_contacts
from models.rules.kinds import ContactRole


def _role(_session: Session, label: str) -> ContactRole:
    return ContactRole.from_label(label)


def _format_term(term: dict[str, Any]) -> str:
    """Return 王芳 2026-03-10至2026-03-20, or 王芳 2026-03-10起，2026-03-12撤销."""
    end = f"起，{term['withdrawn_on']}撤销" if term["withdrawn_on"] else f"至{term['last_day']}"
    return f"{term['name']} {term['first_day']}{end}"


ROLES = tuple(role.label for role in ContactRole)
LISTING = Listing(
    "contacts",
    "联系人",
    "各部门的联络员、主要领导等。例：mubiao contacts --role 联络员",
    list_contacts,
    (
        Column("部门", "department", kept=True),
        Column("角色", "role", ContactRole),
        Column("姓名", "name"),
        Column("邮箱", "email"),
        Column("手机", "mobile"),
        Column("企业微信号", "wecom_id"),
        Column("有效期", format_validity),
        Column("委托", lambda row: "；".join(map(_format_term, row["represented"]))),
    ),
    none="没有联系人。导入：mubiao import contacts。",
    filters=(
        OF_DEPARTMENT,
        Filter("role", "联络员、目标办主任、主要领导、分管省领导", "角色", choices=ROLES, read=_role),
        WITH_FORMER,
    ),
)
