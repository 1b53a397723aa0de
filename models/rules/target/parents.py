"""上级: each target or indicator has at most one above it, which exists, and no circle (1-2.3, 1-2.9)."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from models.rules.several import first_of

SEVERAL = re.compile(r"[、,;]")  # between codes, where no code is written so
OF_ANOTHER_YEAR = re.compile(r"(20\d\d)/(.+)", re.ASCII)
Name = tuple[int, str]  # year and code of a target


@dataclass(frozen=True, slots=True)
class ParentFault:
    """A wrong entry in 上级, with the code of its row."""

    code: str
    words: str


def full_name(year: int, parent: str) -> Name:
    """1-2.3: return the year and code of the parent that a target of this year names: T001, or 2025/T001."""
    found = OF_ANOTHER_YEAR.fullmatch(parent)
    return (int(found[1]), found[2]) if found else (year, parent)


def own_parent(year: int, parent: str) -> str:
    """1-2.3: return the parent as targets of this year name it: 2026/T001 is T001 in 2026, 2025/T001 stays."""
    named, code = full_name(year, parent)
    return code if named == year else parent


def parent_faults(
    links: Iterable[tuple[str, str]], elsewhere: Collection[str] = frozenset(), noun: str = "目标"
) -> list[ParentFault]:
    """Return the faults of all pairs of code and parent, in their order; the parent of a top one is empty.

    A parent must be the code of a pair, or one of `elsewhere` (上级另行管理). Work is linear in the number of pairs. A
    circle is one fault, at its first code.
    """
    pairs = list(links)
    parents: dict[str, str] = {}
    found: dict[str, str] = {}
    for code, parent in pairs:
        if parents.setdefault(code, parent) != parent:
            found[code] = f"已有上级{noun}“{parents[code] or '无'}”，不能再填“{parent or '无'}”，只能有一个上级{noun}"
        elif code == parent:
            found[code] = f"上级{noun}不能是它自己，没有上级{noun}的请留空"
    unknown = {code for code, parent in parents.items() if parent and parent not in parents and parent not in elsewhere}
    found |= {code: _unknown_words(parents[code], noun) for code in unknown}
    found |= {circle[0]: _circle_words(circle, noun) for circle in circles(parents) if len(circle) > 1}
    return [ParentFault(code, found[code]) for code in dict.fromkeys(code for code, _ in pairs) if code in found]


def circles(parents: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return the circles of a mapping from code to parent, each from the code of it that comes first."""
    found, seen = [], set[str]()
    for start in parents:
        path: dict[str, None] = {}
        code = start
        while code and code not in seen and code not in path:
            path[code] = None
            code = parents.get(code, "")
        if code in path:
            members = list(path)
            found.append(tuple(members[members.index(code) :]))
        seen.update(path)
    order = {code: place for place, code in enumerate(parents)} if found else {}
    return [_from_first(circle, order) for circle in found]


def _from_first(circle: tuple[str, ...], order: Mapping[str, int]) -> tuple[str, ...]:
    first = min(range(len(circle)), key=lambda place: order[circle[place]])
    return circle[first:] + circle[:first]


def _unknown_words(parent: str, noun: str) -> str:
    if SEVERAL.search(parent):
        return f"上级{noun}“{parent}”写了几个编号，只有一个上级{noun}，请只填一个"
    return f"上级{noun}“{parent}”不存在，请核对其编号"


def _circle_words(circle: tuple[str, ...], noun: str) -> str:
    shown = first_of([f"“{code}”" for code in circle], counted="项")
    return f"上级{noun}首尾相接：{shown}，请改正其中一项"
