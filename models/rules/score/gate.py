"""合计以前须了结的事项: what stands between a department and its total once the year is over, in order (A37)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from models.rules.kinds import Labelled

NAMED = 3  # keys that a line names


class GateKind(Labelled):
    """A kind of line before a total, in the order in which they are printed."""

    PROPOSED = "proposed", "拟列入的条目尚未认定"
    TARGETS = "targets", "目标没有申报完成，也没有列入负面清单"
    APPEALS = "appeals", "申诉尚未办结"
    RECHECKS = "rechecks", "整改完成尚未复查"


ENDED_BY = {
    GateKind.PROPOSED: "（list_finding）",
    GateKind.TARGETS: "（file_year_end_check）",
    GateKind.APPEALS: "（rule_appeal）",
    GateKind.RECHECKS: "（recheck）",
}
# How a kind is said of its number and its first keys.
WORDS = {
    GateKind.PROPOSED: "{number}个拟列入的条目尚未认定：{keys}{ended_by}",
    GateKind.TARGETS: "{number}个目标年终检查没有申报完成，也没有列入负面清单：{keys}",
    GateKind.APPEALS: "对条目{keys}的申诉尚未办结",
    GateKind.RECHECKS: "{number}个条目整改完成尚未复查：{keys}{ended_by}",
}
OF_DEPARTMENT = frozenset({GateKind.TARGETS})  # what the department itself has to settle


class GateFact(NamedTuple):
    """What the ledger has of a kind about a department: how many, and the first keys of them."""

    kind: GateKind
    number: int = 1
    keys: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class GateLine:
    """A line that stands between a department and its total, with what ends it."""

    kind: GateKind
    words: str


def gate(facts: Iterable[GateFact]) -> tuple[GateLine, ...]:
    """A37: return the lines that stand between a department and its total, in the order of their kinds."""
    order = list(GateKind)
    return tuple(
        GateLine(each.kind, _in_words(each)) for each in sorted(facts, key=lambda each: order.index(each.kind))
    )


def grouped(kind: GateKind) -> str:
    """Return in words a line that several departments have, each with other keys."""
    return f"{kind.label}{ENDED_BY[kind]}"


def _in_words(fact: GateFact) -> str:
    more = "等" if fact.number > NAMED else ""
    keys = "、".join(fact.keys[:NAMED]) + more
    return WORDS[fact.kind].format(number=fact.number, keys=keys, ended_by=ENDED_BY[fact.kind])
