"""得分表的原文: a sheet and what made each of its lines so, as text; the same sheet has the same bytes (1-8.1)."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from models.rules.score.component import Component, Deduction, Line, total

ORDER = {component: place for place, component in enumerate(Component)}


def canonical_sheet(code: str, year: int, cut_off: date, lines: Sequence[Line], excepted: Sequence[str] = ()) -> str:
    """Return the score sheet of a department as JSON with sorted keys, exact decimals as text.

    The order in which lines and entries are given changes nothing. What a paper ended instead of the deed is in it.
    """
    ordered = sorted(lines, key=lambda line: ORDER[line.component])
    content = {
        "department": code,
        "year": year,
        "cut_off": cut_off.isoformat(),
        "lines": [_line(each) for each in ordered],
        "total": exact(total(lines)),
    }
    if excepted:
        content["excepted"] = list(excepted)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: str) -> str:
    """Return the SHA-256 of a sheet's text."""
    return sha256(content.encode()).hexdigest()


def exact(number: Decimal | None) -> str | None:
    """A46: return a number with all its digits and no others; None stays None."""
    if number is None:
        return None
    return f"{number.normalize():f}" if number else "0"


def _line(line: Line) -> dict[str, Any]:
    return {
        "component": line.component.value,
        "weight": exact(line.weight),
        "points": exact(line.points),
        "at_floor": line.at_floor,
        "entries": [_entry(each) for each in sorted(line.deductions, key=lambda each: each.entry)],
        "basis": list(line.basis),
    }


def _entry(each: Deduction) -> dict[str, Any]:
    numbers = {"points": each.points, "limit": each.limit, "taken": each.taken}
    return {"entry": each.entry} | {name: exact(number) for name, number in numbers.items()}


def excepted_of(content: str) -> tuple[str, ...]:
    """Return in words what papers ended of a sheet, from its text."""
    return tuple(json.loads(content).get("excepted", ()))


def lines_of(content: str) -> tuple[Line, ...]:
    """Return the lines of a sheet from its text."""
    return tuple(map(_read_line, json.loads(content)["lines"]))


def _read_line(line: dict[str, Any]) -> Line:
    entries = tuple(
        Deduction(each["entry"], _number(each["points"]), _number(each["limit"])) for each in line["entries"]
    )
    component, weight, points = Component(line["component"]), _number(line["weight"]), _number(line["points"])
    return Line(component, weight, points, entries, basis=tuple(line["basis"]))


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
