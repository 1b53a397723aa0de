"""The columns of a target: which are fixed once it is issued, how changes of its requirements are formatted."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from models.rules.chinese_dates import in_full
from models.rules.stated_quantity import only_states
from models.rules.target.kinds import KIND_TITLES

Value = str | Decimal | date | None
# The columns that only an adjustment changes once a target is issued (6.1.7), with their titles.
NEEDS = {"requirement": "绩效要求", "quantity": "数量", "unit": "单位", "deadline": "完成时限"}
# What it changes of a leaf, by the same names (1-2.9).
ASKED_OF_LEAF = NEEDS | {"requirement": "标准"}
# The other columns of an issued target that no import changes: its name, its origin, and since when it is owed.
DESCRIBED = {
    "name": "目标名称",
    **KIND_TITLES,
    "source_document": "来源文件",
    "key_project": "是否重点项目",
    "parent_code": "上级目标编号",
    "issued_on": "下达日期",
    "paper_number": "下达文号",
    "paper_date": "发文日期",
}
FIXED = NEEDS | DESCRIBED
# An empty cell of these may be filled in by an import: it frees no target of a duty.
FILLED_IN = frozenset({*KIND_TITLES, "source_document", "parent_code", "paper_number", "paper_date"})
NOTHING = "无"


def written(value: Value) -> str | None:
    """Return a value as stored JSON; an empty value is stored as None."""
    return None if value is None or value == "" else str(value)


def shown(value: object) -> str:
    """Return the value of a column of a target as a sheet has it: 是, 本级目标, 2026-12-31; empty without a value."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(getattr(value, "label", value))


def read(name: str, stored: str | None) -> Value:
    """Parse the stored value of one of the four columns."""
    if name == "quantity":
        return Decimal(stored) if stored else None
    if name == "deadline":
        return date.fromisoformat(stored) if stored else None
    return stored or ""


def shown_value(value: Value) -> str:
    """Return a value as people read it; 无 if it is empty."""
    return in_full(value) if isinstance(value, date) else written(value) or NOTHING


def differences(before: Mapping[str, Value], after: Mapping[str, Value]) -> dict[str, tuple[str, str]]:
    """Return the changed columns by name: before and after in words, 无 if a value is empty."""
    return {
        name: (written(before[name]) or NOTHING, written(after[name]) or NOTHING)
        for name in NEEDS
        if name in after and before[name] != after[name]
    }


def in_words(changes: Mapping[str, tuple[str, str]], titles: Mapping[str, str] = NEEDS) -> str:
    """Format the changes: 数量由1000改为860，单位由公里改为千米."""
    return "，".join(_describe_change(name, titles[name], pair) for name, pair in changes.items())


def _describe_change(name: str, title: str, pair: tuple[str, str]) -> str:
    quoted = (_shown_stored(name, value) for value in pair)
    return "{}由{}改为{}".format(title, *quoted)


def _shown_stored(name: str, value: str) -> str:
    if value == NOTHING:
        return value
    return f"“{value}”" if name == "requirement" else shown_value(read(name, value))


def described(values: Mapping[str, Value]) -> str:
    """Format all requirements in one line: 建成公路（1000公里，完成时限2026年12月31日）.

    A quantity that the words state already, and no other in its unit, is not said again.
    """
    return "".join(_describe_parts(values)) or "未写明"


def _describe_parts(values: Mapping[str, Value]) -> Iterator[str]:
    measured = _measured(values)
    until = f"完成时限{shown_value(_deadline_of(values))}" if values["deadline"] else ""
    figures = "，".join(filter(None, (measured, until)))
    yield str(values["requirement"])
    yield f"（{figures}）" if figures and values["requirement"] else figures


def _measured(values: Mapping[str, Value]) -> str:
    """Return the quantity with its unit; empty without one, and where the words state it."""
    quantity, unit = values["quantity"], str(values["unit"] or "")
    if quantity is None or only_states(str(values["requirement"] or ""), Decimal(str(quantity)), unit):
        return ""
    return measured(Decimal(str(quantity)), unit)


def measured(quantity: Decimal | None, unit: str) -> str:
    """Return a quantity with its unit as a paper has it: 7.5公里 for a stored 7.50; empty without a quantity."""
    return "" if quantity is None else f"{quantity.normalize():f}{unit}"


def _deadline_of(values: Mapping[str, Value]) -> Value:
    """Return the deadline, which an explanation as data holds as text."""
    deadline = values["deadline"]
    return read("deadline", deadline) if isinstance(deadline, str) else deadline


def last_day(year: int, deadline: date | None) -> date:
    """6.1.7, 在目标绩效管理实施过程中: return the last day on which a target's adjustment can be requested."""
    return max(date(year, 12, 31), deadline or date.min)


# What is owed, by when and since when: after something was reported or judged these are no typing errors any more.
FIGURES = ("quantity", "unit", "direction", "deadline", "issued_on", "key_project")
WORDED = ("name", "requirement", "words", "standard")
NUMBERED = ("requirement", "words", "standard")  # words whose numbers are figures
FEW, SHARE = 2, 5  # characters that may always differ, and the part of the longer text that may
DIGITS = re.compile(r"[0-9０-９零〇一二两三四五六七八九十百千万亿.．%％]+")


def typing_distance(before: str, after: str) -> int:
    """Return how many characters differ: inserted, removed, replaced, or two neighbours exchanged."""
    older: list[int] = []
    last = list(range(len(after) + 1))
    for i, was in enumerate(before, 1):
        row = [i]
        for j, becomes in enumerate(after, 1):
            steps = [row[-1] + 1, last[j] + 1, last[j - 1] + (was != becomes)]
            if older and j > 1 and (was, before[i - 2]) == (after[j - 2], becomes):
                steps.append(older[j - 2] + 1)
            row.append(min(steps))
        older, last = last, row
    return last[-1]


def is_typing_error(before: str, after: str) -> bool:
    """Return whether a text differs by so little that it was mistyped, or was left out when it was typed.

    At most a fifth of the longer text may differ, and always two characters.
    """
    return not before or typing_distance(before, after) <= max(FEW, max(len(before), len(after)) // SHARE)


def rewritten(changes: Mapping[str, tuple[str, str]], first: Mapping[str, str | None]) -> list[str]:
    """Return the columns of words that differ by more than a typing error, from now or from their first words.

    Without the first words, many small corrections would rewrite a target.
    """
    return [name for name in WORDED if name in changes and not _is_slip(*changes[name], first.get(name))]


def _is_slip(before: str, after: str, first: str | None) -> bool:
    return is_typing_error(before, after) and is_typing_error(first or "", after)


def changed_figures(changes: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return the columns that change what is owed, by when or since when; words if their numbers differ."""
    numbers = {name: [DIGITS.findall(text) for text in changes[name]] for name in NUMBERED if name in changes}
    reworded = [name for name, (before, after) in numbers.items() if before != after]
    return [*reworded, *(name for name in FIGURES if name in changes)]
