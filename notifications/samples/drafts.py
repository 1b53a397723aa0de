"""Sample notices of 目标制定: a list of drafts to consult, an answered objection, issued targets."""

from datetime import date
from typing import Any

from models.intake.shipped import shipped_calendar
from models.rules.cycles import subject_of
from models.rules.deadlines import compute_deadline
from models.rules.draft import CONSULTATION, RECEIPT
from models.rules.duties import Duty
from notifications.samples.parts import ROAD, WATER, Context, context_of, duty_of

ASKED, UNTIL, ISSUED = date(2026, 2, 25), date(2026, 3, 5), date(2026, 3, 16)
OBJECTION: dict[str, Any] = {
    "target": ROAD,
    "code": "GZ2026-02-1",
    "reason": "用地指标只批准100公里",
    "proposal": "改为100公里",
    "answer": "已核对用地批复，按100公里修改",
}
STANDINGS = ["省教育厅：待部门反馈意见6项，缺本级目标1项", "省交通运输厅：尚未拟定"]


def draft_samples() -> dict[str, tuple[Context, ...]]:
    """Returns the contexts of each kind of notice."""
    refused = OBJECTION | {"answer": "省政府工作报告已明确120公里，用地由厅际协调机制解决"}
    return {
        "opened_consultation": (context_of("office", ASKED, of_list(CONSULTATION, UNTIL, ASKED)),),
        "opened_receipt": tuple(
            context_of(who, ISSUED, of_list(RECEIPT, ISSUED, ISSUED), number="黔目标〔2026〕3号", dated_on="2026-03-16")
            for who in ("office", "head")
        ),
        "objection_answered": tuple(
            context_of("office", date(2026, 3, 2), accepted=accepted, **words)
            for accepted, words in ((True, OBJECTION), (False, refused))
        ),
        "target_setting": tuple(
            context_of("agency", day, period="2026", late=late, number=number, lines=STANDINGS, left=left)
            for day, late, number, left in ((date(2026, 3, 2), False, 2, 0), (date(2026, 4, 1), True, 12, 3))
        ),
    }


def of_list(duty: Duty, anchor: date, today: date) -> Context:
    """Returns the duty about a list of drafts."""
    value = compute_deadline(duty.due, anchor, shipped_calendar())
    return duty_of(duty, value, subject_of(duty, "2026"), today, period="2026", targets=[ROAD, WATER])
