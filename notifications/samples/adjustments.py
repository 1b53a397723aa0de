"""Sample notices about the adjustment and the correction of a target."""

from datetime import date
from typing import Any

from notifications.samples.parts import DEPARTMENT, ROAD, Context, context_of

FILED = date(2026, 7, 3)
ADJUSTMENT: dict[str, Any] = {
    "department": DEPARTMENT,
    "target": ROAD,
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
        "target_corrected": tuple(
            context_of(who, FILED, department=DEPARTMENT, target=ROAD, **CORRECTED, **changes)
            for changes in corrections
            for who in ("office", "head")
        ),
        "target_withdrawn": tuple(
            context_of(who, FILED, department=DEPARTMENT, target=ROAD, reason="与另一项目标重复")
            for who in ("office", "head")
        ),
        "adjustment_filed": tuple(
            _adjustment_context(who, FILED, {"effective_on": "2026-07-03", "why": "", **payload})
            for payload in changes
            for who in ("agency", "office", "head")
        ),
        "adjustment_returned": tuple(
            _adjustment_context(who, date(2026, 7, 8), returned | why) for who in ("office", "head")
        ),
    }


def _adjustment_context(audience: str, today: date, payload: dict[str, Any]) -> Context:
    return context_of(audience, today, **ADJUSTMENT, **payload)
