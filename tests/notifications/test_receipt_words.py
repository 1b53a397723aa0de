"""要做什么 of a receipt agrees with what stands above it, and says one thing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.ledger.answer.receipts import FILES_ONLY
from notifications.receipt_words import what_to_do

TODAY = date(2026, 4, 29)
OWN = {"due": "2026-04-30", "thread": True}
LATE, SOON = {"due": "2026-04-20", "thread": False}, {"due": "2026-05-20", "thread": False}
TAKEN: dict[str, Any] = {"taken": [{}]}
WRONG = {"faults": ["B9：召开日期不是有效日期"]}
FILES = {"faults": [FILES_ONLY, "M6：“照片.jpg”没有随表交来"]}
CONTACT = "补交的文件没有收取；确需补交的，请与管理机构联系"
WAIVED = {"faults": ["B5：已豁免，无需填报；豁免有误的，由管理机构撤回豁免。"]}
WAITS, UNKNOWN = {"outcome": "waiting", "faults": ["B3"]}, {"outcome": "unknown", "faults": ["B4"]}
APPEAL = {"enclosed": {"why": "appeal"}}
NONE: dict[str, Any] = {"taken": [], "returned": [], "waiting": [], "missing": [], "owed": [], "enclosed": {}}
NOT_OFFICE = "由管理机构核实处理，不必重发。"


def said(mail: dict[str, Any], audience: str = "office") -> str:
    return what_to_do(NONE | mail, TODAY, audience)


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        (TAKEN, "不需要再做什么；有变动的，修改原表后再次回复。"),
        (TAKEN | {"owed": [SOON]}, "来信所涉的事项已办理；上列事项请按期办理。"),
        (TAKEN | {"owed": [SOON, LATE]}, "来信所涉的事项已办理；请尽快办理上列已逾期的事项。"),
        (TAKEN | {"owed": [OWN, SOON]}, "请办理来信所涉的上列事项，填好回复表后回复。"),
        (TAKEN | {"owed": [OWN, LATE]}, "请办理来信所涉的上列事项，填好回复表后回复。其他已逾期的事项请尽快办理。"),
        ({"owed": [OWN]}, "请办理来信所涉的上列事项，填好回复表后回复。"),
        ({"returned": [WRONG], "owed": [OWN]}, "按上面写明的原因改正或补齐后，回复本邮件。"),
        ({"returned": [WRONG, FILES]}, "按上面写明的原因改正或补齐后，回复本邮件。"),
        (
            {"returned": [WRONG | {"closed": True}]},
            "已收取的仍然有效；确须修改的，按上面写明的原因改正后，回复本邮件。",
        ),
        ({"returned": [FILES], "owed": [OWN]}, "把缺少的文件作为附件，回复本邮件。"),
        ({"returned": [FILES], "owed": [LATE]}, "把缺少的文件作为附件，回复本邮件。其他已逾期的事项请尽快办理。"),
        ({"returned": [WAIVED]}, "对上面写明的原因有疑问的，请与管理机构联系。"),
        (TAKEN | {"missing": [CONTACT]}, "对上面写明的原因有疑问的，请与管理机构联系。"),
        ({"missing": ["附件.rar：请改为.zip"]}, "按上面写明的原因改正或补齐后，回复本邮件。"),
        (
            {"missing": ["“同意”须签字"], "to_sign": [["2026年3月", ""]]},
            "按上面写明的办法签字，扫描后作为附件回复本邮件。",
        ),
        ({"waiting": [UNKNOWN]}, "按上面写明的原因改正或补齐后，回复本邮件。"),
        ({"waiting": [WAITS], "owed": [OWN, SOON]}, f"来信{NOT_OFFICE}"),
        ({"waiting": [WAITS], "owed": [LATE]}, f"来信{NOT_OFFICE}其他已逾期的事项请尽快办理。"),
        ({}, f"来信{NOT_OFFICE}"),
        (APPEAL, "提出申诉的，填写所附的表，连同印证材料回复本邮件；已提出的不必重复。"),
    ],
)
def test_it_follows_from_what_the_receipt_lists(mail: dict[str, Any], words: str) -> None:
    assert said(mail) == words


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        (TAKEN, "不需要再做什么。"),
        (TAKEN | {"owed": [LATE]}, "不需要再做什么；上列事项由目标办办理。"),
        ({"waiting": [WAITS], "owed": [LATE]}, f"来信{NOT_OFFICE}"),
    ],
)
def test_a_head_has_no_sheet_and_no_duty_of_the_office(mail: dict[str, Any], words: str) -> None:
    assert said(mail, "head") == words
