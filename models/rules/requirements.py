"""What a target asks for, and how a change of it is written down and read out: the four things of an adjustment."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

Value = str | Decimal | date | None
# What only an adjustment changes once a target is issued (6.1.7), with the title that people know it by.
ASKED = {"requirement": "绩效要求", "quantity": "数量", "unit": "单位", "deadline": "完成时限"}
NOTHING = "无"


def written(value: Value) -> str | None:
    """A value as JSON keeps it; what is empty is kept as nothing."""
    return None if value is None or value == "" else str(value)


def read(name: str, kept: str | None) -> Value:
    """The value of one of the four as it was `written`."""
    if name == "quantity":
        return Decimal(kept) if kept else None
    if name == "deadline":
        return date.fromisoformat(kept) if kept else None
    return kept or ""


def differences(before: Mapping[str, Value], after: Mapping[str, Value]) -> dict[str, tuple[str, str]]:
    """What is asked otherwise afterwards, by name: before and after in words, 无 where nothing was or is asked."""
    return {
        name: (written(before[name]) or NOTHING, written(after[name]) or NOTHING)
        for name in ASKED
        if name in after and before[name] != after[name]
    }


def in_words(changes: Mapping[str, tuple[str, str]]) -> str:
    """数量由1000改为860，单位由公里改为千米."""
    return "，".join(_change(name, *pair) for name, pair in changes.items())


def _change(name: str, before: str, after: str) -> str:
    quoted = (f"“{value}”" if name == "requirement" and value != NOTHING else value for value in (before, after))
    return "{}由{}改为{}".format(ASKED[name], *quoted)


def described(asked: Mapping[str, Value]) -> str:
    """All that is asked in one line: 建成1000公里（1000公里，完成时限2026-12-31）."""
    return "".join(_parts(asked)) or "未写明"


def _parts(asked: Mapping[str, Value]) -> Iterator[str]:
    measured = f"{asked['quantity']}{asked['unit']}" if asked["quantity"] is not None else ""
    until = f"完成时限{asked['deadline']}" if asked["deadline"] else ""
    figures = "，".join(filter(None, (measured, until)))
    yield str(asked["requirement"])
    yield f"（{figures}）" if figures and asked["requirement"] else figures


def last_day(year: int, deadline: date | None) -> date:
    """6.1.7, 在目标绩效管理实施过程中: the last day on which an adjustment of a target can still be asked for."""
    return max(date(year, 12, 31), deadline or date.min)
