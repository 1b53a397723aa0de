"""Samples of what the agency is told, and of what an office is told once in a while."""

from datetime import date
from typing import Any

from notifications.samples.parts import DEPARTMENT, ROAD, WATER, Context, context_of


def agency_samples() -> dict[str, tuple[Context, ...]]:
    start = date(2027, 1, 11)
    gaps = [f"JT2026-01 {ROAD}（缺印证材料）", f"JT2026-07 {WATER}（缺填报和印证材料）"]
    many = [f"JT2026-{number:02d} 普通国省道养护提升工程第{number}标段（缺印证材料）" for number in range(1, 9)]
    offices = {"省交通运输厅": 2, "省教育厅": 5, "省水利厅": 1}
    fed: dict[str, Any] = {"department": DEPARTMENT, "target": ROAD, "feedback": "剩余34公里已于9月30日全部完工"}
    day = date(2026, 10, 13)
    return {
        "opened_year_end_reverification": (context_of("agency", start, period="2026", departments=42),),
        "missing": tuple(context_of("office", start, period="2026", missing=found) for found in (gaps, many)),
        "missing_all": (context_of("agency", start, period="2026", offices=offices),),
        "urgings": (
            context_of("agency", date(2026, 4, 27), waiting={"phone": 3, "letter": 2, "visit": 1}),
            context_of("agency", date(2026, 4, 23), waiting={"phone": 4}),
        ),
        "liaison_missing": (context_of("office", date(2026, 3, 2)),),
        "date_moved": _date_moved(),
        "fed_back": tuple(context_of("agency", day, **fed, late=late) for late in (False, True)),
    }


def _date_moved() -> tuple[Context, ...]:
    why = "国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕9号）"
    one = {"title": "2026年第四季度分析会", "from": "2027-01-22", "to": "2027-01-21"}
    many = [one | {"title": f"整改“第{number}标段”"} for number in range(1, 8)]
    return tuple(context_of("office", date(2026, 11, 10), why=why, moved=moved) for moved in ([one], many))
