"""Sample notices of 目标制定: a list of drafts to consult, an answered objection, issued targets."""

from datetime import date
from typing import Any

from models.rules.draft import CONSULTATION, RECEIPT
from models.rules.duties import Duty
from notifications.samples.parts import ROAD, WATER, Context, context_of, owed, told

ASKED, UNTIL, ISSUED = date(2026, 2, 25), date(2026, 3, 5), date(2026, 3, 16)
OBJECTION: dict[str, Any] = {
    "target": ROAD,
    "code": "GZ2026-02-1",
    "reason": "用地指标只批准100公里",
    "proposal": "改为100公里",
    "answer": "已核对用地批复，按100公里修改",
}
PAPER = {"number": "黔目标〔2026〕3号", "dated_on": "2026-03-16"}
STANDINGS = ["省教育厅：待部门反馈意见6项，缺本级目标1项", "省交通运输厅：尚未拟定"]


def draft_samples() -> dict[str, tuple[Context, ...]]:
    """Returns the contexts of each kind of notice."""
    refused = OBJECTION | {"answer": "省政府工作报告已明确120公里，用地由厅际协调机制解决"}
    set_so_far: dict[str, Any] = {"period": "2026", "lines": STANDINGS}
    return {
        "opened_consultation": (context_of("office", ASKED, of_list(CONSULTATION, UNTIL, ASKED)),),
        "opened_receipt": told("office head", ISSUED, PAPER, duty=of_list(RECEIPT, ISSUED, ISSUED)),
        "objection_answered": told(
            "office", date(2026, 3, 2), OBJECTION | {"accepted": True}, refused | {"accepted": False}
        ),
        "target_setting": (
            *told("agency", date(2026, 3, 2), set_so_far | {"late": False, "number": 2, "left": 0}),
            *told("agency", date(2026, 4, 1), set_so_far | {"late": True, "number": 12, "left": 3}),
        ),
    }


def of_list(duty: Duty, anchor: date, today: date) -> Context:
    """Returns the duty about a list of drafts."""
    return owed(duty, anchor, today, period="2026", targets=[ROAD, WATER])
