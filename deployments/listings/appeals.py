"""`mubiao appeals`: the appeals with their state and ruling."""

from typing import Any

from deployments.listings.listing import OF_DEPARTMENT, OF_YEAR, ONLY_OPEN, Column, Listing
from models.ledger.appeal.register import list_appeals
from models.rules.appeal import Ruling, SubjectKind
from models.rules.states import AppealState
from models.rules.verdicts import remark


def _lodged(row: dict[str, Any]) -> str:
    return f"{row['lodged_on']}{remark(late=False, entered_late=row['entered_late'])}"


LISTING = Listing(
    "appeals",
    "申诉",
    "申诉及其复核、裁定。例：mubiao appeals --open",
    list_appeals,
    (
        Column("申诉事项", "kind", SubjectKind, wrapped=True),
        Column("编号", "key", kept=True),
        Column("次", "number"),
        Column("部门", "department", wrapped=True),
        Column("提出", _lodged, kept=True),
        Column("状态", "state", AppealState),
        Column("复核", "inspection"),
        Column("结束", "ended_on", kept=True),
        Column("裁定", "ruling", Ruling),
        Column("理由", "reason", wrapped=True),
        Column("申诉理由", "ground", wrapped=True),
    ),
    none="没有申诉。",
    filters=(OF_YEAR, OF_DEPARTMENT, ONLY_OPEN),
)
