"""Sample notices about the adjustment and the correction of a target, and of 目标制定."""

from datetime import date
from typing import Any

from models.rules.draft import CONSULTATION, RECEIPT
from models.rules.duties import Duty
from notifications.samples.parts import DEPARTMENT, ROAD, WATER, Context, context_of, owed, told

FILED = date(2026, 7, 3)
OF_ROAD: dict[str, Any] = {"department": DEPARTMENT, "target": ROAD}
ADJUSTMENT: dict[str, Any] = OF_ROAD | {
    "number": 1,
    "ground": "重大政策",
    "reason": "省政府调减2026年农村公路建设任务（黔府办函〔2026〕44号）",
    "head": {"by": "王建国", "consented_on": "2026-06-29", "number": "", "page": "1f9c0d3ab812"},
    "leader": {"by": "赵立", "consented_on": "2026-07-01", "number": "省签〔2026〕31号"},
}
CORRECTED: dict[str, Any] = {"reason": "录入时看错行", "files": ["目标任务书第12页.pdf"]}
LESS = ["数量", "120", "86"]
REWORDED = ["绩效要求", "新建农村公路120公里", "新建农村公路86公里，改造危桥12座"]
LATER_DATES, NO_DAY = {"from": "2026-10-31", "to": "2026-12-31"}, {"from": "", "to": ""}


def samples() -> dict[str, tuple[Context, ...]]:
    changes: tuple[dict[str, Any], ...] = (
        {"changes": [LESS], "deadline": NO_DAY},
        {"changes": [REWORDED, LESS], "deadline": LATER_DATES},
        {"changes": [], "deadline": {"from": "", "to": "2026-12-31"}},
    )
    filed = {"effective_on": "2026-07-03", "why": ""}
    why = {"effective_on": "2026-07-08", "why": "缺分管省领导签批件，请补正"}
    returned: dict[str, Any] = {
        "changes": [["数量", "86", "120"]],
        "deadline": {"from": "2026-12-31", "to": "2026-10-31"},
    }
    corrections: tuple[dict[str, Any], ...] = (
        {"changes": [LESS], "deadline": NO_DAY},
        {"changes": [["来源文件", "无", "黔府发〔2026〕1号"]], "deadline": LATER_DATES},
    )
    return _draft_samples() | {
        "target_corrected": told("office head", FILED, *(OF_ROAD | CORRECTED | each for each in corrections)),
        "target_withdrawn": told("office head", FILED, OF_ROAD | {"reason": "与另一项目标重复"}),
        "adjustment_filed": told("agency office head", FILED, *(ADJUSTMENT | filed | each for each in changes)),
        "adjustment_returned": told("office head", date(2026, 7, 8), ADJUSTMENT | returned | why),
    }


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


def _draft_samples() -> dict[str, tuple[Context, ...]]:
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
