"""Realistic contexts for every kind of notice, rendered by tests and by a preview."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from models.intake.shipped import shipped_calendar
from models.rules.cycle import Cycle
from models.rules.cycles import (
    CYCLES,
    MONTHLY_CHECK,
    QUARTERLY_MEETING,
    RETURNED,
    YEAR_END_CHECK,
    find_cycle,
    subject_of,
)
from models.rules.deadlines import compute_deadline
from models.rules.duties import OpenedFor
from models.rules.negative_list import FEEDBACK, REMEDIATION
from models.rules.periods import parse_period
from notifications.printers import Rendered
from notifications.render import render
from notifications.samples import adjustments, agency, answers, appeals, appraisal, parts, uploads, year_end
from notifications.samples.parts import FINDING, ROAD, WATER, Context, context_of, duty_of, of_cycle, of_remediation


def _opened_contexts(cycle: Cycle, *periods: str) -> tuple[Context, ...]:
    days = {period: cycle.opens_on(parse_period(period), shipped_calendar()) for period in periods}
    return tuple(context_of("office", day, of_cycle(cycle, period, day)) for period, day in days.items())


def _returned_context(today: date) -> Context:
    value = compute_deadline(RETURNED, today, shipped_calendar())
    title = subject_of(MONTHLY_CHECK.duty, "2026-04")
    duty = duty_of(MONTHLY_CHECK.duty, value, title, today, period="2026-04", lines=27, reported=27)
    return context_of("office", today, duty, why="第3项、第9项未说明受阻原因，请补充后重报")


def _waived_context() -> Context:
    title = subject_of(MONTHLY_CHECK.duty, "2026-04")
    return context_of("office", date(2026, 4, 13), title=title, number=1286, why="该部门当月筹建")


def _reinstated_context() -> Context:
    today = date(2026, 4, 13)
    return context_of("office", today, of_cycle(MONTHLY_CHECK, "2026-04", today), why="豁免时填错了事项编号")


def _reminder_contexts() -> tuple[Context, ...]:
    cases = (
        (QUARTERLY_MEETING, "2026Q1", date(2026, 4, 17), 0),
        (QUARTERLY_MEETING, "2026Q1", date(2026, 4, 22), 0),
        (MONTHLY_CHECK, "2026-04", date(2026, 4, 27), 19),
        (MONTHLY_CHECK, "2026-05", date(2026, 5, 29), 19),
        (MONTHLY_CHECK, "2026-05", date(2026, 5, 30), 19),
        (YEAR_END_CHECK, "2026", date(2027, 1, 5), 24),
    )
    offices = [context_of("office", day, of_cycle(cycle, period, day, done)) for cycle, period, day, done in cases]
    day = date(2026, 10, 15)
    offices.append(context_of("office", day, of_remediation(REMEDIATION, date(2026, 10, 20), ROAD, day)))
    day = date(2026, 9, 30)
    offices.append(context_of("office", day, of_remediation(FEEDBACK, date(2026, 9, 28), WATER, day)))
    day = date(2027, 1, 26)
    opinion = context_of("office", date(2026, 9, 17), appeals.feedback_of(date(2026, 9, 17)))
    own = (
        parts.of_reverification(day),
        parts.of_inspection(date(2026, 9, 30)),
        appeals.of_publication(date(2026, 10, 20)),
    )
    owed = parts.of_limit(date(2026, 9, 21)), parts.of_recheck(date(2026, 10, 13))
    urgent = parts.of_urgent_inspection(date(2026, 9, 16))
    return (
        *offices,
        opinion,
        *own,
        *owed,
        urgent,
        *appeals.of_appeals(date(2026, 9, 29)),
        *_agency_reminders(),
        *year_end.reminded_dates(),
        parts.of_plan(date(2026, 10, 20)),
    )


def _agency_reminders() -> Iterator[Context]:
    """Yield a reminder of every duty of the agency in its cycles."""
    for cycle in CYCLES:
        if cycle.whose is not OpenedFor.DEPARTMENTS:
            period = str(cycle.periods(2026)[0])
            day = cycle.deadline(parse_period(period), shipped_calendar()).due
            for duty in cycle.duties:
                yield context_of("agency", day, of_cycle(replace(cycle, duty=duty, further=()), period, day))


def _overdue_contexts() -> tuple[Context, ...]:
    contexts = []
    for cycle, period in ((QUARTERLY_MEETING, "2026Q1"), (MONTHLY_CHECK, "2026-04"), (YEAR_END_CHECK, "2026")):
        due = cycle.deadline(parse_period(period), shipped_calendar()).due
        for audience, later in (("office", 1), ("liaison", 1), ("head", 3)):
            day = shipped_calendar().nth_after(due, later)
            contexts.append(context_of(audience, day, of_cycle(cycle, period, day, 19)))
    for duty, limit in ((REMEDIATION, date(2026, 10, 20)), (FEEDBACK, date(2026, 9, 30))):
        contexts.append(context_of("office", date(2026, 10, 21), of_remediation(duty, limit, ROAD, date(2026, 10, 21))))
    rest = date(2026, 11, 1)
    contexts.append(context_of("office", rest, of_cycle(MONTHLY_CHECK, "2026-10", rest, 19)))
    closed = date(2026, 6, 1)
    contexts.append(context_of("office", closed, of_cycle(MONTHLY_CHECK, "2026-04", closed, 19)))
    review = date(2026, 7, 22)
    contexts.append(context_of("office", review, of_cycle(find_cycle("mid_year_review"), "2026H1", review)))
    day = date(2027, 2, 1)
    contexts.append(context_of("office", date(2026, 9, 21), appeals.feedback_of(date(2026, 9, 21))))
    contexts += year_end.missed_dates()
    own = (
        parts.of_inspection(date(2026, 10, 9)),
        appeals.of_publication(date(2026, 10, 26)),
        *appeals.of_appeals(date(2026, 12, 1)),
    )
    return (*contexts, parts.of_reverification(day), parts.of_urgent_inspection(date(2026, 9, 17)), *own)


def _result_contexts() -> tuple[Context, ...]:
    monthly, meeting = date(2026, 4, 28), date(2026, 4, 20)
    monthly_facts = ["共27项目标，已完成3项、受阻1项，平均进度42.5%。"]
    meeting_facts = [
        "召开日期：2026-04-20",
        "完成情况：27项目标中24项达到序时进度",
        "存在问题：农村公路建设用地手续办理较慢",
        "改进措施：每周会商一次，5月底前办结用地手续",
    ]
    return (
        context_of("head", monthly, of_cycle(MONTHLY_CHECK, "2026-04", monthly, 27), facts=monthly_facts),
        context_of("head", meeting, of_cycle(QUARTERLY_MEETING, "2026Q1", meeting), facts=meeting_facts),
    )


def _listed_contexts() -> tuple[Context, ...]:
    today = date(2026, 9, 21)
    duty = of_remediation(REMEDIATION, date(2026, 10, 20), ROAD, today)
    finding = {"finding": FINDING, "found_on": "2026-09-18", "outer": "2026-10-27", "contest_until": "2026-10-12"}
    over_new_year = of_remediation(REMEDIATION, date(2027, 1, 15), WATER, date(2026, 12, 21))
    late_year = {"finding": "两处水厂尚未通水。", "found_on": "2026-12-17", "outer": "2027-01-22"}
    return (
        context_of("head", today, duty, **finding),
        context_of("office", today, duty, **finding),
        context_of("head", date(2026, 12, 21), over_new_year, **late_year),
    )


def _unlimited_contexts() -> tuple[Context, ...]:
    finding: dict[str, Any] = {"target": ROAD, "finding": FINDING, "found_on": "2026-09-18"}
    return parts.told("head office", date(2026, 9, 21), finding)


def _feedback_owed_contexts() -> tuple[Context, ...]:
    days = date(2026, 9, 30), date(2026, 9, 28), date(2027, 1, 26)
    return tuple(
        context_of("office", d, of_remediation(FEEDBACK, d, WATER, d), completed_on=d.isoformat()) for d in days
    )


def _rechecked_contexts() -> tuple[Context, ...]:
    today = date(2026, 10, 22)
    duty = of_remediation(FEEDBACK, date(2026, 10, 15), ROAD, today)
    good = {"passed": True, "found": "10月21日现场复查，120公里已全部完工通车", "limit": ""}
    bad = {"passed": False, "found": "10月21日现场复查，完成112公里，仍差8公里", "limit": "2026-11-20"}
    return parts.told("office head", today, good, bad, duty=duty)


def _digest_contexts(kinds: Mapping[str, tuple[Context, ...]]) -> tuple[Context, ...]:
    items: list[Rendered] = [
        render("reminder", kinds["reminder"][0]),
        render("reminder", kinds["reminder"][2]),
        render("result", kinds["result"][0]),
    ]
    today, due = date(2026, 4, 17), date(2026, 4, 22)
    cases = (
        (today, due, 3),
        (due, due, 0),
        (date(2026, 4, 23), due, -1),
        (date(2027, 1, 8), date(2027, 1, 10), 0),
        (date(2026, 12, 30), date(2027, 1, 10), 7),
        (today, None, None),
    )
    return tuple({"today": day, "items": items, "earliest": day_due, "earliest_left": n} for day, day_due, n in cases)


def collect() -> dict[str, tuple[Context, ...]]:
    """Returns the contexts of each kind of notice, with the present numbers of the rules."""
    periods: dict[str, tuple[str, ...]] = {
        "monthly_check": ("2026-04", "2026-05"),
        "quarterly_meeting": ("2026Q1", "2026Q4"),
        "mid_year_review": ("2026H1",),
        "year_end_check": ("2026",),
        "self_check": ("2026Q1", "2026Q4"),
    }
    kinds = {f"opened_{c.key}": _opened_contexts(c, *periods[c.key]) for c in CYCLES if c.key in periods}
    kinds |= {
        "reminder": _reminder_contexts(),
        "overdue": _overdue_contexts(),
        "result": _result_contexts(),
        "returned": (_returned_context(date(2026, 5, 7)),),
        "waived": (_waived_context(),),
        "waiver_withdrawn": (_reinstated_context(),),
        "listed": _listed_contexts(),
        "listed_without_limit": _unlimited_contexts(),
        "feedback_owed": _feedback_owed_contexts(),
        "rechecked": _rechecked_contexts(),
    }
    kinds["opened_year_end_check"] += (year_end.opened_under_notice(),)
    for each in (agency, adjustments, appeals, appraisal, uploads, answers, year_end):
        kinds |= each.samples()
    return kinds | {"digest": _digest_contexts(kinds)}


SAMPLES: Mapping[str, tuple[Context, ...]] = MappingProxyType(collect())
