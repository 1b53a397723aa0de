"""The approved score sheets as `mubiao scores` shows them, and under them what came later (1-8.2, A53)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from models.ledger.appraisal.register import Frozen
from models.rules.appraisal import lines_in_words, read_sheet
from models.rules.score.component import RATED, Component, shown

# The three groups of components that the list of all departments adds up.
GROUPS = ({Component.FUNCTIONAL}, frozenset(Component) - RATED - {Component.FUNCTIONAL}, RATED)


def approved_words(frozen: Frozen | None, now: Iterator[str]) -> Iterator[str]:
    """Yield the approved sheet if there is one, and under it what the ledger gives otherwise now."""
    if frozen is None:
        yield from now
        return
    paper = f"{frozen.number}，{frozen.dated}，第{frozen.version}版"
    yield f"{frozen.department}：合计{shown(frozen.total)}，已审定（{paper}）"
    yield f"SHA-256：{frozen.digest}"
    yield from [f"{title}：{words}" for title, words in lines_in_words(frozen.content)]
    if not frozen.same:
        yield ""
        yield "审定以后台账有变化，不影响审定结果；按台账今日的记录："
        yield from now


def approved_cells(frozen: Frozen) -> list[Any]:
    """Return the cells of an approved sheet in the list of all departments."""
    lines = read_sheet(frozen.content)["lines"]
    sums = [sum(Decimal(line["points"]) for line in lines if line["component"] in group) for group in GROUPS]
    later = "已审定" if frozen.same else "已审定，此后有变化"
    return [frozen.code, frozen.department, *(shown(Decimal(each)) for each in sums), shown(frozen.total), later]


def approved_json(frozen: Frozen | None) -> dict[str, Any]:
    """Return an approved sheet as JSON values, null without one."""
    if frozen is None:
        return {"approved": None}
    paper = {"number": frozen.number, "dated": frozen.dated, "version": frozen.version, "digest": frozen.digest}
    return {"approved": paper | {"same": frozen.same, "sheet": read_sheet(frozen.content)}}
