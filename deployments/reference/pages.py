"""Which page is written where."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from deployments.reference.acts import acts_page, settings_page
from deployments.reference.commands import commands_page, help_texts
from deployments.reference.glossary import glossary_page
from deployments.reference.indexes import act_index, table_index
from deployments.reference.markdown import code, page, prose, table
from deployments.reference.sheets import sheets_page
from deployments.reference.web_pages import web_pages
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


ROOT = Path(__file__).parents[2]
PAGES: Mapping[str, Callable[[], str]] = {
    "models/data/acts.csv": act_index,
    "models/data/tables.csv": table_index,
    "deployments/data/help.txt": help_texts,
    "docs/reference/acts.md": acts_page,
    "docs/reference/commands.md": commands_page,
    "docs/reference/cycles.md": cycles_page,
    "docs/reference/glossary.md": glossary_page,
    "docs/reference/settings.md": settings_page,
    "docs/reference/sheets.md": sheets_page,
    "docs/reference/web_pages.md": web_pages,
}


def write(root: Path) -> None:
    """Write every page below this folder."""
    for name, make in PAGES.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(make(), encoding="utf-8")
