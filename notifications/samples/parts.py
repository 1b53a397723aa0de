"""Template contexts for samples: a duty of a cycle, of a remediation, of an inspection."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.intake.shipped import shipped_calendar
from models.rules.cycle import Cycle
from models.rules.cycles import YEAR_END_REVERIFICATION, subject_of
from models.rules.deadlines import DueDate, compute_deadline, describe_proof
from models.rules.duties import Duty
from models.rules.inspection import INSPECTION, URGENT_INSPECTION
from models.rules.negative_list import LIMIT_OWED, RECHECK_OWED
from models.rules.organ_word import STANDARD
from models.rules.periods import parse_period
from models.rules.reminders import days_left
from models.rules.urgent_inspection import urgent_within
from models.rules.workdays import weekday_name

Context = Mapping[str, Any]
DEPARTMENT = "省交通运输厅"
ROAD = "新建农村公路120公里"
WATER = "农村供水保障"
FINDING = "9月18日现场核查，完成86公里，未达目标要求"


def context_of(audience: str, today: date, duty: Context | None = None, **payload: Any) -> Context:  # noqa: ANN401
    """Returns a template context: the audience, the day, the payload, and the duty if there is one."""
    return {
        "today": today,
        "audience": audience,
        "organs": STANDARD,
        "person": {"liaison": "李明", "head": "王建国"}.get(audience, ""),
        "department": DEPARTMENT,
        "payload": payload,
        "duty": duty,
    }


def duty_of(duty: Duty, value: DueDate, title: str, today: date, **more: Any) -> Context:  # noqa: ANN401
    """Returns the context of a duty, as `notifications.facts` builds it from a row."""
    calendar = shipped_calendar()
    return {
        "number": 1286,
        "key": duty.key,
        "name": duty.name,
        "title": title,
        "period": "",
        "clause": duty.clause,
        "to_do": duty.to_do,
        "judged_by": duty.judged_by,
        "if_done": duty.if_done,
        "due": value.due,
        "target": value.target,
        "earliest": value.earliest,
        "provisional": value.provisional,
        "target_provisional": calendar.is_provisional(value.due),
        "makeup": calendar.is_workday(value.due) and weekday_name(value.due) in {"周六", "周日"},
        "why": describe_proof(value.proof),
        "days_left": days_left(value.due, today, calendar),
        "lines": 0,
        "reported": 0,
        "announced_year": calendar.announced_until.year + 1,
    } | more


def of_cycle(cycle: Cycle, period: str, today: date, reported: int = 0) -> Context:
    """Returns the duty of a cycle in a period."""
    counts = {"lines": 27, "reported": reported} if cycle.lines else {}
    value = cycle.deadline(parse_period(period), shipped_calendar())
    return duty_of(cycle.duty, value, subject_of(cycle.duty, period), today, period=period, **counts)


def of_remediation(duty: Duty, anchor: date, target: str, today: date) -> Context:
    """Returns the duty of a remediation or its feedback, for one target."""
    value = compute_deadline(duty.due, anchor, shipped_calendar())
    return duty_of(duty, value, f"{duty.name}“{target}”", today)


def of_inspection(today: date) -> Context:
    """Returns a notice to the agency about a planned inspection."""
    value = compute_deadline(INSPECTION.due, date(2026, 9, 30), shipped_calendar())
    duty = duty_of(INSPECTION, value, "核查2026-3", today, period="2026")
    return dict(context_of("agency", today, duty), department="省直目标绩效管理机构")


def of_limit(listed_on: date) -> Context:
    """Returns a notice to the agency about the limit that it owes an entry of the negative list."""
    duty = of_remediation(LIMIT_OWED, listed_on, ROAD, listed_on)
    return dict(context_of("agency", listed_on, duty), department="省直目标绩效管理机构")


def of_recheck(received_on: date) -> Context:
    """Returns a notice to the agency about the recheck that it owes a feedback."""
    duty = of_remediation(RECHECK_OWED, received_on, ROAD, received_on)
    return dict(context_of("agency", received_on, duty), department="省直目标绩效管理机构")


def of_urgent_inspection(today: date) -> Context:
    """Returns a notice to the agency about an urgent inspection."""
    rule = urgent_within("黔目标办〔2026〕20号", 5, date(2026, 9, 17))
    value = compute_deadline(rule, date(2026, 9, 16), shipped_calendar())
    duty = duty_of(URGENT_INSPECTION, value, "紧急核查2026-4", today, period="2026")
    return dict(context_of("agency", today, duty), department="省直目标绩效管理机构")


def of_reverification(today: date) -> Context:
    """Returns a notice to the agency about the year-end re-verification of a department."""
    duty = dict(of_cycle(YEAR_END_REVERIFICATION, "2026", today))
    duty["title"] = f"{DEPARTMENT}：{duty['title']}"
    return dict(context_of("agency", today, duty), department="省直目标绩效管理机构")
