"""Template contexts for samples: a duty of a cycle, of a remediation, of an inspection."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.intake.shipped import shipped_calendar
from models.rules.cycle import Cycle
from models.rules.cycles import YEAR_END_REVERIFICATION, subject_of
from models.rules.deadlines import DueDate, compute_deadline
from models.rules.duties import Duty
from models.rules.inspection import INSPECTION, URGENT_INSPECTION, urgent_within
from models.rules.negative_list import LIMIT_OWED, RECHECK_OWED
from models.rules.organ_word import STANDARD
from models.rules.owed_plan import PLAN_OWED
from models.rules.periods import parse_period
from notifications.facts import dated

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
    own = {"number": 1286, "title": title, "period": "", "lines": 0, "reported": 0}
    return dated(duty, value, today, shipped_calendar()) | own | more


def owed(duty: Duty, anchor: date, today: date, title: str = "", period: str = "", **more: Any) -> Context:  # noqa: ANN401
    """Returns the context of a duty that runs from a day; its title, if none is given, is that of its period."""
    value = compute_deadline(duty.due, anchor, shipped_calendar())
    return duty_of(duty, value, title or subject_of(duty, period), today, period=period, **more)


def to_agency(today: date, duty: Context) -> Context:
    """Returns a notice to the agency about its own duty."""
    return dict(context_of("agency", today, duty), department="省直目标绩效管理机构")


def told(audiences: str, today: date, *payloads: Context, duty: Context | None = None) -> tuple[Context, ...]:
    """Returns a context for each payload, or for none, and for each of the audiences, as in `office head`."""
    each = payloads or ({},)
    return tuple(context_of(who, today, duty, **payload) for payload in each for who in audiences.split())


def of_cycle(cycle: Cycle, period: str, today: date, reported: int = 0) -> Context:
    """Returns the duty of a cycle in a period."""
    counts = {"lines": 27, "reported": reported} if cycle.lines else {}
    value = cycle.deadline(parse_period(period), shipped_calendar())
    return duty_of(cycle.duty, value, subject_of(cycle.duty, period), today, period=period, **counts)


def of_remediation(duty: Duty, anchor: date, target: str, today: date) -> Context:
    """Returns a duty about one target: a remediation, its feedback, an own date."""
    return owed(duty, anchor, today, f"{duty.name}“{target}”")


def of_inspection(today: date) -> Context:
    """Returns a notice to the agency about a planned inspection."""
    return to_agency(today, owed(INSPECTION, date(2026, 9, 30), today, "核查2026-3", "2026"))


def of_limit(listed_on: date) -> Context:
    """Returns a notice to the agency about the limit that it owes an entry of the negative list."""
    return to_agency(listed_on, of_remediation(LIMIT_OWED, listed_on, ROAD, listed_on))


def of_recheck(received_on: date) -> Context:
    """Returns a notice to the agency about the recheck that it owes a feedback."""
    return to_agency(received_on, of_remediation(RECHECK_OWED, received_on, ROAD, received_on))


def of_plan(today: date) -> Context:
    """Returns a notice to the agency about the plan that it owes a quarter."""
    return to_agency(today, owed(PLAN_OWED, date(2026, 9, 30), today, "2026年第四季度核查方案", "2026Q4"))


def of_urgent_inspection(today: date) -> Context:
    """Returns a notice to the agency about an urgent inspection."""
    rule = urgent_within("黔目标办〔2026〕20号", 5, date(2026, 9, 17))
    value = compute_deadline(rule, date(2026, 9, 16), shipped_calendar())
    return to_agency(today, duty_of(URGENT_INSPECTION, value, "紧急核查2026-4", today, period="2026"))


def of_reverification(today: date) -> Context:
    """Returns a notice to the agency about the year-end re-verification of a department."""
    duty = of_cycle(YEAR_END_REVERIFICATION, "2026", today)
    return to_agency(today, {**duty, "title": f"{DEPARTMENT}：{duty['title']}"})
