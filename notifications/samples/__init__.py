"""A realistic context for every kind of notice: what tests render and a preview shows."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

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
from models.rules.duties import Whose
from models.rules.negative_list import FEEDBACK, REMEDIATION
from models.rules.periods import parse_period
from notifications.render import Rendered, render
from notifications.samples.adjustments import adjustment_samples
from notifications.samples.agency import agency_samples
from notifications.samples.appeals import appeal_samples, of_appeals
from notifications.samples.opinions import feedback_of, of_publication, opinion_samples
from notifications.samples.parts import (
    FINDING,
    ROAD,
    WATER,
    Context,
    context_of,
    duty_of,
    of_cycle,
    of_inspection,
    of_mending,
    of_reverification,
    of_urgent_inspection,
)
from notifications.samples.uploads import upload_samples
from notifications.samples.visits import visit_samples
from notifications.samples.year_end import opened_under_notice, year_end_notices


def _opened(cycle: Cycle, *periods: str) -> tuple[Context, ...]:
    days = {period: cycle.opens_on(parse_period(period), shipped_calendar()) for period in periods}
    return tuple(context_of("office", day, of_cycle(cycle, period, day)) for period, day in days.items())


def _returned(today: date) -> Context:
    value = compute_deadline(RETURNED, today, shipped_calendar())
    title = subject_of(MONTHLY_CHECK.duty, "2026-04")
    duty = duty_of(MONTHLY_CHECK.duty, value, title, today, period="2026-04", lines=27, reported=27)
    return context_of("office", today, duty, why="第3项、第9项未说明受阻原因，请补充后重报")


def _reminders() -> tuple[Context, ...]:
    asked = (
        (QUARTERLY_MEETING, "2026Q1", date(2026, 4, 17), 0),
        (QUARTERLY_MEETING, "2026Q1", date(2026, 4, 22), 0),
        (MONTHLY_CHECK, "2026-04", date(2026, 4, 27), 19),
        (MONTHLY_CHECK, "2026-05", date(2026, 5, 29), 19),
        (MONTHLY_CHECK, "2026-05", date(2026, 5, 30), 19),
        (YEAR_END_CHECK, "2026", date(2027, 1, 5), 24),
    )
    offices = [context_of("office", day, of_cycle(cycle, period, day, done)) for cycle, period, day, done in asked]
    day = date(2026, 10, 15)
    offices.append(context_of("office", day, of_mending(REMEDIATION, date(2026, 10, 20), ROAD, day)))
    day = date(2026, 9, 30)
    offices.append(context_of("office", day, of_mending(FEEDBACK, date(2026, 9, 28), WATER, day)))
    day = date(2027, 1, 26)
    opinion = context_of("office", date(2026, 9, 17), feedback_of(date(2026, 9, 17)))
    agency = (of_reverification(day), of_inspection(date(2026, 9, 30)), of_publication(date(2026, 10, 20)))
    urgent = of_urgent_inspection(date(2026, 9, 16))
    return (*offices, opinion, *agency, urgent, *of_appeals(date(2026, 9, 29)), *_of_agency())


def _of_agency() -> Iterator[Context]:
    """A reminder of everything that the agency owes in a cycle of its own."""
    for cycle in CYCLES:
        if cycle.whose is not Whose.DEPARTMENTS:
            period = str(cycle.periods(2026)[0])
            day = cycle.deadline(parse_period(period), shipped_calendar()).due
            for duty in cycle.duties:
                yield context_of("agency", day, of_cycle(replace(cycle, duties=(duty,)), period, day))


def _overdue() -> tuple[Context, ...]:
    told = []
    for cycle, period in ((QUARTERLY_MEETING, "2026Q1"), (MONTHLY_CHECK, "2026-04"), (YEAR_END_CHECK, "2026")):
        due = cycle.deadline(parse_period(period), shipped_calendar()).due
        for audience, later in (("office", 1), ("liaison", 1), ("head", 3)):
            day = shipped_calendar().nth_after(due, later)
            told.append(context_of(audience, day, of_cycle(cycle, period, day, 19)))
    for duty, limit in ((REMEDIATION, date(2026, 10, 20)), (FEEDBACK, date(2026, 9, 30))):
        told.append(context_of("office", date(2026, 10, 21), of_mending(duty, limit, ROAD, date(2026, 10, 21))))
    rest = date(2026, 11, 1)
    told.append(context_of("office", rest, of_cycle(MONTHLY_CHECK, "2026-10", rest, 19)))
    closed = date(2026, 6, 1)
    told.append(context_of("office", closed, of_cycle(MONTHLY_CHECK, "2026-04", closed, 19)))
    review = date(2026, 7, 22)
    told.append(context_of("office", review, of_cycle(find_cycle("mid_year_review"), "2026H1", review)))
    day = date(2027, 2, 1)
    told.append(context_of("office", date(2026, 9, 21), feedback_of(date(2026, 9, 21))))
    agency = (of_inspection(date(2026, 10, 9)), of_publication(date(2026, 10, 26)), *of_appeals(date(2026, 12, 1)))
    return (*told, of_reverification(day), of_urgent_inspection(date(2026, 9, 17)), *agency)


def _results() -> tuple[Context, ...]:
    monthly, meeting = date(2026, 4, 28), date(2026, 4, 20)
    counted = ["共27项目标，已完成3项、受阻1项，平均进度42.5%。"]
    said = [
        "召开日期：2026-04-20",
        "完成情况：27项目标中24项达到序时进度",
        "存在问题：农村公路建设用地手续办理较慢",
        "改进措施：每周会商一次，5月底前办结用地手续",
    ]
    return (
        context_of("head", monthly, of_cycle(MONTHLY_CHECK, "2026-04", monthly, 27), facts=counted),
        context_of("head", meeting, of_cycle(QUARTERLY_MEETING, "2026Q1", meeting), facts=said),
    )


def _listed() -> tuple[Context, ...]:
    today = date(2026, 9, 21)
    duty = of_mending(REMEDIATION, date(2026, 10, 20), ROAD, today)
    found = {"finding": FINDING, "found_on": "2026-09-18", "outer": "2026-10-27"}
    over_new_year = of_mending(REMEDIATION, date(2027, 1, 15), WATER, date(2026, 12, 21))
    late_year = {"finding": "两处水厂尚未通水。", "found_on": "2026-12-17", "outer": "2027-01-22"}
    return (
        context_of("head", today, duty, **found),
        context_of("office", today, duty, **found),
        context_of("head", date(2026, 12, 21), over_new_year, **late_year),
    )


def _feedback_owed() -> tuple[Context, ...]:
    days = date(2026, 9, 30), date(2026, 9, 28), date(2027, 1, 26)
    return tuple(context_of("office", d, of_mending(FEEDBACK, d, WATER, d), completed_on=d.isoformat()) for d in days)


def _rechecked() -> tuple[Context, ...]:
    today = date(2026, 10, 22)
    duty = of_mending(FEEDBACK, date(2026, 10, 15), ROAD, today)
    good = {"passed": True, "found": "10月21日现场复查，120公里已全部完工通车", "limit": ""}
    bad = {"passed": False, "found": "10月21日现场复查，完成112公里，仍差8公里", "limit": "2026-11-20"}
    return tuple(context_of(who, today, duty, **found) for found in (good, bad) for who in ("office", "head"))


def _digests(kinds: Mapping[str, tuple[Context, ...]]) -> tuple[Context, ...]:
    soon: list[Rendered] = [
        render("reminder", kinds["reminder"][0]),
        render("reminder", kinds["reminder"][2]),
        render("result", kinds["result"][0]),
    ]
    today, due = date(2026, 4, 17), date(2026, 4, 22)
    stands = (
        (today, due, 3),
        (due, due, 0),
        (date(2026, 4, 23), due, -1),
        (date(2027, 1, 8), date(2027, 1, 10), 0),
        (date(2026, 12, 30), date(2027, 1, 10), 7),
        (today, None, None),
    )
    return tuple({"today": day, "items": soon, "earliest": day_due, "earliest_left": n} for day, day_due, n in stands)


def _samples() -> dict[str, tuple[Context, ...]]:
    periods: dict[str, tuple[str, ...]] = {
        "monthly_check": ("2026-04", "2026-05"),
        "quarterly_meeting": ("2026Q1", "2026Q4"),
        "mid_year_review": ("2026H1",),
        "year_end_check": ("2026",),
        "self_check": ("2026Q1", "2026Q4"),
    }
    kinds = {f"opened_{c.key}": _opened(c, *periods[c.key]) for c in CYCLES if c.key in periods}
    kinds |= {
        "reminder": _reminders(),
        "overdue": _overdue(),
        "result": _results(),
        "returned": (_returned(date(2026, 5, 7)),),
        "listed": _listed(),
        "feedback_owed": _feedback_owed(),
        "rechecked": _rechecked(),
    }
    kinds["opened_year_end_check"] += (opened_under_notice(),)
    kinds |= (
        agency_samples()
        | adjustment_samples()
        | appeal_samples()
        | opinion_samples()
        | upload_samples()
        | visit_samples()
        | {"year_end_notice": year_end_notices()}
    )
    return kinds | {"digest": _digests(kinds)}


SAMPLES: Mapping[str, tuple[Context, ...]] = MappingProxyType(_samples())
