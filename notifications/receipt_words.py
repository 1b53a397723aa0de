"""要做什么 of a receipt: one sentence for what it lists, so that the two never contradict each other."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from models.ledger.answer.receipts import FILES_ONLY
from models.rules.kinds import AnswerOutcome

SIGN = "按上面写明的办法签字，扫描后作为附件回复本邮件。"
SEND_FILES = "把缺少的文件作为附件，回复本邮件。"
CONTACT = "对上面写明的原因有疑问的，请与管理机构联系。"
CORRECT = "已收取的仍然有效；确须修改的，按上面写明的原因改正后，回复本邮件。"
MEND = "按上面写明的原因改正或补齐后，回复本邮件。"
WAIT = "来信由管理机构核实处理，不必重发。"
THREAD = "请办理来信所涉的上列事项，填好回复表后回复。"
ALSO_LATE = "其他已逾期的事项请尽快办理。"
OVERDUE = "来信所涉的事项已办理；请尽快办理上列已逾期的事项。"
NOTHING = "不需要再做什么；有变动的，修改原表后再次回复。"
BY_AGENCY = re.compile("请与管理机构联系|请向管理机构核实|由管理机构撤回豁免")  # a fault that the office cannot mend


def what_to_do(payload: Mapping[str, Any], today: date, audience: str) -> str:
    """Return what the reader of a receipt does next; a head has no sheet, and the duties of the office are not his."""
    asked, owed = _asked(payload), payload["owed"]
    if audience == "head":
        return asked or f"不需要再做什么{'；上列事项由目标办办理' if owed else ''}。"
    late = _is_late(owed, today)
    if asked or _owes_thread(payload):
        return (asked or THREAD) + late * ALSO_LATE
    return OVERDUE if late else "来信所涉的事项已办理；上列事项请按期办理。" if owed else NOTHING


def _is_late(owed: Sequence[Mapping[str, Any]], today: date) -> bool:
    """Return whether a duty of another matter is late."""
    return any(each["due"] < today.isoformat() for each in owed if not each["thread"])


def _owes_thread(payload: Mapping[str, Any]) -> bool:
    return any(each["thread"] for each in payload["owed"])


def _asked(payload: Mapping[str, Any]) -> str:
    """Return what this mail itself asks for; empty if it was taken, or is about duties that are still to be done."""
    if wrong := _wrong(payload):
        return SIGN if payload.get("to_sign") else _mend(wrong)
    if payload["enclosed"].get("why") == "appeal":
        return "提出申诉的，填写所附的表，连同印证材料回复本邮件；已提出的不必重复。"
    return WAIT if payload["waiting"] or not (payload["taken"] or _owes_thread(payload)) else ""


def _wrong(payload: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what the reader mends; not what is left to the agency."""
    unknown = [each for each in payload["waiting"] if each["outcome"] == AnswerOutcome.UNKNOWN]
    return [*payload["returned"], *unknown, *({"faults": [gap]} for gap in payload["missing"])]


def _mend(wrong: list[Mapping[str, Any]]) -> str:
    """Return how to mend what was not taken: a reply only where one mends it, the sheet only where it is wrong."""
    return next((words for words, fits in MENDED if all(map(fits, wrong))), MEND)


# What is said where all that goes back is of one kind.
MENDED: Sequence[tuple[str, Callable[[Mapping[str, Any]], object]]] = (
    (SEND_FILES, lambda each: FILES_ONLY in each["faults"]),
    (CONTACT, lambda each: BY_AGENCY.search(each["faults"][-1])),
    (CORRECT, lambda each: each.get("closed")),
)
