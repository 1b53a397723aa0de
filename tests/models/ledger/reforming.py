"""The three reforms of a department that leads T001, and who acts for it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting

REFORMS = {
    "rename_department": {"name": "第一局"},
    "merge_department": {"successor": "D002"},
    "transfer_targets": {"successor": "D002", "targets": "T001"},
}
HEIRS = {"rename_department": "D001", "merge_department": "D002", "transfer_targets": "D002"}
HANDED_OVER = ["merge_department", "transfer_targets"]
NOT_YOURS = "您只能办理本部门的事项，不能办理“第002厅”的事项。"


def reform(acting: Acting, act: str, target: str = "T001") -> Acting:
    """Rename D001, merge it into D002, or transfer a target to D002, on the day of the actor; returns the actor."""
    fields = {"department": "D001", "effective_on": acting.day.isoformat(), "basis": "黔机编〔2026〕12号"}
    moving = {"targets": target} if act == "transfer_targets" else {}
    acting.do(act, **fields, **REFORMS[act] | moving)
    return acting
