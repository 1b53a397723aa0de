"""Sample notices about 公众意见: handed over, fed back, dismissed, feedback due, publication due."""

from datetime import date
from typing import Any

from models.rules.opinion import OPINION_FEEDBACK, OPINION_PUBLICATION, quarter_end
from notifications.samples.parts import DEPARTMENT, Context, context_of, owed, to_agency, told

RECEIVED, LIMIT = date(2026, 8, 20), date(2026, 9, 20)
CONTENT = "乡镇客运班线下午四点后没有班车，学生放学后无法回家"
FEEDBACK = "9月15日起增开17时30分、18时30分两班，已在客运站公示时刻表"


def opinion_samples() -> dict[str, tuple[Context, ...]]:
    opinion: dict[str, Any] = {"opinion": "2026-3", "content": CONTENT}
    received = opinion | {"channel": "公众评议问卷", "received_on": RECEIVED.isoformat()}
    payload: dict[str, Any] = {"department": DEPARTMENT, "opinion": "2026-3", "feedback": FEEDBACK}
    day = date(2026, 9, 18)
    return {
        "opinion_received": (context_of("office", RECEIVED, feedback_of(RECEIVED), **received),),
        "opinion_fed_back": told("agency", day, *(payload | {"late": late} for late in (False, True))),
        "opinion_dismissed": (context_of("office", day, **opinion, reason="与2026-1反映同一问题，并入办理"),),
    }


def feedback_of(today: date) -> Context:
    """Returns the duty to feed back on an opinion."""
    return owed(OPINION_FEEDBACK, LIMIT, today, "公众意见2026-3整改反馈", "2026")


def of_publication(today: date) -> Context:
    """Returns a notice to the agency about the publication of an opinion's remediation."""
    duty = owed(OPINION_PUBLICATION, quarter_end(RECEIVED), today, "公众意见2026-3整改公布", "2026")
    return to_agency(today, duty)
