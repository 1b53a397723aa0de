"""`mubiao inspections`: the inspections with their state and findings."""

from typing import Any

from deployments.listings.listing import OF_DEPARTMENT, Column, Listing, of_year
from models.ledger.inspection.register import list_inspections
from models.rules.inspection import InspectionKind
from models.rules.states import InspectionState


def _state(row: dict[str, Any]) -> str:
    return f"{InspectionState(row['state']).label}{'（已过期）' if row['overdue'] else ''}"


def _findings(row: dict[str, Any]) -> str:
    waiting = f"，待签字{row['unsigned']}" if row["unsigned"] else ""
    return f"{row['signed']}项{waiting}，未完成{row['failing']}" if row["signed"] or waiting else ""


LISTING = Listing(
    "inspections",
    "核查",
    "核查的方案、状态和结果数。例：mubiao inspections --year 2026",
    list_inspections,
    (
        Column("编号", "inspection", kept=True),
        Column("类别", "kind", InspectionKind),
        Column("名称", "title"),
        Column("状态", _state),
        Column("结束日期", "ends_on"),
        Column("组长", "leaders"),
        Column("结果", _findings),
    ),
    none="没有核查。",
    filters=(of_year("核查编号的年度，默认全部"), OF_DEPARTMENT),
)
