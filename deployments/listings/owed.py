"""`mubiao owed`: the obligations as of a day with state and days left, open ones first."""

from collections.abc import Iterator

from sqlmodel import Session

from deployments.listings.listing import OF_DEPARTMENT, Column, Filter, ListedRows, Listing
from models.ledger.duty.register import ObligationView, days_in_words, list_obligations, task_in_words
from models.rules.reminders import Colour
from models.rules.states import ObligationState
from models.rules.verdicts import verdict_in_words


def _left(item: ObligationView) -> str:
    return days_in_words(item) if item.row.state == ObligationState.OPEN else ""


def _count(_session: Session, found: ListedRows) -> Iterator[str]:
    open_ones = [item for item in found.rows if item.row.state == ObligationState.OPEN]
    late = sum(item.colour is Colour.RED for item in open_ones)
    yield f"共{len(found.rows)}项，未办{len(open_ones)}项" + (f"，其中逾期{late}项。" if late else "。")


LISTING = Listing(
    "owed",
    "应办事项",
    "列出应办事项。例：mubiao owed --overdue --xlsx 催办名单.xlsx",
    list_obligations,
    (
        Column("编号", lambda item: item.row.id, kept=True),
        Column("事项", lambda item: item.title, wrapped=True),
        Column("部门", lambda item: item.row.short_name, wrapped=True),
        Column("期限", lambda item: f"{item.row.due}{'（暂定）' if item.row.provisional else ''}", kept=True),
        Column("还剩", _left, wrapped=True),
        Column("状态", lambda item: ObligationState(item.row.state).label + verdict_in_words(item.row), wrapped=True),
        Column("联络员", lambda item: item.row.liaison or "", wrapped=True),
        Column("催办任务", task_in_words, kept=True),
    ),
    none="没有应办事项。",
    filters=(
        OF_DEPARTMENT,
        Filter("unfinished", "只列未办的", option="open"),
        Filter("overdue", "只列逾期未办的"),
    ),
    after=_count,
    data=lambda _, found: [item.as_json() for item in found.rows],
)
