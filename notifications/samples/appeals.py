"""Sample notices about the negative list: the list of a quarter, a changed limit, a correction, an appeal; 公众意见."""

from dataclasses import asdict
from datetime import date
from typing import Any

from models.intake.shipped import shipped_calendar
from models.ledger.appeal.appeals import AppealOutcome
from models.rules.appeal import APPEAL_ANSWER, APPEAL_RULING
from models.rules.deadlines import compute_deadline, of_days
from models.rules.negative_list import REMEDIATION
from models.rules.opinion import OPINION_FEEDBACK, OPINION_PUBLICATION, quarter_end
from notifications.samples.parts import (
    DEPARTMENT,
    FINDING,
    ROAD,
    Context,
    context_of,
    duty_of,
    of_remediation,
    owed,
    to_agency,
    told,
)

LODGED = date(2026, 9, 22)
RULED = date(2026, 10, 12)
GROUND = "9月18日核查时另有26公里已完工、尚未验收，附验收单"
CORRECTED: dict[str, Any] = {
    "target": ROAD,
    "inspection": "2026-3",
    "finding": FINDING,
    "found": "另有34公里已通车，共120公里",
}
DAYS = [{"kind": "remediation", "due": "2026-10-30"}]
OUTCOMES = (
    AppealOutcome("accepted", "已受理"),
    AppealOutcome("refused", "不予受理", "申诉理由与核查认定无关"),
    AppealOutcome("taken_back", "已撤回", "已核对清楚", days=DAYS),
    AppealOutcome(
        "upheld", "裁定维持", "复核情况与原认定一致", days=[*DAYS, {"kind": "feedback", "due": "2026-11-05"}]
    ),
    AppealOutcome("changed", "裁定变更", "26公里已完工", "完成112公里，仍差8公里", DAYS),
    AppealOutcome("withdrawn", "裁定撤销", "120公里已全部完工"),
)
FOUND = {"kind": "核查结果", "key": "2026-3/2026/GZ2021-07-2", "about": "核查2026-3对“{}”的核查结果"}
JUDGED = {"kind": "总体评价", "key": "2026-3/SJTT", "about": f"核查2026-3对“{DEPARTMENT}”的总体评价"}
LACKED = {
    "kind": "材料不足",
    "key": "2026Q3/2026/GZ2021-07-2",
    "about": "2026年第三季度在线复核对“{}”的材料不足结论",
}
GAP = {"kind": "年终复核缺项", "key": "2026/SJTT/GZ2021-07-2", "about": "2026年年终复核中“{}”的缺项"}
CONCLUDED: tuple[dict[str, Any], ...] = (
    FOUND | {"target": ROAD, "text": "无法核实。工程资料未到场"},
    JUDGED | {"target": "", "text": "全年目标完成情况一般"},
    LACKED | {"target": ROAD, "text": "验收报告未盖章"},
)
LATER_RESULTS: tuple[tuple[dict[str, Any], AppealOutcome], ...] = (
    (FOUND | {"target": ROAD, "clocks": True}, OUTCOMES[3]),
    (FOUND | {"target": ROAD, "clocks": False}, AppealOutcome("accepted", "已受理")),
    (JUDGED | {"clocks": False}, AppealOutcome("changed", "裁定变更", "一项目标误计", "完成情况良好")),
    (JUDGED | {"clocks": False}, AppealOutcome("upheld", "裁定维持", "评价有据")),
    (GAP | {"target": ROAD, "clocks": False}, AppealOutcome("withdrawn", "裁定撤销", "该目标已按程序并入另一目标")),
)
BY = {"department": DEPARTMENT, "ground": GROUND}
LODGED_ABOUT: tuple[dict[str, Any], ...] = (
    BY | {"target": ROAD},
    BY | FOUND | {"target": ROAD, "clocks": True, "inspected": True},
    BY | FOUND | {"target": ROAD, "clocks": False, "inspected": True},
    BY | JUDGED | {"clocks": False, "inspected": False},
)


def samples() -> dict[str, tuple[Context, ...]]:
    duty = of_remediation(REMEDIATION, date(2026, 11, 10), ROAD, RULED)
    change = {"from": "2026-10-20", "to": "2026-11-10", "reason": "汛期影响施工"}
    line = {"target": ROAD, "finding": "9月18日现场核查，完成86公里", "state": "remedying", "limit": "2026-10-20"}
    lines = [
        line | {"before": "", "points": "-1.5"},
        line | {"target": "农村供水保障", "before": "remedying", "state": "made_good"},
        line | {"target": "义务教育薄弱学校改造", "before": "listed", "state": "listed", "limit": ""},
        line | {"target": "城镇老旧小区改造", "before": "remedying", "state": "withdrawn"},
    ]
    quarter = {"period": "2026年第三季度", "number": 3}
    answered = [*(({"target": ROAD}, each) for each in OUTCOMES), *LATER_RESULTS]
    lists: list[dict[str, Any]] = [quarter | {"lines": each} for each in (lines, lines[:1] * 40)]
    return _opinion_samples() | {
        "negative_list": told("office head", date(2026, 11, 20), *lists),
        "concluded": told("office", LODGED, *CONCLUDED),
        "appeal_lodged": told("agency", LODGED, *LODGED_ABOUT),
        "appeal_answered": told("office head", RULED, *(subject | asdict(outcome) for subject, outcome in answered)),
        "entry_withdrawn": told("office head", RULED, CORRECTED),
        "relimited": told("office head", RULED, change, duty=duty),
    }


def of_appeals(today: date) -> list[Context]:
    """Returns notices to the agency about its duties in an appeal, when it has set a number of days."""
    contexts: list[Context] = []
    for duty, days in ((APPEAL_ANSWER, 5), (APPEAL_RULING, 40)):
        value = compute_deadline(of_days(duty.due, days), LODGED, shipped_calendar())
        title = f"{duty.name}“{ROAD}”"
        contexts.append(to_agency(today, duty_of(duty, value, title, today)))
    return contexts


RECEIVED, LIMIT = date(2026, 8, 20), date(2026, 9, 20)
CONTENT = "乡镇客运班线下午四点后没有班车，学生放学后无法回家"
FEEDBACK = "9月15日起增开17时30分、18时30分两班，已在客运站公示时刻表"


def _opinion_samples() -> dict[str, tuple[Context, ...]]:
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
