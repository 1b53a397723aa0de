"""`mubiao adjustments`: the adjustments of targets, with consents and filing."""

from typing import Any

from deployments.listings.listing import OF_DEPARTMENT, OF_YEAR, ONLY_OPEN, Column, Listing
from models.ledger.target.adjustments import list_adjustments
from models.rules.kinds import AdjustmentGround
from models.rules.states.adjustment import AdjustmentState


def _target(row: dict[str, Any]) -> str:
    return f"{row['year']}/{row['target']}"


def _consents(row: dict[str, Any]) -> str:
    days = (("主要领导", row["head_on"]), ("分管领导", row["leader_on"]))
    return "、".join(f"{who}{day}" for who, day in days if day)


LISTING = Listing(
    "adjustments",
    "目标调整",
    "目标的调整：申请、同意、备案。例：mubiao adjustments --open",
    list_adjustments,
    (
        Column("目标", _target, kept=True),
        Column("名称", "name", wrapped=True),
        Column("次", "number"),
        Column("部门", "department", wrapped=True),
        Column("情形", "ground", AdjustmentGround, wrapped=True),
        Column("理由", "reason", wrapped=True),
        Column("状态", "state", AdjustmentState),
        Column("申请", "requested_on", kept=True),
        Column("同意", _consents, wrapped=True),
        Column("备案", "filed_on", kept=True),
        Column("退回理由", "returned_why", wrapped=True),
    ),
    none="没有目标调整。",
    filters=(OF_YEAR, OF_DEPARTMENT, ONLY_OPEN),
    dated=False,
)
