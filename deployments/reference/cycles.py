"""docs/reference/cycles.md: every cycle with its clause, plan and deadlines."""

from collections.abc import Iterator

from deployments.reference.markdown import code, page, prose, table
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import CYCLES, ROUTINES

TITLES = ("周期", "key", "条款", "标准条目", "计划", "应办事项", "期限", "责任")
DEBTORS = {"office": "部门目标办", "agency": "管理机构"}


def cycles_page() -> str:
    """The table of cycles."""
    return page(
        "周期一览",
        prose("pages", "cycles"),
        table(TITLES, (row for cycle in (*CYCLES, *ROUTINES) for row in _rows(cycle))),
    )


def _rows(cycle: Cycle | Routine) -> Iterator[list[str]]:
    start = [cycle.name, code(cycle.key), cycle.clause]
    if isinstance(cycle, Routine):
        yield [*start, "", _plan(cycle), "", "", ""]
        return
    for duty in cycle.duties:
        yield [*start, "、".join(cycle.covers), _plan(cycle), duty.name, duty.due.words, DEBTORS[duty.debtor]]


def _plan(cycle: Cycle | Routine) -> str:
    return "、".join(code(cron) for cron in cycle.crons)
