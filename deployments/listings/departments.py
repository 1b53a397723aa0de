"""`mubiao departments`: the managed departments and the agency."""

from typing import Any

from deployments.listings.listing import WITH_FORMER, Column, Listing
from models.ledger.registry.register import list_departments
from models.rules.kinds import Management


def _name(row: dict[str, Any]) -> str:
    return f"{row['name']}（已并入{row['successor']}）" if row["successor"] else row["name"]


def _kind(row: dict[str, Any]) -> str:
    return "管理机构" if row["is_agency"] else Management(row["management"]).label if row["management"] else ""


def format_validity(row: dict[str, Any]) -> str:
    """The validity dates of a row; empty if it has always been and still is in force."""
    first, last = row["valid_from"], row["valid_to"]
    return "".join([f"{first}起" if first else "", f"至{last}" if last else ""])


LISTING = Listing(
    "departments",
    "部门",
    "纳入管理的部门。例：mubiao departments --all",
    list_departments,
    (
        Column("编码", "code", kept=True),
        Column("部门", _name),
        Column("类别", _kind),
        Column("联络员", "liaison"),
        Column("主要领导", "head"),
        Column("目标办邮箱", "email"),
        Column("目标", "targets"),
        Column("有效期", format_validity),
    ),
    none="没有部门。导入：mubiao import departments。",
    filters=(WITH_FORMER,),
)
