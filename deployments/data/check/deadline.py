"""The deadline: every day from its anchor on is either counted or skipped for a stated reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from deployments.data.check.chain import DAY
from deployments.data.check.digest import digest

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
SATURDAY, LONGEST = 5, 4000


def check_why(found: dict[str, Any], calendar: dict[str, Any] | None) -> Iterator[str]:
    proof = found["proof"]
    if found["obligation"]["due"] != proof["due"]:
        yield f"事项的期限{found['obligation']['due']}与依据中的{proof['due']}不同。"
    if computed(proof) > proof["due"]:
        yield f"期限{proof['due']}早于推算的{computed(proof)}。"
    yield from check_list(proof)
    yield from check_reasons(proof)
    if calendar:
        yield from check_version(calendar)
        due = count(proof, {day: kind for day, kind, *_ in calendar["days"] if kind != "normal"})
        if str(due) != computed(proof):
            yield f"按日历从头推算，期限应为{due}，不是{computed(proof)}。"


def check_version(calendar: dict[str, Any]) -> Iterator[str]:
    lines = [calendar["announced_until"], *(" ".join(day) for day in calendar["days"])]
    if digest("\n".join(lines))[:16] != calendar["version"]:
        yield "工作日历：内容与其版本号不符，被更改。"


def check_list(proof: dict[str, Any]) -> Iterator[str]:
    anchor, due, n = date.fromisoformat(proof["anchor"]), date.fromisoformat(computed(proof)), proof["n"]
    counted = [day["date"] for day in proof["counted"]]
    listed = counted + [day["date"] for day in proof["skipped"]]
    span = (due - anchor).days if n or proof["suspensions"] else 0
    wanted = [str(anchor + DAY * i) for i in range(1, span + 1)]
    for day in sorted({*listed, *wanted}):
        if listed.count(day) != wanted.count(day):
            yield f"{day}：依据中漏列、多列或重复列出。"
    yield from check_day(proof, anchor, counted)


def check_day(proof: dict[str, Any], anchor: date, counted: list[str]) -> Iterator[str]:
    due, n = date.fromisoformat(computed(proof)), proof["n"]
    if n and (len(counted), counted[-1:]) != (n, [computed(proof)]):
        yield f"应计{n}个工作日至{due}，实列{len(counted)}个至{''.join(counted[-1:])}。"
    if not n and not proof["suspensions"] and anchor != due:
        yield f"固定日期{anchor}不顺延，期限却为{due}。"


def computed(proof: dict[str, Any]) -> str:
    """The day by the rule; the due day is later if a changed calendar would have made the duty overdue."""
    return str(proof.get("computed", proof["due"]))


def check_reasons(proof: dict[str, Any]) -> Iterator[str]:
    for day in proof["counted"]:
        number = date.fromisoformat(day["date"]).weekday()
        if day["weekday"] != WEEKDAYS[number] or (number >= SATURDAY and "上班" not in day["why"]):
            yield f"{day['date']}：{WEEKDAYS[number]}，没有调休上班的依据，不应计入。"
    for day in proof["skipped"]:
        number = date.fromisoformat(day["date"]).weekday()
        if number < SATURDAY and "放假" not in day["why"] and "中止" not in day["why"]:
            yield f"{day['date']}：{WEEKDAYS[number]}，没有放假或中止计算的依据，不应跳过。"


def count(proof: dict[str, Any], marks: dict[str, str]) -> date:
    """The n-th working day after the anchor, suspended days left out; a fixed date moves by the days suspended."""

    def works(day: date) -> bool:
        return marks[str(day)] == "makeup_workday" if str(day) in marks else day.weekday() < SATURDAY

    pauses = [(date.fromisoformat(each["first"]), date.fromisoformat(each["last"])) for each in proof["suspensions"]]
    paused = {first + DAY * i for first, last in pauses for i in range((last - first).days + 1)}
    day, left = date.fromisoformat(proof["anchor"]), proof["n"] or sum(works(day) for day in paused)
    for _ in range(LONGEST):
        if left > 0:
            day += DAY
            left -= works(day) and not (proof["n"] and day in paused)
    return day
