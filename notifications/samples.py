"""A realistic context for every kind of notice: what tests render and a preview shows."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from models.intake.shipped import shipped_calendar
from models.rules.cycles import (
    CYCLES,
    FEEDBACK,
    MONTHLY_CHECK,
    QUARTERLY_MEETING,
    REMEDIATION,
    RETURNED,
    YEAR_END_CHECK,
    YEAR_END_REVERIFICATION,
    Cycle,
    find_cycle,
    subject_of,
)
from models.rules.deadlines import Deadline, compute_deadline, describe_proof
from models.rules.duties import Duty
from models.rules.periods import parse_period
from models.rules.reminders import days_left
from models.rules.workdays import weekday_name
from notifications.render import Rendered, render

Context = Mapping[str, Any]
DEPARTMENT = "省交通运输厅"
ROAD = "新建农村公路120公里"
WATER = "农村供水保障"
FINDING = "9月18日现场核查，完成86公里，未达目标要求"


def _context(audience: str, today: date, duty: Context | None = None, **payload: Any) -> Context:  # noqa: ANN401
    return {
        "today": today,
        "audience": audience,
        "person": {"liaison": "李明", "head": "王建国"}.get(audience, ""),
        "department": DEPARTMENT,
        "payload": payload,
        "duty": duty,
    }


def _duty(duty: Duty, value: Deadline, title: str, today: date, **more: Any) -> Context:  # noqa: ANN401
    calendar = shipped_calendar()
    return {
        "number": 1286,
        "key": duty.key,
        "name": duty.name,
        "title": title,
        "period": "",
        "clause": duty.clause,
        "to_do": duty.to_do,
        "due": value.due,
        "target": value.target,
        "earliest": value.earliest,
        "provisional": value.provisional,
        "makeup": calendar.is_workday(value.due) and weekday_name(value.due) in {"周六", "周日"},
        "why": describe_proof(value.proof),
        "days_left": days_left(value.due, today, calendar),
        "lines": 0,
        "reported": 0,
        "announced_year": calendar.announced_until.year + 1,
    } | more


def _of(cycle: Cycle, period: str, today: date, reported: int = 0) -> Context:
    counts = {"lines": 27, "reported": reported} if cycle.lines else {}
    value = cycle.deadline(parse_period(period), shipped_calendar())
    return _duty(cycle.duty, value, subject_of(cycle.duty, period), today, period=period, **counts)


def _mend(duty: Duty, anchor: date, target: str, today: date) -> Context:
    value = compute_deadline(duty.due, anchor, shipped_calendar())
    return _duty(duty, value, f"{duty.name}“{target}”", today)


def _opened(cycle: Cycle, *periods: str) -> tuple[Context, ...]:
    days = {period: cycle.opens.of(parse_period(period)) for period in periods}
    return tuple(_context("office", day, _of(cycle, period, day)) for period, day in days.items())


def _returned(today: date) -> Context:
    value = compute_deadline(RETURNED, today, shipped_calendar())
    title = subject_of(MONTHLY_CHECK.duty, "2026-04")
    duty = _duty(MONTHLY_CHECK.duty, value, title, today, period="2026-04", lines=27, reported=27)
    return _context("office", today, duty, why="第3项、第9项未说明受阻原因，请补充后重报")


def _reverification(today: date) -> Context:
    duty = dict(_of(YEAR_END_REVERIFICATION, "2026", today))
    duty["title"] = f"{DEPARTMENT}：{duty['title']}"
    return dict(_context("agency", today, duty), department="省直目标绩效管理机构")


def _reminders() -> tuple[Context, ...]:
    asked = (
        (QUARTERLY_MEETING, "2026Q1", date(2026, 4, 17), 0),
        (QUARTERLY_MEETING, "2026Q1", date(2026, 4, 22), 0),
        (MONTHLY_CHECK, "2026-04", date(2026, 4, 27), 19),
        (MONTHLY_CHECK, "2026-05", date(2026, 5, 29), 19),
        (MONTHLY_CHECK, "2026-05", date(2026, 5, 30), 19),
        (YEAR_END_CHECK, "2026", date(2027, 1, 5), 24),
    )
    offices = [_context("office", day, _of(cycle, period, day, done)) for cycle, period, day, done in asked]
    day = date(2026, 10, 15)
    offices.append(_context("office", day, _mend(REMEDIATION, date(2026, 10, 20), ROAD, day)))
    day = date(2026, 9, 30)
    offices.append(_context("office", day, _mend(FEEDBACK, date(2026, 9, 28), WATER, day)))
    day = date(2027, 1, 26)
    return (*offices, _reverification(day))


def _overdue() -> tuple[Context, ...]:
    told = []
    for cycle, period in ((QUARTERLY_MEETING, "2026Q1"), (MONTHLY_CHECK, "2026-04"), (YEAR_END_CHECK, "2026")):
        due = cycle.deadline(parse_period(period), shipped_calendar()).due
        for audience, later in (("office", 1), ("liaison", 1), ("head", 3)):
            day = shipped_calendar().nth_after(due, later)
            told.append(_context(audience, day, _of(cycle, period, day, 19)))
    for duty, limit in ((REMEDIATION, date(2026, 10, 20)), (FEEDBACK, date(2026, 9, 30))):
        told.append(_context("office", date(2026, 10, 21), _mend(duty, limit, ROAD, date(2026, 10, 21))))
    rest = date(2026, 11, 1)
    told.append(_context("office", rest, _of(MONTHLY_CHECK, "2026-10", rest, 19)))
    closed = date(2026, 6, 1)
    told.append(_context("office", closed, _of(MONTHLY_CHECK, "2026-04", closed, 19)))
    review = date(2026, 7, 22)
    told.append(_context("office", review, _of(find_cycle("mid_year_review"), "2026H1", review)))
    day = date(2027, 2, 1)
    return (*told, _reverification(day))


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
        _context("head", monthly, _of(MONTHLY_CHECK, "2026-04", monthly, 27), facts=counted),
        _context("head", meeting, _of(QUARTERLY_MEETING, "2026Q1", meeting), facts=said),
    )


def _listed() -> tuple[Context, ...]:
    today = date(2026, 9, 21)
    duty = _mend(REMEDIATION, date(2026, 10, 20), ROAD, today)
    found = {"finding": FINDING, "found_on": "2026-09-18", "outer": "2026-10-27"}
    over_new_year = _mend(REMEDIATION, date(2027, 1, 15), WATER, date(2026, 12, 21))
    late_year = {"finding": "两处水厂尚未通水。", "found_on": "2026-12-17", "outer": "2027-01-22"}
    return (
        _context("head", today, duty, **found),
        _context("office", today, duty, **found),
        _context("head", date(2026, 12, 21), over_new_year, **late_year),
    )


def _feedback_owed() -> tuple[Context, ...]:
    days = date(2026, 9, 30), date(2026, 9, 28), date(2027, 1, 26)
    return tuple(_context("office", d, _mend(FEEDBACK, d, WATER, d), completed_on=d.isoformat()) for d in days)


def _rechecked() -> tuple[Context, ...]:
    today = date(2026, 10, 22)
    duty = _mend(FEEDBACK, date(2026, 10, 15), ROAD, today)
    good = {"passed": True, "found": "10月21日现场复查，120公里已全部完工通车", "limit": ""}
    bad = {"passed": False, "found": "10月21日现场复查，完成112公里，仍差8公里", "limit": "2026-11-20"}
    return tuple(_context(who, today, duty, **found) for found in (good, bad) for who in ("office", "head"))


def _agency_only() -> dict[str, tuple[Context, ...]]:
    start = date(2027, 1, 11)
    gaps = [f"JT2026-01 {ROAD}（缺印证材料）", f"JT2026-07 {WATER}（缺填报和印证材料）"]
    many = [f"JT2026-{number:02d} 普通国省道养护提升工程第{number}标段（缺印证材料）" for number in range(1, 9)]
    offices = {"省交通运输厅": 2, "省教育厅": 5, "省水利厅": 1}
    fed: dict[str, Any] = {"department": DEPARTMENT, "target": ROAD, "feedback": "剩余34公里已于9月30日全部完工"}
    day = date(2026, 10, 13)
    return {
        "opened_year_end_reverification": (_context("agency", start, period="2026", departments=42),),
        "missing": tuple(_context("office", start, period="2026", missing=found) for found in (gaps, many)),
        "missing_all": (_context("agency", start, period="2026", offices=offices),),
        "urgings": (
            _context("agency", date(2026, 4, 27), waiting={"phone": 3, "letter": 2, "visit": 1}),
            _context("agency", date(2026, 4, 23), waiting={"phone": 4}),
        ),
        "liaison_missing": (_context("office", date(2026, 3, 2)),),
        "date_moved": _date_moved(),
        "fed_back": tuple(_context("agency", day, **fed, late=late) for late in (False, True)),
    }


def _date_moved() -> tuple[Context, ...]:
    why = "国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕9号）"
    one = {"title": "2026年第四季度分析会", "from": "2027-01-22", "to": "2027-01-21"}
    many = [one | {"title": f"整改“第{number}标段”"} for number in range(1, 8)]
    return tuple(_context("office", date(2026, 11, 10), why=why, moved=moved) for moved in ([one], many))


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
    kinds |= _agency_only()
    return kinds | {"digest": _digests(kinds)}


SAMPLES: Mapping[str, tuple[Context, ...]] = MappingProxyType(_samples())
