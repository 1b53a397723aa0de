"""`mubiao regulations`: the rules of the agency, and how departments use their results (1-5.3 a, 1-5.2)."""

from typing import Any

from deployments.listings.listing import Column, Filter, Listing
from models.ledger.regulation.regulations import list_regulations
from models.rules.regulation import RegulationKind


def _standing(row: dict[str, Any]) -> str:
    return "有效" if row["in_force"] else f"{row['repealed_on']}起废止" if row["repealed_on"] else "尚未施行"


LISTING = Listing(
    "regulations",
    "规章制度",
    "规章制度和部门的结果运用机制。例：mubiao regulations --all",
    list_regulations,
    (
        Column("编号", "regulation", kept=True),
        Column("类别", "kind", RegulationKind),
        Column("部门", "department", empty="管理机构"),
        Column("名称", "title", wrapped=True),
        Column("文号", "paper_number", kept=True),
        Column("施行", "valid_from"),
        Column("状态", _standing),
    ),
    none="没有登记规章制度。登记：mubiao act record_regulation。",
    filters=(Filter("former", "也列已废止的", option="all"),),
)
