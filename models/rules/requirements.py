"""The requirements of a target: how a change is stored as JSON and formatted, for the four columns of an adjustment."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

Value = str | Decimal | date | None
# The columns that only an adjustment changes once a target is issued (6.1.7), with their titles.
ASKED = {"requirement": "绩效要求", "quantity": "数量", "unit": "单位", "deadline": "完成时限"}
NOTHING = "无"


def written(value: Value) -> str | None:
    """Return a value as stored JSON; an empty value is stored as None."""
    return None if value is None or value == "" else str(value)


def read(name: str, stored: str | None) -> Value:
    """Parse the stored value of one of the four columns."""
    if name == "quantity":
        return Decimal(stored) if stored else None
    if name == "deadline":
        return date.fromisoformat(stored) if stored else None
    return stored or ""


def differences(before: Mapping[str, Value], after: Mapping[str, Value]) -> dict[str, tuple[str, str]]:
    """Return the changed columns by name: before and after in words, 无 if a value is empty."""
    return {
        name: (written(before[name]) or NOTHING, written(after[name]) or NOTHING)
        for name in ASKED
        if name in after and before[name] != after[name]
    }


def in_words(changes: Mapping[str, tuple[str, str]]) -> str:
    """Format the changes: 数量由1000改为860，单位由公里改为千米."""
    return "，".join(_describe_change(name, *pair) for name, pair in changes.items())


def _describe_change(name: str, before: str, after: str) -> str:
    quoted = (f"“{value}”" if name == "requirement" and value != NOTHING else value for value in (before, after))
    return "{}由{}改为{}".format(ASKED[name], *quoted)


def described(values: Mapping[str, Value]) -> str:
    """Format all requirements in one line: 建成1000公里（1000公里，完成时限2026-12-31）."""
    return "".join(_describe_parts(values)) or "未写明"


def _describe_parts(values: Mapping[str, Value]) -> Iterator[str]:
    measured = f"{values['quantity']}{values['unit']}" if values["quantity"] is not None else ""
    until = f"完成时限{values['deadline']}" if values["deadline"] else ""
    figures = "，".join(filter(None, (measured, until)))
    yield str(values["requirement"])
    yield f"（{figures}）" if figures and values["requirement"] else figures


def last_day(year: int, deadline: date | None) -> date:
    """6.1.7, 在目标绩效管理实施过程中: return the last day on which a target's adjustment can be requested."""
    return max(date(year, 12, 31), deadline or date.min)
