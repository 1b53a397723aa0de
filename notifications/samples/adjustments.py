"""Sample notices about the adjustment and the correction of a target."""

from datetime import date
from typing import Any

from notifications.samples.parts import DEPARTMENT, ROAD, Context, told

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


def adjustment_samples() -> dict[str, tuple[Context, ...]]:
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
    return {
        "target_corrected": told("office head", FILED, *(OF_ROAD | CORRECTED | each for each in corrections)),
        "target_withdrawn": told("office head", FILED, OF_ROAD | {"reason": "与另一项目标重复"}),
        "adjustment_filed": told("agency office head", FILED, *(ADJUSTMENT | filed | each for each in changes)),
        "adjustment_returned": told("office head", date(2026, 7, 8), ADJUSTMENT | returned | why),
    }
